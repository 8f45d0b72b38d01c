package certify

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// complete are the orders that a correct service may place, by what they lack
// not: a number, a product that exists, and a quantity of it.
var complete = regexp.MustCompile(`(?s)<OrderNum>[^<]+<.*<PartNum>[^<]+<.*<(?i:quantity)>[1-9]\d*<|(?s)<OrderNum>` +
	`[^<]+<.*<(?i:quantity)>[1-9]\d*<.*<PartNum>[^<]+<`)

// Whatever an endpoint answers to an order, no more of them leave than the
// budget allows.
func TestNoLieBuysMoreThanTheBudget(t *testing.T) {
	answer := func(status int, kind, one, two string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			if strings.Contains(r.URL.Path, "Version2") {
				one = two
			}
			io.WriteString(w, one)
		}
	}
	refusal := func(code1, code2 string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/xml; charset=utf-8")
			if strings.Contains(r.URL.Path, "Version2") {
				io.WriteString(w,
					"<AddOrderResponse><AddOrderResult><Data/><IsError>true</IsError><ErrorCode>"+code2+
						"</ErrorCode><Errors/></AddOrderResult></AddOrderResponse>")
				return
			}
			w.WriteHeader(http.StatusInternalServerError)
			io.WriteString(w,
				"<BusinessError><ErrorDetails>no</ErrorDetails><ErrorCode>"+code1+"</ErrorCode></BusinessError>")
		}
	}
	page := "<html><body>Checking your browser</body></html>"
	for name, lie := range map[string]func(http.ResponseWriter, *http.Request){
		"the number exists": refusal("3", "4"), "no such product": refusal("2", "2"),
		"the vendor refuses": refusal("4", "101"),
		"an error inside":    refusal("1", "101"), "a code of its own": refusal("77", "77"),
		"a page": answer(200, "text/html", page, page), "a gateway's page": answer(502, "text/html", page, page),
		"too many requests": answer(429, "text/plain", "", ""),
		"not well-formed":   answer(200, "application/xml", "<Transaction", "<AddOrder"),
		"hangs up":          func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			w, env := watch(t)
			var mu sync.Mutex
			sent := 0
			front := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/AddOrder") {
					w.Config.Handler.ServeHTTP(out, r)
					return
				}
				body, _ := io.ReadAll(r.Body)
				if complete.Match(body) && !strings.Contains(string(body), "montcheck-no-such-part") {
					mu.Lock()
					sent++
					mu.Unlock()
				}
				lie(out, r)
			}))
			defer front.Close()
			front.Config.ErrorLog = nil
			host, _ := url.Parse(front.URL)
			env.EKey.URL.Host, env.EKey2.URL.Host = host.Host, host.Host
			if _, _, err := Run(t.Context(),
				Options{Environment: env, Modules: []string{"ekey"}, Dir: t.TempDir(), Seed: 1}); err != nil {
				t.Logf("the run ended with %v", err)
			}
			if sent > env.Orders.Max {
				t.Errorf("%d complete orders were sent on a budget of %d", sent, env.Orders.Max)
			}
		})
	}
}
