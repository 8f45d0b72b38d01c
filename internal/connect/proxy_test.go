package connect

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

// alone sets these variables, and none of the others that name proxies.
func alone(t *testing.T, set map[string]string) {
	t.Helper()
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"} {
		for _, name := range []string{name, strings.ToLower(name)} {
			t.Setenv(name, "")
			os.Unsetenv(name)
		}
	}
	for name, value := range set {
		t.Setenv(name, value)
	}
}

func TestProxies(t *testing.T) {
	for name, c := range map[string]struct {
		set  map[string]string
		want string
	}{
		"none":                {nil, ""},
		"empty":               {map[string]string{"HTTPS_PROXY": "", "ALL_PROXY": " "}, ""},
		"by its name":         {map[string]string{"HTTPS_PROXY": "http://proxy.test:3128"}, "http://proxy.test:3128"},
		"with a slash":        {map[string]string{"HTTPS_PROXY": "http://proxy.test:3128/"}, "http://proxy.test:3128/"},
		"host and port alone": {map[string]string{"HTTPS_PROXY": "proxy.test:3128"}, "http://proxy.test:3128"},
		"small letters first": {
			map[string]string{"HTTPS_PROXY": "http://other.test", "https_proxy": "http://proxy.test"},
			"http://proxy.test"},
		"of all": {
			map[string]string{"ALL_PROXY": "socks5://proxy.test", "HTTP_PROXY": "http://other.test"},
			"socks5://proxy.test"},
		"of HTTP only": {map[string]string{"HTTP_PROXY": "http://other.test"}, ""},
		"an exception": {map[string]string{"HTTPS_PROXY": "http://proxy.test", "NO_PROXY": "content.test"},
			""},
		"an exception in letters": {map[string]string{"HTTPS_PROXY": "http://pr#xy", "NO_PROXY": ".test"}, ""},
		"an escaped password": {map[string]string{"HTTPS_PROXY": "http://corp:a%23b@proxy.test"},
			"http://corp:a%23b@proxy.test"},
	} {
		alone(t, c.set)
		u, err := Proxies()(&http.Request{URL: &url.URL{Scheme: "https", Host: "content.test"}})
		if got := ""; err != nil || u != nil && u.String() != c.want || u == nil && c.want != got {
			t.Errorf("%s: %v, %v", name, u, err)
		}
		if u, err := Proxies()(&http.Request{URL: &url.URL{Scheme: "https", Host: "127.0.0.1:1"}}); u != nil ||
			err != nil {
			t.Errorf("%s: loopback goes by %v, %v", name, u, err)
		}
	}
}

// A variable that is wrong is named with the proxy, never with a login or a
// password, and nothing goes past it.
func TestMalformedProxies(t *testing.T) {
	for value, want := range map[string]string{
		"http://corp:hunter2#secret@proxy.test:3128": "HTTPS_PROXY names " +
			"(proxy.test:3128) can't be used: it is no URL",
		"http://corp:hunter2%zzsecret@proxy.test:3128": "HTTPS_PROXY names " +
			"(proxy.test:3128) can't be used: it is no URL",
		"http://corp:hunter2/secret@proxy.test:3128": "HTTPS_PROXY names (proxy.test:3128) can't be used: it is no URL",
		"http://corp:hunter2?secret@proxy.test:3128": "%3F for ?",
		"http://corp:hunter2 secret@proxy.test:3128": "HTTPS_PROXY names (proxy.test:3128) can't be used",
		"corp:hunter2-secret":                        "HTTPS_PROXY names can't be used",
		"http://proxy.test:port":                     "HTTPS_PROXY names can't be used: it is no URL",
		"http://proxy.test:70000":                    "its port is not between",
		"http://proxy.test:3128/path":                "holds more than",
		"ftp://corp:hunter2@proxy.test": "(proxy.test) can't be used: it wants one of " +
			"http://, https://, socks5://",
		"http://":              "names no host",
		"http://corp:hunter2@": "names no host",
	} {
		alone(t, map[string]string{"HTTPS_PROXY": value})
		u := &url.URL{Scheme: "https", Host: "content.test"}
		err := CheckProxies(u)
		if !errors.As(err, new(*ProxyError)) || !strings.Contains(err.Error(), want) ||
			strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", value, err)
		}
		_, err = Transport(nil).RoundTrip(&http.Request{Method: http.MethodGet, URL: u, Header: http.Header{}})
		var f *Failure
		if err = Explain(t.Context(), nil, u, err); !errors.As(err, &f) || !strings.Contains(f.Mend, "HTTPS_PROXY") {
			t.Errorf("%s: a request ends with %v", value, err)
		}
	}
}

func TestWhatProxiesRefuse(t *testing.T) {
	for name, c := range map[string]struct {
		login  *url.Userinfo
		status int
		by     []string
		want   string
	}{
		"a wrong login": {url.UserPassword("corp", "hunter2"), 407, []string{"Basic realm=x"},
			"the proxy proxy.test:80 refuses its login (407)"},
		"no login": {nil, 407, []string{"Negotiate", "Basic realm=x"}, "the proxy proxy.test:80 wants a login (407)"},
		"NTLM": {url.UserPassword("corp", "hunter2"), 407, []string{"Negotiate", "NTLM"},
			"takes logins by Negotiate, NTLM only"},
		"forbidden":     {nil, 403, nil, "does not let connections to this host through (403)"},
		"a gateway":     {nil, 502, nil, "answers with status 502 in place of a connection"},
		"a way through": {nil, 200, nil, ""},
	} {
		proxy := &url.URL{Scheme: "http", Host: "proxy.test", User: c.login}
		err := refusedByProxy(t.Context(), proxy, nil,
			&http.Response{StatusCode: c.status, Header: http.Header{"Proxy-Authenticate": c.by}})
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		var f *Failure
		if err = Explain(t.Context(), nil, &url.URL{Scheme: "https", Host: "h"}, err); !errors.As(err, &f) ||
			!strings.Contains(f.Reason, c.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
