package secrets

import (
	"fmt"
	"net/http"
	"regexp"
	"unicode/utf8"
)

// The fields of a header that are kept of an answer to a token request, by
// name, with the form of those values that are kept, too.
var harmlessFields = map[string]*regexp.Regexp{
	"Content-Type": regexp.MustCompile(`(?i)^(application|text)/` +
		`(json|x-www-form-urlencoded|plain|html|xml|problem\+json|javascript|octet-stream)` +
		`( ?; ?charset="?(utf-8|utf-16|us-ascii|iso-8859-1|windows-1251)?"?)? ?;?$`),
	"Cache-Control": regexp.MustCompile(
		`(?i)^((no-store|no-cache|private|public|must-revalidate|proxy-revalidate|no-transform|` +
			`(s-maxage|max-age)=[0-9]{1,9})( ?, ?)?)+$`),
	"Pragma":         regexp.MustCompile(`(?i)^no-cache$`),
	"Content-Length": regexp.MustCompile(`^[0-9]{1,10}$`),
	"Retry-After":    regexp.MustCompile(`^([0-9]{1,10}|` + httpDate + `)$`),
	"Date":           regexp.MustCompile(`^` + httpDate + `$`),
	"Expires":        regexp.MustCompile(`^(-1|0|` + httpDate + `)$`),
	"Content-Encoding": regexp.MustCompile(`(?i)^(x-gzip|gzip|deflate|identity|br|zstd)(, ` +
		`?(x-gzip|gzip|deflate|identity|br|zstd))*$`),
	"Connection": regexp.MustCompile(`(?i)^(close|keep-alive)$`),
	"Location":   regexp.MustCompile(`^https?://[a-z0-9.-]{1,40}(:[0-9]{1,5})?/?$`),
	"Server": regexp.MustCompile(
		`^(Microsoft-IIS|Microsoft-HTTPAPI|nginx|Apache|Kestrel|cloudflare)(/[0-9.]{1,8})?$`),
	"Set-Cookie": nil, "Vary": nil, "P3p": nil, "Www-Authenticate": nil, "Strict-Transport-Security": nil,
	"X-Content-Type-Options": nil,
	"X-Ms-Request-Id":        nil, "X-Ms-Ests-Server": nil, "X-Powered-By": nil, "X-Aspnet-Version": nil,
	"Etag": nil, "Via": nil,
}

const httpDate = `[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT`

// ShapeOfHeader is what is kept of the header of an answer to a token request, how many other fields came, and the
// texts that it left out, each once.
func ShapeOfHeader(h http.Header) (shape http.Header, others int, left []string) {
	shape = http.Header{}
	for name, values := range h {
		form, known := harmlessFields[name]
		if !known {
			others++
			left = append(left, words(name)...)
		}
		for _, value := range values {
			if known && form != nil && form.MatchString(value) {
				shape[name] = append(shape[name], value)
				continue
			}
			left = append(left, words(value)...)
			if known {
				shape[name] = append(shape[name],
					fmt.Sprintf("[redacted: %d characters]", utf8.RuneCountInString(value)))
			}
		}
	}
	return shape, others, bounded(left)
}
