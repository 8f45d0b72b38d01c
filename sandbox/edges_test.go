package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/sandbox"
)

func TestEdges(t *testing.T) {
	h := start(t, sandbox.Options{Products: 300, Control: true})
	long := strings.Repeat("Я", 257)
	for _, c := range []struct {
		name, verb, path string
		status           int
		contains         string
	}{
		{"service root", "GET", "", 200, "GetProduct(partNum, withPrice)"},
		{"service root with a slash", "GET", "/", 200, "MONT Content"},
		{"service root, wrong verb", "POST", "", 405, "Method not allowed."},
		{"unknown operation", "GET", "/GetEverything", 404, "Endpoint not found."},
		{"operation that D3 does not name", "GET", "/GetAllFamilyGroups", 404, "Endpoint not found."},
		{"unknown operation, wrong verb", "POST", "/GetEverything", 404, "Endpoint not found."},
		{"too many segments", "GET", "/GetFamilyGroup/1/2", 404, "Endpoint not found."},
		{"doubled slash", "GET", "//GetAllVendors", 404, "Endpoint not found."},
		{"dots", "GET", "/../GetAllVendors", 404, "Endpoint not found."},
		{"encoded slash in the operation", "GET", "/GetAllVendors%2F", 404, "Endpoint not found."},
		{"wrong verb", "POST", "/GetAllVendors", 405, "Method not allowed."},
		{"HEAD", "HEAD", "/GetAllVendors", 405, ""},
		{"other case", "GET", "/getallVENDORS", 200, "VendorListResponse"},
		{"trailing slash", "GET", "/GetAllVendors/", 200, "VendorListResponse"},
		{"other case of a parameter", "GET", "/GetFamilyGroup?FAMILYGROUPID=1", 200, "<a:Id>1</a:Id>"},
		{"blank around a number", "GET", "/GetFamilyGroup?familyGroupId=%201+", 200, "<a:Id>1</a:Id>"},
		{"not a number", "GET", "/GetVendorCategories?vendorId=abc", 400, "Request Error"},
		{"not a number in the path", "GET", "/GetVendorCategories/abc", 400, "Request Error"},
		{"empty number", "GET", "/GetVendorCategories?vendorId=", 400, "Request Error"},
		{"fraction", "GET", "/GetVendorCategories/1.0", 400, "Request Error"},
		{"two numbers", "GET", "/GetVendorCategories?vendorId=1&vendorId=1", 400, "Request Error"},
		{"beyond Int32", "GET", "/GetVendorCategories?vendorId=2147483648", 400, "Request Error"},
		{"beyond Int64", "GET", "/GetContentChanges?contentVersion=9223372036854775808", 400, "Request Error"},
		{"Int64's greatest", "GET", "/GetContentChanges?contentVersion=9223372036854775807", 200,
			"<a:UpdatedProducts></a:UpdatedProducts>"},
		{"not a boolean", "GET", "/GetAllProducts?withPrice=1", 400, "Request Error"},
		{"bad escape", "GET", "/GetProduct?partNum=%zz", 400, "Request Error"},
		{"no number", "GET", "/GetVendorCategories", 200, "<CategoryList "},
		{"unknown vendor", "GET", "/GetVendorProducts?vendorId=99999&withPrice=True", 200, "\"></ProductList>"},
		{"negative vendor", "GET", "/GetVendorCategories/-1", 200, "\"></CategoryList>"},
		{"unknown category", "GET", "/GetCategoryFamilyGroup/99999", 200, "\"></FamilyGroupList>"},
		{"unknown family", "GET", "/GetFamilyGroup/99999", 200, "<a:ErrorCode>10</a:ErrorCode>"},
		{"unknown product", "GET", "/GetProduct?partNum=%3Cb%3E&withPrice=True", 200, "PartNum &lt;b&gt;."},
		{"no part number", "GET", "/GetProduct", 200, "<a:ErrorCode>20</a:ErrorCode>"},
		{"encoded slash in a part number", "GET", "/GetProduct/A%2FB", 200, "PartNum A/B."},
		{"encoded slash in the query", "GET", "/GetProduct?partNum=A%2FB", 200, "PartNum A/B."},
		{"part number that is not UTF-8", "GET", "/GetProduct?partNum=%ff%00", 200, "<a:ErrorCode>20</a:ErrorCode>"},
		{"overlong part number", "GET", "/GetProduct?partNum=" + url.QueryEscape(long), 200,
			"<a:ErrorCode>21</a:ErrorCode>"},
		{"parameter that is none", "GET", "/GetAllVendors?x=1&%zz", 200, "VendorListResponse"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(c.verb, "/", nil)
			target, err := url.ParseRequestURI(sandbox.ContentPath + c.path)
			if err != nil {
				t.Fatal(err)
			}
			r.URL = target
			r.SetBasicAuth(sandbox.PartnerTwoLogin, sandbox.PartnerTwoPassword)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.contains) {
				t.Errorf("%d %.900s", w.Code, w.Body)
			}
			kind := "text/html; charset=utf-8"
			if strings.HasPrefix(w.Body.String(), "<") && !strings.HasPrefix(w.Body.String(), "<!") {
				kind = "application/xml; charset=utf-8"
				parse(t, w.Body.Bytes())
			}
			if got := w.Header().Get("Content-Type"); got != kind {
				t.Errorf("Content-Type %q", got)
			}
			if allow := w.Header().Get("Allow"); (w.Code == 405) != (allow == "GET") {
				t.Errorf("Allow %q", allow)
			}
		})
	}
}

func TestLogins(t *testing.T) {
	h := start(t,
		sandbox.Options{Products: 5,
			Logins: []sandbox.Login{{Name: "one", Password: "secret"}, {Name: "two", Password: "тайна"}}})
	for _, c := range []struct {
		login, password string
		status          int
	}{
		{"one", "secret", 200}, {"two", "тайна", 200},
		{"one", "тайна", 401}, {"two", "secret", 401}, {"one", "", 401}, {"", "", 401}, {"ONE", "secret", 401},
		{sandbox.PartnerLogin, sandbox.PartnerPassword, 401},
	} {
		for _, path := range []string{"/GetAllVendors", "/Nothing", ""} {
			r := httptest.NewRequest(http.MethodGet, sandbox.ContentPath+path, nil)
			r.SetBasicAuth(c.login, c.password)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if refused := w.Code == 401; refused != (c.status == 401) {
				t.Errorf("%s:%s %s: %d", c.login, c.password, path, w.Code)
			}
			if w.Code == 401 &&
				(w.Header().Get("WWW-Authenticate") != `Basic realm="MONT Webstore"` ||
					strings.Contains(w.Body.String(), "Contract")) {
				t.Errorf("%s %s", w.Header(), w.Body)
			}
		}
	}
	for _, header := range []string{"", "Basic", "Basic !!!", "Bearer x"} {
		r := httptest.NewRequest(http.MethodGet, sandbox.ContentPath+"/GetAllVendors", nil)
		r.Header.Set("Authorization", header)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 401 {
			t.Errorf("%q: %d", header, w.Code)
		}
	}
}

func TestPathsOutsideTheServices(t *testing.T) {
	h := start(t, sandbox.Options{Products: 5}) // the control door is closed
	for _, path := range []string{"/", "/Version2", sandbox.ContentPath + "x", sandbox.ControlPath + "/state", "//",
		"/%2F", "/..%2f"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != 404 || !strings.Contains(w.Body.String(), "Endpoint not found.") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

func TestPathAndQueryFormsGiveTheSame(t *testing.T) {
	h := start(t, sandbox.Options{Products: 300})
	for _, forms := range [][]string{
		{"/GetVendorCategories/1", "/GetVendorCategories?vendorId=1"},
		{"/GetVendorFamilyGroups/1", "/GetVendorFamilyGroups?vendorId=1"},
		{"/GetFamilyGroup/1", "/GetFamilyGroup?familyGroupId=1"},
		{"/GetCategoryFamilyGroup/2", "/GetCategoryFamilyGroup?categoryId=2"},
		{"/GetVendorProducts/1/True", "/GetVendorProducts/1?withPrice=True",
			"/GetVendorProducts?vendorId=1&withPrice=true"},
		{"/GetCategoryProducts/2/True", "/GetCategoryProducts/2?withPrice=True",
			"/GetCategoryProducts?withPrice=TRUE&categoryId=2"},
		{"/GetFamilyGroupProducts/1/False", "/GetFamilyGroupProducts/1", "/GetFamilyGroupProducts?familyGroupId=1"},
		{"/GetProduct/%D0%9A%D0%9B%D0%AE%D0%A7-00007/True", "/GetProduct/%D0%9A%D0%9B%D0%AE%D0%A7-00007?withPrice=True",
			"/GetProduct?partNum=%D0%9A%D0%9B%D0%AE%D0%A7-00007&withPrice=True"},
		{"/GetAllProducts/True", "/GetAllProducts?withPrice=True"},
		{"/GetContentChanges/5000000030", "/GetContentChanges?contentVersion=5000000030"},
		{"/GetPriceChanges/7000000030", "/GetPriceChanges?priceVersion=7000000030"},
		{"/GetAllChanges/5000000040/7000000050", "/GetAllChanges?priceVersion=7000000050&contentVersion=5000000040"},
		{"/GetContentChanges/-7", "/GetContentChanges", "/GetContentChanges?contentVersion=0"},
	} {
		first := call(t, h, forms[0]).Body.String()
		if !strings.Contains(first, "<Error>false") || !strings.Contains(first, "<a:Id>") {
			t.Errorf("%s: %.600s", forms[0], first)
		}
		for _, form := range forms[1:] {
			if again := call(t, h, form).Body.String(); again != first {
				t.Errorf("%s and %s differ", forms[0], form)
			}
		}
	}
}

func TestControlDoorHasOneAddress(t *testing.T) {
	h := start(t, sandbox.Options{Products: 5, Control: true})
	for path, status := range map[string]int{"": 404, "/": 404, "/state": 200, "/nothing": 404, "x": 404} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, sandbox.ControlPath+path, nil))
		if w.Code != status {
			t.Errorf("%s: %d %s %s", path, w.Code, w.Header(), w.Body)
		}
	}
}
