package content_test

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/beevik/etree"
	"golang.org/x/text/encoding/charmap"
)

func breakages() []breakage {
	var all []breakage
	for _, some := range [][]breakage{access(), bodies(), envelopes(), schemas(), taxonomy(), productLists(), productFacts(), deltas(), steps()} {
		all = append(all, some...)
	}
	return all
}

// accepted answers as to the partner what was refused.
func accepted(which func(*call) bool) rewrite {
	return func(c *call) {
		if c.status == http.StatusUnauthorized && which(c) {
			c.instead(c.path())
		}
	}
}

func anonymous(c *call) bool { return c.Header.Get("Authorization") == "" }

func login(name string) func(*call) bool {
	return func(c *call) bool { user, _, ok := c.BasicAuth(); return ok && user == name }
}

// access are breakages of MNT-TLS and MNT-AUTH.
func access() []breakage {
	refused := func(which func(*call) bool, f rewrite) rewrite {
		return func(c *call) {
			if c.status == http.StatusUnauthorized && which(c) {
				f(c)
			}
		}
	}
	return []breakage{
		{name: "plain HTTP off the loopback", host: "0.0.0.0", fails: "MNT-TLS-01"},
		{name: "GetAllVendors refuses the partner", rewrite: on("GetAllVendors", func(c *call) { c.status = http.StatusUnauthorized; c.body = nil }),
			fails: "MNT-AUTH-01 CNT-SCH-GetAllVendors"},
		{name: "one method needs no credentials", rewrite: on("GetVendorCategories", accepted(anonymous)), fails: "MNT-AUTH-02"},
		{name: "one method takes a wrong password", rewrite: on("GetProductPrices", accepted(login("partner"))), fails: "MNT-AUTH-03"},
		{name: "one method takes any login", rewrite: on("GetProduct", accepted(login("montcheck-no-such-login"))), fails: "MNT-AUTH-03"},
		{name: "the refusal holds the data", rewrite: on("GetAllVendors", refused(anonymous, func(c *call) { c.instead(c.path()); c.status = http.StatusUnauthorized })),
			fails: "MNT-AUTH-02"},
		{name: "the refusal of a wrong password holds the versions", rewrite: on("GetPriceChanges", refused(login("partner"), func(c *call) {
			c.instead("GetPriceChanges/9000000000")
			c.status = http.StatusForbidden
		})), fails: "MNT-AUTH-03"},
		{name: "a redirect to a page to log in", rewrite: on("GetAllCategories", refused(anonymous, func(c *call) {
			c.status = http.StatusFound
			c.header.Set("Location", "/login.aspx")
		})), fails: "MNT-AUTH-02"},
		{name: "a wrong password gets an empty list", rewrite: on("GetAllProducts", refused(login("partner"), func(c *call) {
			c.instead("GetVendorProducts?vendorId=99&withPrice=True")
		})), fails: "MNT-AUTH-03"},
		{name: "a page to log in with status 200", rewrite: on("TestConnection", refused(anonymous, func(c *call) {
			c.status = http.StatusOK
			c.body = []byte("<html><body>Log in</body></html>")
		})), fails: "MNT-AUTH-02"},
	}
}

// bodies are breakages of MNT-XML.
func bodies() []breakage {
	letters := regexp.MustCompile(`[^\x00-\x7F]`)
	return []breakage{
		{name: "a list that ends early", rewrite: on("GetAllCategories", answers(func(c *call) { c.body = c.body[:len(c.body)-30] })),
			fails: "MNT-XML-01 CNT-SCH-GetAllCategories"},
		{name: "one delta that ends early", rewrite: on("GetPriceChanges", answers(nth(4, func(c *call) { c.body = c.body[:len(c.body)-30] }))),
			fails: "MNT-XML-01 CNT-SCH-GetPriceChanges", also: "CNT-DELTA-01"},
		{name: "served as HTML", rewrite: on("GetProductPrices", header("Content-Type", "text/html; charset=utf-8")), fails: "MNT-XML-01"},
		{name: "the header names another encoding", rewrite: on("GetAllVendors", header("Content-Type", "application/xml; charset=windows-1251")), fails: "MNT-XML-01"},
		{name: "the declaration names another encoding", rewrite: on("GetAllProducts", before(`<?xml version="1.0" encoding="windows-1251"?>`)),
			fails: "MNT-XML-01", also: "MNT-XML-02 CNT-SCH-GetAllProducts CNT-SCH-GetProduct CNT-PRD-01 CNT-PRD-02 CNT-PRD-04 CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-15"},
		{name: "bytes of windows-1251 in UTF-8", rewrite: on("GetVendorCategories", answers(func(c *call) {
			if b, err := charmap.Windows1251.NewEncoder().Bytes(c.body); err == nil {
				c.body = b
			}
		})), fails: "MNT-XML-01 CNT-SCH-GetVendorCategories"},
		{name: "a raw ampersand", rewrite: on("GetProduct", raw("GFX&amp;Co", "GFX&Co")), fails: "MNT-XML-01 CNT-SCH-GetProduct", also: "CNT-PRD-02"},
		{name: "a control character", rewrite: on("GetAllChanges", asked("contentVersion", "0", raw("English Course", "English\x0bCourse"))),
			fails: "MNT-XML-01 CNT-SCH-GetAllChanges", also: "CNT-DELTA-01"},
		{name: "question marks for letters", rewrite: answers(func(c *call) { c.body = letters.ReplaceAll(c.body, []byte("?")) }),
			fails: "MNT-XML-02", also: "CNT-SCH-GetProduct CNT-PRD-02"},
		{name: "letters encoded twice", rewrite: answers(func(c *call) { c.body = []byte(latin1(string(c.body))) }),
			fails: "MNT-XML-02", also: "CNT-SCH-GetProduct CNT-PRD-02"},
		{name: "markup taken out of names", rewrite: answers(raw("&lt;&amp;", "")), fails: "MNT-XML-02"},
		{name: "letters beyond 16 bits lost", rewrite: answers(raw("𝄞", "\uFFFD\uFFFD")), fails: "MNT-XML-02"},
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

// failed keeps a rewrite to answers that say Error=true.
func failed(r rewrite) rewrite {
	return answers(func(c *call) {
		if strings.Contains(string(c.body), "<Error>true<") {
			r(c)
		}
	})
}

// envelopes are breakages of CNT-ENV.
func envelopes() []breakage {
	details := func(e *etree.Element) {
		e.RemoveAttr("i:nil")
		for _, m := range [][2]string{{"a:ErrorText", "none"}, {"a:ErrorCode", "0"}, {"a:Date", "2026-01-01T00:00:00Z"}} {
			add(m[0], m[1])(e)
		}
	}
	return []breakage{
		{name: "ErrorDetails before Error", rewrite: on("GetAllCategories", first("//Error", func(e *etree.Element) {
			p := e.Parent()
			p.InsertChildAt(e.Index()+2, p.RemoveChild(e))
		})), fails: "CNT-ENV-01", also: "CNT-SCH-GetAllCategories"},
		{name: "no ErrorDetails", rewrite: on("GetVendorProducts", first("//ErrorDetails", remove)), fails: "CNT-ENV-01", also: "CNT-SCH-GetVendorProducts"},
		{name: "Error twice", rewrite: on("GetAllVendors", first("//Error", double)), fails: "CNT-ENV-01", also: "CNT-SCH-GetAllVendors"},
		{name: "no payload", rewrite: on("GetCategoryProducts", first("//ProductList", remove)), fails: "CNT-ENV-01", also: "CNT-SCH-GetCategoryProducts"},
		{name: "the payload is nil for one vendor", rewrite: on("GetVendorCategories", asked("vendorId", "2", first("//CategoryList", null))),
			fails: "CNT-ENV-01", also: "CNT-SCH-GetVendorCategories"},
		{name: "another payload", rewrite: on("GetProductPrices", first("//ProductList", rename("PriceList"))), fails: "CNT-ENV-01", also: "CNT-SCH-GetProductPrices"},
		{name: "an element after the payload", rewrite: on("GetAllProducts", first("/*", func(e *etree.Element) { e.CreateElement("Total").SetText("20") })),
			fails: "CNT-ENV-01", also: "CNT-SCH-GetAllProducts"},
		{name: "the root has no namespace", rewrite: on("GetFamilyGroup", answers(func(c *call) {
			c.body = regexp.MustCompile(`^(<\w+) xmlns="[^"]*"`).ReplaceAll(c.body, []byte("$1"))
		})), fails: "CNT-ENV-01", also: "CNT-SCH-GetFamilyGroup"},
		{name: "the envelope in the namespace of the contracts", rewrite: on("GetAllChanges", raw(contracts+".Responses", contracts)),
			fails: "CNT-ENV-01", also: "CNT-SCH-GetAllChanges CNT-DELTA-01"},
		{name: "wrapped as SOAP's binding would", rewrite: on("GetCategoryFamilyGroup", answers(func(c *call) {
			c.body = []byte("<GetCategoryFamilyGroupResponse>" + string(c.body) + "</GetCategoryFamilyGroupResponse>")
		})), fails: "CNT-ENV-01", also: "CNT-SCH-GetCategoryFamilyGroup CNT-FAM-03"},
		{name: "ErrorDetails without an error", rewrite: on("GetVendorFamilyGroups", first("//ErrorDetails", details)), fails: "CNT-ENV-02"},
		{name: "ErrorDetails without an error, in TestConnection", rewrite: on("TestConnection", first("//ErrorDetails", details)), fails: "CNT-ENV-02"},
		{name: "ErrorDetails without an error, once", rewrite: on("GetPriceChanges", nth(5, first("//ErrorDetails", details))), fails: "CNT-ENV-02"},
		{name: "an error without a code", rewrite: failed(at("//ErrorCode", remove)), fails: "CNT-ENV-03", also: "CNT-SCH-GetProduct CNT-SCH-GetFamilyGroup"},
		{name: "an error without words, by GetProduct", rewrite: on("GetProduct", failed(at("//ErrorText", empty))), fails: "CNT-ENV-03"},
		{name: "an error at no date", rewrite: failed(at("//Date", text("21.11.2026 22:30"))), fails: "CNT-ENV-03", also: "CNT-SCH-GetProduct CNT-SCH-GetFamilyGroup"},
		{name: "an error without details", rewrite: on("GetFamilyGroup", failed(at("//ErrorDetails", null))), fails: "CNT-ENV-03"},
		{name: "a method that fails", rewrite: on("GetCategoryProducts", answers(func(c *call) {
			c.instead("GetProduct?partNum=none&withPrice=False")
			raw("ProductResponse", "ProductListResponse")(c)
			raw("<Product ", "<ProductList ")(c)
		})), fails: "CNT-SCH-GetCategoryProducts"},
		{name: "a method with status 500", rewrite: on("GetVendorFamilyGroups", answers(func(c *call) { c.status = 500 })), fails: "CNT-SCH-GetVendorFamilyGroups"},
	}
}

// schemas are breakages of CNT-SCH, one or more a method.
func schemas() []breakage {
	sch := func(name, method string, r rewrite, more ...string) breakage {
		return breakage{name: method + ": " + name, rewrite: on(method, r), fails: "CNT-SCH-" + method, also: strings.Join(more, " ")}
	}
	const deltaToo = "CNT-DELTA-01"
	return []breakage{
		sch("an empty number", "GetAllVendors", first("//VendorContract/Id", empty), "CNT-CAT-03 CNT-FAM-04 CNT-PRD-06 CNT-DELTA-11 CNT-DELTA-03"),
		sch("a member in another namespace", "GetVendorCategories", raw("<a:CategoryName><a:C", "<a:CategoryName xmlns:a=\"urn:x\"><a:C")),
		sch("an unknown member", "GetAllCategories", first("//CategoryContract", add("a:Level", "1"))),
		sch("items in another namespace", "GetVendorFamilyGroups", raw("http://schemas.microsoft.com/2003/10/Serialization/Arrays", "urn:arrays")),
		sch("a member is missing", "GetFamilyGroup", at("//FamilyGroup/OrderNum", remove), "CNT-FAM-02"),
		sch("a member twice", "GetCategoryFamilyGroup", at("//FamilyGroupContract[Id='5']/VendorId", double)),
		sch("a boolean of .NET", "GetVendorProducts", at("//ProductContract[Id='5']/InstantDelivery", text("False")), "CNT-PRD-01"),
		sch("a price with a comma", "GetCategoryProducts", answers(func(c *call) {
			c.body = regexp.MustCompile(`<a:Price>(\d+)\.`).ReplaceAll(c.body, []byte("<a:Price>$1,"))
		}), "CNT-PRD-05"),
		sch("a price with an exponent", "GetFamilyGroupProducts", at(ofProduct("5", "Price"), func(e *etree.Element) {
			if e.Text() != "" {
				e.SetText("2.558E3")
			}
		}), "CNT-PRD-05"),
		sch("a number that is nil", "GetProduct", at("//Product[Id='5']/MinCountRequired", null), "CNT-PRD-02"),
		sch("a number beyond 32 bits", "GetAllProducts", at("//ProductContract[Id='5']/OrderNum", text("99999999999")), "CNT-PRD-01 CNT-PRD-02 CNT-PRD-04 CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-15"),
		sch("a price with the currency", "GetProductPrices", at("//ProductContract[Id='5']/Price", suffix(" RUB")), "CNT-PRD-05"),
		sch("an unknown element first", "TestConnection", first("/*", add("Hello", "1")), "CNT-ENV-01"),
		sch("no versions", "GetContentChanges", at("//CurrentContentVersion", remove), deltaToo),
		sch("text between elements", "GetPriceChanges", first("//UpdatedProducts", func(e *etree.Element) { e.AddChild(etree.NewText("none")) }), deltaToo),
		sch("a list is missing", "GetAllChanges", first("//DeletedVendorsId", remove), deltaToo, "CNT-DELTA-07 CNT-DELTA-11"),
		sch("an attribute nobody knows", "GetAllVendors", first("//VendorContract", func(e *etree.Element) { e.CreateAttr("type", "x") })),
	}
}

// vendor's, category's and family's
func taxonomy() []breakage {
	return []breakage{
		{name: "two vendors with one id", rewrite: on("GetAllVendors", at("//VendorContract[Id='2']", double)), fails: "CNT-VEN-01"},
		{name: "a vendor without a name", rewrite: at("//VendorContract[Id='2']/VendorName", null), fails: "CNT-VEN-01"},
		{name: "a vendor's categories lack one", rewrite: on("GetVendorCategories", asked("vendorId", "2", at("//CategoryContract[Id='2']", remove))), fails: "CNT-CAT-01"},
		{name: "a vendor's categories hold another's", rewrite: on("GetVendorCategories", asked("vendorId", "1", instead("GetAllCategories"))), fails: "CNT-CAT-01"},
		{name: "a category with another name in a vendor's", rewrite: on("GetVendorCategories", first("//CategoryTranslationContract/CategoryName", suffix("!"))), fails: "CNT-CAT-01"},
		{name: "all categories lack one of a vendor's", rewrite: on("GetAllCategories", at("//CategoryContract[Id='3']", remove)),
			fails: "CNT-CAT-01", also: "CNT-DELTA-03 CNT-DELTA-11 CNT-PRD-06 CNT-FAM-04"},
		{name: "a parent that does not exist", rewrite: at("//CategoryContract[Id='3']/ParentCategoryId", text("77")), fails: "CNT-CAT-02"},
		{name: "a cycle of categories", rewrite: at("//CategoryContract[Id='1']/ParentCategoryId", text("3")), fails: "CNT-CAT-02"},
		{name: "a category names a deleted vendor", rewrite: at("//CategoryContract[Id='3']/VendorIds", add("b:int", "3")), fails: "CNT-CAT-03"},
		{name: "two names of a category in one language", rewrite: at("//CategoryContract[Id='3']/CategoryName/CategoryTranslationContract[LangCode='EN']/LangCode", text("RU")), fails: "CNT-CAT-03"},
		{name: "a category twice", rewrite: on("GetAllCategories", at("//CategoryContract[Id='3']", double)), fails: "CNT-CAT-04"},
		{name: "a vendor's families lack one", rewrite: on("GetVendorFamilyGroups", at("//FamilyGroupContract[Id='3']", remove)), fails: "CNT-FAM-01"},
		{name: "a vendor's families lack one without products", rewrite: on("GetVendorFamilyGroups", at("//FamilyGroupContract[Id='5']", remove)), fails: "CNT-FAM-01"},
		{name: "a vendor's families hold another's", rewrite: on("GetVendorFamilyGroups", asked("vendorId", "2", instead("GetCategoryFamilyGroup/3"))), fails: "CNT-FAM-01"},
		{name: "GetFamilyGroup gives another", rewrite: on("GetFamilyGroup", asked("familyGroupId", "3", instead("GetFamilyGroup/4"))), fails: "CNT-FAM-02"},
		{name: "GetFamilyGroup lacks a translation", rewrite: on("GetFamilyGroup", at("//FamilyGroup[Id='3']/Translations/*[2]", remove)), fails: "CNT-FAM-02"},
		{name: "GetFamilyGroup does not know one", rewrite: on("GetFamilyGroup", asked("familyGroupId", "5", instead("GetFamilyGroup/99"))), fails: "CNT-SCH-GetFamilyGroup", also: "CNT-FAM-02"},
		{name: "a category's families lack one", rewrite: on("GetCategoryFamilyGroup", asked("categoryId", "3", at("//FamilyGroupContract[Id='5']", remove))), fails: "CNT-FAM-03"},
		{name: "a category's families hold another's", rewrite: on("GetCategoryFamilyGroup", asked("categoryId", "3", instead("GetCategoryFamilyGroup/2"))), fails: "CNT-FAM-03"},
		{name: "categories for families", rewrite: on("GetCategoryFamilyGroup", asked("categoryId", "3", instead("GetAllCategories"))), fails: "CNT-SCH-GetCategoryFamilyGroup", also: "CNT-ENV-01 CNT-FAM-03"},
		{name: "a family in a category that is no more", rewrite: at("//*[OrderNum][Id='5']/CategoryIds", func(e *etree.Element) {
			if e.Parent().Tag == "FamilyGroupContract" || e.Parent().Tag == "FamilyGroup" {
				add("b:int", "5")(e)
			}
		}), fails: "CNT-FAM-04"},
		{name: "two translations of a family into one language", rewrite: at("//FamilyGroupTranslationContract[LangCode='EN']/LangCode", text("ru")), fails: "CNT-FAM-04"},
		{name: "one family id for two vendors", rewrite: on("GetVendorFamilyGroups GetFamilyGroup GetCategoryFamilyGroup GetContentChanges GetAllChanges", at("//*[Translations][Id='4'][VendorId='2']/Id", func(e *etree.Element) {
			if strings.HasPrefix(e.Parent().Tag, "Family") {
				e.SetText("3")
			}
		})), fails: "CNT-FAM-04", also: "CNT-FAM-02 CNT-FAM-03 CNT-SCH-GetFamilyGroup CNT-DELTA-03 CNT-DELTA-11 CNT-DELTA-15 CNT-PRD-06 CNT-PRD-01"},
		{name: "GetFamilyGroup not by its documented form", rewrite: on("GetFamilyGroup", answers(func(c *call) {
			if c.URL.RawQuery == "" {
				c.status = http.StatusNotFound
			}
		})), fails: "CNT-URL-01 CNT-SCH-GetFamilyGroup"},
		{name: "no True in capitals", rewrite: answers(func(c *call) {
			if c.arg("withPrice") == "True" {
				c.status = http.StatusBadRequest
			}
		}), fails: "CNT-URL-01 CNT-SCH-GetFamilyGroupProducts CNT-SCH-GetAllProducts", also: "CNT-SCH-GetProduct CNT-SCH-GetVendorProducts CNT-SCH-GetCategoryProducts"},
		{name: "TestConnection fails", rewrite: on("TestConnection", answers(func(c *call) { c.status = 503 })), fails: "CNT-TST-01 CNT-SCH-TestConnection"},
		{name: "TestConnection says OK", rewrite: on("TestConnection", answers(func(c *call) { c.body = []byte("OK") })), fails: "CNT-TST-01 CNT-SCH-TestConnection MNT-XML-01"},
	}
}
