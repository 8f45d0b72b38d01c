package transport

import (
	"net/http"
	"strings"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// authFaults break MNT-AUTH first.
func authFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "partner-refused",
			Kind:   deviation.WrongStatus,
			Does:   "GetAllVendors refuses the partner's own login.",
			Breaks: []string{"MNT-AUTH-01", "CNT-SCH-GetAllVendors"},
			Answer: On("GetAllVendors", Bare(http.StatusUnauthorized)),
		},
		{
			Name:   "no-credentials-needed",
			Kind:   deviation.Accepted,
			Does:   "GetVendorCategories needs no credentials.",
			Breaks: []string{"MNT-AUTH-02"},
			Answer: On("GetVendorCategories", LetIn(Anonymous)),
		},
		{
			Name:   "refusal-holds-the-data",
			Kind:   deviation.Leaked,
			Does:   "The refusal of GetAllVendors holds the vendors.",
			Breaks: []string{"MNT-AUTH-02"},
			Answer: On("GetAllVendors", IfUnauthorized(Anonymous, showData)),
		},
		{
			Name:   "redirect-to-login",
			Kind:   deviation.WrongStatus,
			Does:   "GetAllCategories without credentials is a redirect to a page to log in.",
			Breaks: []string{"MNT-AUTH-02"},
			Answer: On("GetAllCategories",
				IfUnauthorized(Anonymous, Do(Status(http.StatusFound), Header("Location", "/login.aspx")))),
		},
		{
			Name:   "login-page-status-200",
			Kind:   deviation.WrongStatus,
			Does:   "TestConnection without credentials is a page to log in with status 200.",
			Breaks: []string{"MNT-AUTH-02"},
			May:    deviation.Since(again, "MNT-AVL-01"),
			Answer: On("TestConnection",
				IfUnauthorized(Anonymous, Do(Status(http.StatusOK), SetBody("<html><body>Log in</body></html>")))),
		},
		{
			Name:   "every-other-anonymous-let-in",
			Kind:   deviation.Accepted,
			Does:   "GetContentChanges needs no credentials.",
			Breaks: []string{"MNT-AUTH-02"},
			Answer: On("GetContentChanges", LetIn(Anonymous)),
		},
		{
			Name:   "anonymous-status-404",
			Kind:   deviation.WrongStatus,
			Does:   "GetAllChanges answers those without credentials with status 404.",
			Breaks: []string{"MNT-AUTH-02"},
			Answer: On("GetAllChanges", IfUnauthorized(Anonymous, Status(http.StatusNotFound))),
		},
		{
			Name:   "wrong-password-accepted",
			Kind:   deviation.Accepted,
			Does:   "GetProductPrices takes a wrong password.",
			Breaks: []string{"MNT-AUTH-03"},
			Answer: On("GetProductPrices", LetIn(Partner)),
		},
		{
			Name:   "any-login-accepted",
			Kind:   deviation.Accepted,
			Does:   "GetProduct takes any login.",
			Breaks: []string{"MNT-AUTH-03"},
			Answer: On("GetProduct", LetIn(Stranger)),
		},
		{
			Name:   "refusal-holds-the-versions",
			Kind:   deviation.Leaked,
			Does:   "The refusal of a wrong password by GetPriceChanges holds the versions.",
			Breaks: []string{"MNT-AUTH-03"},
			Answer: On("GetPriceChanges",
				IfUnauthorized(Partner, Do(AnswerTo("GetPriceChanges/9000000000"), Status(http.StatusForbidden)))),
		},
		{
			Name:   "wrong-password-empty-list",
			Kind:   deviation.WrongStatus,
			Does:   "GetAllProducts answers a wrong password with an empty list.",
			Breaks: []string{"MNT-AUTH-03"},
			Answer: On("GetAllProducts",
				IfUnauthorized(Partner, AnswerTo("GetVendorProducts?vendorId=2147483647&withPrice=True"))),
		},
		{
			Name:   "wrong-password-status-500",
			Kind:   deviation.WrongStatus,
			Does:   "GetFamilyGroup answers a wrong password with status 500.",
			Breaks: []string{"MNT-AUTH-03"},
			Answer: On("GetFamilyGroup", IfUnauthorized(Partner, Status(http.StatusInternalServerError))),
		},
		{
			Name:   "password-by-its-beginning",
			Kind:   deviation.Accepted,
			Does:   "A password is good where it begins as the right one does.",
			Breaks: []string{"MNT-AUTH-03"},
			Answer: LetIn(func(c *Call) bool {
				_, password, ok := c.Request.BasicAuth()
				return ok && Partner(c) && strings.HasPrefix(password, c.Host().Password[:8])
			}),
		},
		{
			Name:   "password-in-any-case",
			Kind:   deviation.Accepted,
			Does:   "Capitals and small letters of a password are the same.",
			Breaks: []string{"MNT-AUTH-03"},
			Answer: LetIn(func(c *Call) bool {
				_, password, _ := c.Request.BasicAuth()
				return Partner(c) && strings.EqualFold(password, c.Host().Password)
			}),
		},
		{
			Name:   "refusal-names-the-product",
			Kind:   deviation.Leaked,
			Does:   "The refusal of an unknown login by GetProduct holds the product.",
			Breaks: []string{"MNT-AUTH-03"},
			Answer: On("GetProduct", IfUnauthorized(Stranger, showData)),
		},
	}
}

// showData answers with the data what is refused.
func showData(c *Call) {
	c.Instead(c.Question())
	c.Status = http.StatusUnauthorized
}
