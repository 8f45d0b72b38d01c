package har

import (
	"strings"
	"time"

	"github.com/chromedp/cdproto/har"

	"github.com/montcheck/montcheck/internal/run"
)

// sentCookies are those of a request (RFC 6265, section 4.2).
func sentCookies(h run.Header) []*har.Cookie {
	all := []*har.Cookie{}
	for _, field := range h.Values("Cookie") {
		for pair := range strings.SplitSeq(field, ";") {
			if c := cookie(pair); c != nil {
				all = append(all, c)
			}
		}
	}
	return all
}

// setCookies are those of an answer (RFC 6265, section 4.1).
func setCookies(h run.Header) []*har.Cookie {
	all := []*har.Cookie{}
	for _, field := range h.Values("Set-Cookie") {
		pair, attributes, _ := strings.Cut(field, ";")
		c := cookie(pair)
		if c == nil {
			continue
		}
		for attribute := range strings.SplitSeq(attributes, ";") {
			name, value, _ := strings.Cut(attribute, "=")
			value = strings.TrimSpace(value)
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "path":
				c.Path = value
			case "domain":
				c.Domain = value
			case "expires":
				if t, err := time.Parse("Mon, 02 Jan 2006 15:04:05 MST",
					strings.ReplaceAll(value, "-", " ")); err == nil {
					c.Expires = moment(t)
				}
			case "httponly":
				c.HTTPOnly = true
			case "secure":
				c.Secure = true
			}
		}
		all = append(all, c)
	}
	return all
}

func cookie(pair string) *har.Cookie {
	name, value, found := strings.Cut(pair, "=")
	if name = strings.TrimSpace(name); !found || name == "" {
		return nil
	}
	return &har.Cookie{Name: name, Value: strings.TrimSpace(value)}
}
