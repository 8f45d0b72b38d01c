package connect

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// ProxyError is an environment variable that should name a proxy, and does
// not. Nothing of it shows a login or a password.
type ProxyError struct {
	Variable string
	Proxy    string // host and port, as far as they can be told; may be empty
	Problem  string
}

func (e *ProxyError) Error() string {
	named := ""
	if e.Proxy != "" {
		named = " (" + e.Proxy + ")"
	}
	return fmt.Sprintf("the proxy that %s names%s can't be used: %s", e.Variable, named, e.Problem)
}

// Proxies returns which proxy a request takes, by HTTPS_PROXY, HTTP_PROXY,
// ALL_PROXY for what they do not name, and NO_PROXY, as they are now; in small
// letters they come first. Loopback addresses are reached directly. A variable
// that can't be understood is a *ProxyError for each request that it is for, so
// that none goes past the proxy.
func Proxies() func(*http.Request) (*url.URL, error) {
	wanted := (&httpproxy.Config{HTTPProxy: "http://proxy", HTTPSProxy: "http://proxy",
		NoProxy: first("no_proxy", "NO_PROXY").value}).ProxyFunc()
	type found struct {
		proxy *url.URL
		err   error
	}
	by := map[string]found{}
	for scheme, names := range map[string][]string{
		"https": {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"},
		"http":  {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"},
	} {
		var f found
		if v := first(names...); v.value != "" {
			f.proxy, f.err = v.proxy()
		}
		by[scheme] = f
	}
	return func(r *http.Request) (*url.URL, error) {
		f := by[r.URL.Scheme]
		if f.proxy == nil && f.err == nil {
			return nil, nil
		}
		if through, err := wanted(r.URL); through == nil || err != nil {
			return nil, err
		}
		return f.proxy, f.err
	}
}

// CheckProxies returns the *ProxyError of the first of these addresses for
// which the environment names a proxy that can't be used.
func CheckProxies(addresses ...*url.URL) error {
	proxies := Proxies()
	for _, u := range addresses {
		if _, err := proxies(&http.Request{URL: u}); err != nil {
			return err
		}
	}
	return nil
}

func throughProxy(u *url.URL) bool {
	proxy, _ := Proxies()(&http.Request{URL: u})
	return proxy != nil
}

// variable is an environment variable that is set.
type variable struct{ name, value string }

func first(names ...string) variable {
	for _, name := range names {
		if value := strings.TrimSpace(os.Getenv(name)); value != "" {
			return variable{name, value}
		}
	}
	return variable{}
}

var schemes = []string{"http", "https", "socks5", "socks5h"}

// proxy reads the address of a proxy: a URL, or host and port alone.
func (v variable) proxy() (*url.URL, error) {
	fail := func(format string, args ...any) (*url.URL, error) {
		return nil, &ProxyError{Variable: v.name, Proxy: bare(v.value), Problem: fmt.Sprintf(format, args...)}
	}
	const escape = "in a login or password, write %23 for #, %25 for %, %2F for /, %3F for ?, %40 for @"
	text := v.value
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return fail("it is no URL such as http://login:password@proxy.example:3128 (%s)", escape)
	case !slices.Contains(schemes, strings.ToLower(u.Scheme)):
		return fail("it wants one of %s:// before the host", strings.Join(schemes, "://, "))
	case u.Hostname() == "":
		return fail("it names no host")
	case u.Fragment != "" || strings.Contains(text, "#") || u.RawQuery != "" || u.ForceQuery ||
		strings.Trim(u.Path, "/") != "":
		return fail("it holds more than login, password, host and port (%s)", escape)
	case u.Port() == "" && strings.HasSuffix(u.Host, ":"), u.Port() != "" && !validPort(u.Port()):
		return fail("its port is not between 1 and 65535")
	}
	return u, nil
}

func validPort(port string) bool {
	n, err := strconv.Atoi(port)
	return err == nil && n > 0 && n < 1<<16
}

var hostAndPort = regexp.MustCompile(`^([\p{L}\p{N}._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?/?$`)

// bare is what of a proxy's address can be shown: what follows the last @,
// where that is a host and nothing else. A broken address without one may be
// cut anywhere, and shows nothing.
func bare(address string) string {
	at := strings.LastIndex(address, "@")
	if at < 0 || !hostAndPort.MatchString(address[at+1:]) {
		return ""
	}
	return strings.TrimSuffix(address[at+1:], "/")
}

// refusedByProxy makes an error of what a proxy answers when it does not let
// a connection through.
func refusedByProxy(_ context.Context, proxy *url.URL, _ *http.Request, r *http.Response) error {
	if r.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyRefusal{proxy: Address(proxy), login: proxy.User != nil, status: r.StatusCode,
		schemes: challenges(r.Header)}
}

// proxyRefusal is an answer of a proxy in place of a connection.
type proxyRefusal struct {
	proxy   string
	login   bool // one was sent
	status  int
	schemes []string // of logins that it takes
}

func (e *proxyRefusal) Error() string {
	reason, _ := e.explain()
	return reason
}

func (e *proxyRefusal) explain() (reason, mend string) {
	basic := slices.ContainsFunc(e.schemes, func(s string) bool { return strings.EqualFold(s, "Basic") })
	const where = "in the variable that names the proxy: HTTPS_PROXY=http://LOGIN:PASSWORD@" // its host follows
	switch {
	case e.status == http.StatusProxyAuthRequired && len(e.schemes) > 0 && !basic:
		return fmt.Sprintf("the proxy %s takes logins by %s only (407)", e.proxy, strings.Join(e.schemes, ", ")),
			"montcheck sends them by Basic: use a proxy of this machine between, which speaks " + e.schemes[0] +
				", or an exception for this host."
	case e.status == http.StatusProxyAuthRequired && e.login:
		return fmt.Sprintf("the proxy %s refuses its login (407)", e.proxy),
			"Check the proxy's own login and password " + where + e.proxy + ". The endpoint was not asked."
	case e.status == http.StatusProxyAuthRequired:
		return fmt.Sprintf("the proxy %s wants a login (407)", e.proxy), "Write it " + where + e.proxy + "."
	case e.status == http.StatusForbidden:
		return fmt.Sprintf("the proxy %s does not let connections to this host through (403)", e.proxy),
			"Ask who runs the proxy to allow it, or name the host in NO_PROXY where it can be reached directly."
	}
	return fmt.Sprintf("the proxy %s answers with status %d in place of a connection", e.proxy, e.status),
		"The proxy can't reach the endpoint, or does not take this request: ask who runs it."
}

var word = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]{0,20}`)

// challenges are the schemes of Proxy-Authenticate, one a field.
func challenges(h http.Header) []string {
	var all []string
	for _, value := range h.Values("Proxy-Authenticate") {
		if scheme := word.FindString(value); scheme != "" && len(all) < 4 {
			all = append(all, scheme)
		}
	}
	return all
}
