// Package transport judges what every service shares, whatever it serves: the
// protection of its address, the type of its answers, and the letters in
// their texts (D3, "Техническое описание").
package transport

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/text/encoding/htmlindex"

	"github.com/montcheck/montcheck/internal/coding"
	"github.com/montcheck/montcheck/internal/run"
)

// Wrong is what is wrong with an answer; its zero value is nothing.
type Wrong struct{ Summary, Expected, Got string }

// Protected tells whether credentials are safe on their way to an address
// that an exchange used: HTTPS, or a loopback address. The certificate was
// verified before anything was answered. note says what was seen.
func Protected(address *url.URL, x *run.Exchange) (wrong Wrong, note string) {
	if address.Scheme == "https" {
		if x.TLS == nil {
			return Wrong{"the connection has no TLS", "TLS", "none"}, ""
		}
		return Wrong{}, fmt.Sprintf("%s, certificate of %s by %s", x.TLS.Version, x.TLS.Subject, x.TLS.Issuer)
	}
	ip := net.ParseIP(address.Hostname())
	if address.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
		return Wrong{}, "plain HTTP on a loopback address: exempt"
	}
	return Wrong{fmt.Sprintf("%s is plain HTTP: credentials cross the network readable", address),
		"an https address", "http"}, ""
}

// ServedAsXML tells whether the header of an answer with XML says so, and
// names the encoding that the body has, if it is known. Where the header names
// several types, readers differ in which they take: each has to be right.
func ServedAsXML(h http.Header, encoding string) Wrong {
	served := coding.TypeOf(h)
	if !served.IsXML() {
		return Wrong{"the body is not served as XML", "Content-Type application/xml", fmt.Sprintf("%q", served.Header)}
	}
	for _, one := range coding.TypesOf(h) {
		if !one.IsXML() {
			return Wrong{"Content-Type names another type beside XML: it is left to the reader which one counts",
				"one Content-Type, application/xml", fmt.Sprintf("%q", served.Header)}
		}
		if one.Charset != "" && encoding != "" && canonical(one.Charset) != canonical(encoding) {
			return Wrong{"the header names another encoding than the body has", "charset=" + encoding,
				"charset=" + one.Charset}
		}
	}
	return Wrong{}
}

// OddlyServed is what a strict reader refuses of a Content-Type that others
// read as XML: worth a warning, and no more.
func OddlyServed(h http.Header) Wrong {
	served := coding.TypeOf(h)
	if !served.IsXML() || served.Strict {
		return Wrong{}
	}
	return Wrong{"the parameters of Content-Type, such as charset, are not written as HTTP has them (RFC 9110, " +
		"section 8.3): strict readers refuse the answer",
		"application/xml; charset=utf-8", fmt.Sprintf("%q", served.Header)}
}

// canonical is the name of an encoding; UTF-16 names both of its byte orders.
func canonical(label string) string {
	label = strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(label), "le"), "be")
	if e, err := htmlindex.Get(label); err == nil {
		label, _ = htmlindex.Name(e)
	}
	return strings.TrimSuffix(strings.TrimSuffix(label, "le"), "be")
}
