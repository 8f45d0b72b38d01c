package faults

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// transport are the faults of MNT: of how MONT's services are reached, of who may use them, and of what a body is. They
// show in MONT Content.
func transport() []Fault {
	return faultsOf("transport", "content", contentService, slices.Concat(access(), bodies(), transfers(), letters()))
}

// letIn answers as to the partner what was refused.
func letIn(which func(*call) bool) hook {
	return func(c *call) {
		if c.status == http.StatusUnauthorized && which(c) {
			c.instead(c.asked())
		}
	}
}

func anonymous(c *call) bool { return c.Header.Get("Authorization") == "" }

// wrong tells whether the call has the partner's login, and so a password that is wrong where it is refused.
func wrong(c *call) bool {
	user, _, ok := c.BasicAuth()
	return ok && user == c.proxy.host.Login
}

// stranger tells whether the call has a login that nobody has.
func stranger(c *call) bool {
	user, _, ok := c.BasicAuth()
	return ok && user != c.proxy.host.Login
}

// access are rows of MNT-TLS and MNT-AUTH.
func access() []row {
	refused := func(which func(*call) bool, f hook) hook {
		return func(c *call) {
			if c.status == http.StatusUnauthorized && which(c) {
				f(c)
			}
		}
	}
	return []row{
		{name: "plain-http", kind: WrongValue, does: "The services are reached by plain HTTP off the loopback interface.", listens: Exposed, breaks: "MNT-TLS-01"},
		{name: "untrusted-certificate", kind: WrongValue, does: "The certificate is signed by no authority.", listens: Untrusted, breaks: "MNT-TLS-01"},
		{name: "expired-certificate", kind: Stale, does: "The certificate's time is over.", listens: Expired, breaks: "MNT-TLS-01"},
		{name: "certificate-of-another-host", kind: WrongValue, does: "The certificate is of another host.", listens: AnotherNamed, breaks: "MNT-TLS-01"},
		{name: "partner-refused", kind: WrongStatus, does: "GetAllVendors refuses the partner's own login.",
			answer: on("GetAllVendors", func(c *call) { c.status = http.StatusUnauthorized; c.body = nil }),
			breaks: "MNT-AUTH-01 CNT-SCH-GetAllVendors"},
		{name: "no-credentials-needed", kind: Accepted, does: "GetVendorCategories needs no credentials.",
			answer: on("GetVendorCategories", letIn(anonymous)), breaks: "MNT-AUTH-02"},
		{name: "wrong-password-accepted", kind: Accepted, does: "GetProductPrices takes a wrong password.",
			answer: on("GetProductPrices", letIn(wrong)), breaks: "MNT-AUTH-03"},
		{name: "any-login-accepted", kind: Accepted, does: "GetProduct takes any login.",
			answer: on("GetProduct", letIn(stranger)), breaks: "MNT-AUTH-03"},
		{name: "refusal-holds-the-data", kind: Leaked, does: "The refusal of GetAllVendors holds the vendors.",
			answer: on("GetAllVendors", refused(anonymous, func(c *call) { c.instead(c.asked()); c.status = http.StatusUnauthorized })),
			breaks: "MNT-AUTH-02"},
		{name: "refusal-holds-the-versions", kind: Leaked, does: "The refusal of a wrong password by GetPriceChanges holds the versions.",
			answer: on("GetPriceChanges", refused(wrong, func(c *call) {
				c.instead("GetPriceChanges/9000000000")
				c.status = http.StatusForbidden
			})), breaks: "MNT-AUTH-03"},
		{name: "redirect-to-login", kind: WrongStatus, does: "GetAllCategories without credentials is a redirect to a page to log in.",
			answer: on("GetAllCategories", refused(anonymous, func(c *call) {
				c.status = http.StatusFound
				c.header.Set("Location", "/login.aspx")
			})), breaks: "MNT-AUTH-02"},
		{name: "wrong-password-empty-list", kind: WrongStatus, does: "GetAllProducts answers a wrong password with an empty list.",
			answer: on("GetAllProducts", refused(wrong, func(c *call) {
				c.instead("GetVendorProducts?vendorId=2147483647&withPrice=True")
			})), breaks: "MNT-AUTH-03"},
		{name: "login-page-status-200", kind: WrongStatus, does: "TestConnection without credentials is a page to log in with status 200.",
			answer: on("TestConnection", refused(anonymous, func(c *call) {
				c.status = http.StatusOK
				c.body = []byte("<html><body>Log in</body></html>")
			})), breaks: "MNT-AUTH-02"},
	}
}

// bodies are rows of MNT-XML.
func bodies() []row {
	letters := regexp.MustCompile(`[^\x00-\x7F]`)
	return []row{
		{name: "list-cut-short", kind: Lost, does: "GetAllCategories ends early.",
			answer: on("GetAllCategories", answers(func(c *call) { c.body = c.body[:len(c.body)-30] })),
			breaks: "MNT-XML-01 CNT-SCH-GetAllCategories"},
		{name: "delta-cut-short-once", kind: Lost, does: "GetPriceChanges ends early, once.",
			answer: on("GetPriceChanges", answers(nth(4, func(c *call) { c.body = c.body[:len(c.body)-30] }))),
			breaks: "MNT-XML-01 CNT-SCH-GetPriceChanges", may: "CNT-DELTA-01"},
		{name: "served-as-html", kind: WrongForm, does: "GetProductPrices is served as HTML.",
			answer: on("GetProductPrices", header("Content-Type", "text/html; charset=utf-8")), breaks: "MNT-XML-01"},
		{name: "header-another-encoding", kind: WrongForm, does: "The header of GetAllVendors names another encoding than the body has.",
			answer: on("GetAllVendors", header("Content-Type", "application/xml; charset=windows-1251")), breaks: "MNT-XML-01"},
		{name: "declaration-another-encoding", kind: WrongForm, does: "The XML declaration of GetAllProducts names another encoding than the body has.",
			answer: on("GetAllProducts", before(`<?xml version="1.0" encoding="windows-1251"?>`)),
			breaks: "MNT-XML-01", may: "MNT-XML-02 CNT-SCH-GetAllProducts CNT-SCH-GetProduct CNT-PRD-01 CNT-PRD-02 CNT-PRD-04 CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-15"},
		{name: "windows-1251-as-utf-8", kind: WrongForm, does: "GetVendorCategories sends windows-1251 as UTF-8.",
			answer: on("GetVendorCategories", answers(func(c *call) {
				if b, err := charmap.Windows1251.NewEncoder().Bytes(c.body); err == nil {
					c.body = b
				}
			})), breaks: "MNT-XML-01 CNT-SCH-GetVendorCategories"},
		{name: "raw-ampersand", kind: WrongForm, does: "GetProduct does not escape the ampersand.",
			answer: on("GetProduct", raw("&amp;", "&")), breaks: "MNT-XML-01 CNT-SCH-GetProduct", may: "CNT-PRD-02"},
		{name: "control-character", kind: WrongForm, does: "The full delta of GetAllChanges has a control character in a name.",
			answer: on("GetAllChanges", asked("contentVersion", "0", raw("<a:DefaultName>", "<a:DefaultName>\x0b"))),
			breaks: "MNT-XML-01 CNT-SCH-GetAllChanges", may: "CNT-DELTA-01"},
		{name: "letters-as-question-marks", kind: Lost, does: "Letters outside ASCII become question marks.",
			answer: answers(func(c *call) { c.body = letters.ReplaceAll(c.body, []byte("?")) }),
			breaks: "MNT-XML-02", may: "CNT-SCH-GetProduct CNT-PRD-02"},
		{name: "letters-encoded-twice", kind: WrongValue, does: "Letters outside ASCII are encoded twice.",
			answer: answers(func(c *call) { c.body = []byte(latin1(string(c.body))) }),
			breaks: "MNT-XML-02", may: "CNT-SCH-GetProduct CNT-PRD-02"},
		{name: "markup-dropped", kind: Lost, does: "Markup is taken out of names.",
			answer: answers(raw("&lt;&amp;", "")), breaks: "MNT-XML-02"},
		{name: "letters-beyond-16-bits-lost", kind: Lost, does: "Letters beyond 16 bits become replacement characters.",
			answer: answers(raw("𝄞", "\uFFFD\uFFFD")), breaks: "MNT-XML-02"},
	}
}

// latin1 takes each byte for a letter of its own.
func latin1(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteRune(rune(s[i]))
	}
	return b.String()
}
