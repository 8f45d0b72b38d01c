package endpoint

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/verdict"
)

// The answer about one order is bounded closer than a list.
func TestTheAnswerAboutAnOrderIsShort(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "<a>"+strings.Repeat("<b>some text of it</b>", longestShort/20)+"</a>")
	}))
	defer s.Close()
	target := newTarget(t, s.URL, Limits{Failures: 9})
	for operation, most := range map[string]bool{"GetOrder": true, "CheckMyBalance": true, "GetAllProducts": false} {
		if _, err := ask(t, target, Request{Operation: operation}); errors.As(err, new(Beyond)) != most {
			t.Errorf("%s: %v", operation, err)
		}
	}
}

// Where a token's answer is no HTTP, none of it is told: it could hold a token that nobody knows.
func TestNoHTTPInPlaceOfAToken(t *testing.T) {
	const unknown = "Zq7secretTOKENvalue91x"
	for name, answer := range map[string]string{
		"a version":    "HTTP/1.1 " + unknown + "\r\n\r\n",
		"a status":     unknown + " 200 OK\r\n\r\n",
		"no HTTP":      strings.Repeat(unknown, 10) + "\r\n\r\n",
		"a line":       "HTTP/1.1 200 OK\r\n" + unknown + "\r\n\r\n",
		"a name":       "HTTP/1.1 200 OK\r\n" + unknown + " (): a\r\n\r\n",
		"a value":      "HTTP/1.1 200 OK\r\nA: " + unknown + "\x00\r\n\r\n",
		"a length":     "HTTP/1.1 200 OK\r\nContent-Length: " + unknown + "\r\n\r\n",
		"two lengths":  "HTTP/1.1 200 OK\r\nContent-Length: 1" + unknown + "\r\nContent-Length: 2\r\n\r\n",
		"a framing":    "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + unknown + "\r\n\r\n",
		"two framings": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: " + unknown + "\r\n\r\n",
		"a chunk":      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + unknown + "\r\n",
		"a trailer":    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + unknown + "\r\n\r\n",
		"a trailer's name": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Content-Length, " + unknown +
			"\r\n\r\n0\r\n\r\n",
		"a content coding":  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Encoding: " + unknown + "\r\n\r\n{}",
		"an informational":  "HTTP/1.1 1" + unknown + "\r\n\r\n",
		"another protocol":  "HTTP/1.1 101 " + unknown + "\r\nUpgrade: " + unknown + "\r\n\r\n",
		"a status of 4 and": "HTTP/1.1 4000 " + unknown + "\r\n\r\n",
	} {
		address := raw(t, func(c net.Conn) { io.WriteString(c, answer) })
		w := startWestcon(t, says(200, "{}"), says(200, "{}"))
		var err error
		if w.Tokens.URL, err = w.Tokens.URL.Parse(address); err != nil {
			t.Fatal(err)
		}
		ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
		grant, err := w.AskToken(ctx, w.Access.Resource)
		told := ""
		if err != nil {
			told = err.Error()
		}
		for _, a := range w.Recorder.Answers() {
			told += a.Exchange.Error
		}
		if strings.Contains(told, unknown) || strings.Contains(told, unknown[:12]) {
			t.Errorf("%s: %s (%v)", name, told, grant)
		}
	}
}
