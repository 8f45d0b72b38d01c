package config

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// address returns a base URL without its trailing slash, its host as name
// servers and certificates have it (xn--...). No message quotes it: a URL that
// is wrong may hold a password.
func (n node) address() *url.URL {
	s, ok := n.expanded("a URL")
	if !ok {
		return nil
	}
	u, err := url.Parse(s)
	if err == nil {
		err = internationalHost(u)
	}
	switch doubts := unseen(s); {
	case len(doubts) > 0:
		n.Fail("%s", doubts[0])
	case errors.Is(err, errHost):
		n.Fail("%v", err)
	case err != nil:
		n.Fail("is not a URL")
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		n.Fail("wants an absolute URL that begins with https:// and a host")
	case u.User != nil:
		n.Fail("holds a login or password: put them under login and password, and take them out of the URL")
	case u.RawQuery != "" || u.ForceQuery:
		n.Fail("holds a query (?...): give the base address only")
	case u.Fragment != "" || strings.HasSuffix(s, "#"):
		n.Fail("holds a fragment (#...): give the base address only")
	case badPort(u):
		n.Fail("holds a port that is not between 1 and 65535")
	case u.Scheme == "http" && !Loopback(u.Hostname()):
		n.Fail("would send credentials in the clear: use https:// (http:// is for loopback addresses only)")
	default:
		u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
		return u
	}
	return nil
}

var errHost = errors.New("holds a name of a host that can't be one")

// internationalHost puts a host that is written in other letters than those
// of ASCII into the form that is asked for (RFC 5891).
func internationalHost(u *url.URL) error {
	host := u.Hostname()
	if strings.IndexFunc(host, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		return nil
	}
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil || ascii == "" {
		return errHost
	}
	u.Host = ascii + u.Host[strings.LastIndex(u.Host, host)+len(host):]
	return nil
}

func badPort(u *url.URL) bool {
	if u.Port() == "" {
		return strings.HasSuffix(u.Host, ":")
	}
	port, err := strconv.Atoi(u.Port())
	return err != nil || port < 1 || port > 65535
}

// Loopback tells whether a host is this machine itself: localhost or an
// address such as 127.0.0.1 or ::1.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
