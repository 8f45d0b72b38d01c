// Package html writes a Run as one self-contained page: no script, no
// request to anywhere, and a content security policy that holds it to that.
package html

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/messages"
)

//go:embed style.css
var style string

//go:embed *.gohtml
var files embed.FS

var page = template.Must(template.New("page.gohtml").Funcs(template.FuncMap{
	"pair": func(v *view, item any) pair { return pair{v, item} },
}).ParseFS(files, "*.gohtml"))

// pair hands a template its item and the view with the words.
type pair struct {
	View *view
	Item any
}

// policy allows the page its own style sheet, by its hash, and nothing else.
var policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'; img-src data:; base-uri 'none'; form-action 'none'",
		base64.StdEncoding.EncodeToString(sum[:]))
}()

// Write writes r as a page in lang, one of messages.Languages.
func Write(w io.Writer, r *run.Run, lang string) error {
	m, err := messages.In(lang)
	if err != nil {
		return err
	}
	v := newView(r, m)
	v.Policy, v.Style = policy, template.CSS(style)
	if err := page.Execute(w, v); err != nil {
		return fmt.Errorf("html: %w", err)
	}
	return nil
}
