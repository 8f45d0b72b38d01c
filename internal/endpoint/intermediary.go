package endpoint

import (
	"html"
	"mime"
	"regexp"
	"strings"
)

var title = regexp.MustCompile(`(?is)<title[^>]*>\s*(.{0,200}?)\s*</title`)

// ofTheService are pages that WCF itself writes, behind whatever stands between.
var ofTheService = regexp.MustCompile(`(?i)<title>\s*(Request Error|Service)\s*</title>|Endpoint not ` +
	`found\.|Method not allowed\.|` +
	`The server encountered an error processing the request`)

// HTML tells whether an answer is a page for people.
func (a *Answer) HTML() bool {
	if a.Exchange.Response == nil {
		return false
	}
	media, _, _ := mime.ParseMediaType(a.Header().Get("Content-Type"))
	return media == "text/html" || looksLikeHTML(a.Exchange.Response.Body)
}

// Between tells whether an answer is a page for people that something before
// the service wrote: a web server that refuses a path, a firewall, a portal.
// WCF's own pages are the service's. said is the page's title, in quotes after
// a blank; empty where it has none.
func (a *Answer) Between() (said string, between bool) {
	if a.Exchange.Response == nil {
		return "", false
	}
	body := a.Exchange.Response.Body
	if !a.HTML() || ofTheService.MatchString(body.Text) {
		return "", false
	}
	if t := title.FindStringSubmatch(body.Text); t != nil && t[1] != "" {
		said = " “" + strings.Join(strings.Fields(html.UnescapeString(t[1])), " ") + "”"
	}
	return said, true
}
