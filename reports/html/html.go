// Package html writes a Run, or a Proof, as one self-contained page: no script,
// no request to anywhere, and a content security policy that holds it to that.
package html

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/messages"
)

//go:embed style.css
var style string

//go:embed *.gohtml
var files embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"pair": func(v, item any) pair { return pair{v, item} },
}).ParseFS(files, "*.gohtml"))

// pair hands a template its item and the view with the words.
type pair struct{ View, Item any }

// sheet is what every page has.
type sheet struct {
	*messages.Messages
	Policy string
	Style  template.CSS
	Title  string
}

func newSheet(m *messages.Messages, title string) sheet {
	return sheet{m, policy, template.CSS(style), title}
}

// policy allows the page its own style sheet, by its hash, and nothing else.
var policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'; img-src data:; base-uri 'none'; form-action 'none'",
		base64.StdEncoding.EncodeToString(sum[:]))
}()

// Write writes r as a page in lang, one of messages.Languages. Each requirement names the faults of p that its checks
// caught; p may be nil.
func Write(w io.Writer, r *run.Run, p *proof.Proof, lang string) error {
	m, err := messages.In(lang)
	if err != nil {
		return err
	}
	return execute(w, "page.gohtml", newView(r, p, m))
}

// WriteProof writes p as a page in lang, one of messages.Languages.
func WriteProof(w io.Writer, p *proof.Proof, lang string) error {
	m, err := messages.In(lang)
	if err != nil {
		return err
	}
	return execute(w, "proof.gohtml", newProofView(p, m))
}

func execute(w io.Writer, name string, view any) error {
	if err := pages.ExecuteTemplate(w, name, view); err != nil {
		return fmt.Errorf("html: %w", err)
	}
	return nil
}
