package content_test

import (
	"net/http"
	"strings"

	"github.com/beevik/etree"
)

// withPrice keeps a rewrite to calls with or without prices.
func withPrice(want bool, r rewrite) rewrite {
	return func(c *call) {
		if strings.EqualFold(c.arg("withPrice"), "true") == want {
			r(c)
		}
	}
}

// product5 is the product that many breakages touch, wherever it is given.
const product5 = "//*[PartNum][Id='5']"

// stated changes an element that has a text.
func stated(change func(*etree.Element)) func(*etree.Element) {
	return func(e *etree.Element) {
		if e.Text() != "" {
			change(e)
		}
	}
}

// productLists are breakages of CNT-PRD-01 to -05.
func productLists() []breakage {
	return []breakage{
		{name: "a vendor's products lack one when asked with prices", rewrite: on("GetVendorProducts", withPrice(true, at(product5, remove))), fails: "CNT-PRD-01"},
		{name: "a vendor's products lack the blocked ones", rewrite: on("GetVendorProducts", at("//ProductContract[BlockedForSale='true']", remove)), fails: "CNT-PRD-01"},
		{name: "a category's products hold another's", rewrite: on("GetCategoryProducts", asked("categoryId", "1", answers(func(c *call) {
			c.instead("GetCategoryProducts?categoryId=3&withPrice=" + c.arg("withPrice"))
		}))), fails: "CNT-PRD-01"},
		{name: "a category's products lack those of several categories", rewrite: on("GetCategoryProducts", asked("categoryId", "2", at("//CategoryIds/int[2]", func(e *etree.Element) {
			if p := e.Parent().Parent(); p.Parent() != nil {
				remove(p)
			}
		}))), fails: "CNT-PRD-01"},
		{name: "a family's products hold one twice", rewrite: on("GetFamilyGroupProducts", at(product5, double)), fails: "CNT-PRD-01"},
		{name: "all products without prices lack one", rewrite: on("GetAllProducts", withPrice(false, at("//ProductContract[Id='22']", remove))), fails: "CNT-PRD-01"},
		{name: "all products lack one", rewrite: on("GetAllProducts", at(product5, remove)), fails: "CNT-PRD-01", also: "CNT-DELTA-03 CNT-DELTA-11"},

		{name: "GetProduct gives another", rewrite: on("GetProduct", asked("partNum", "GFX BOX 00005", answers(func(c *call) {
			c.instead("GetProduct?partNum=LNG-00001&withPrice=" + c.arg("withPrice"))
		}))), fails: "CNT-PRD-02"},
		{name: "GetProduct differs in one member when asked without prices", rewrite: on("GetProduct", withPrice(false, at(product5+"/InstantDelivery", text("true")))), fails: "CNT-PRD-02"},
		{name: "GetProduct lacks a specification", rewrite: on("GetProduct", first(product5+"//SpecificationContract", remove)), fails: "CNT-PRD-02"},
		{name: "GetProduct gives the part number in lower case", rewrite: on("GetProduct", at(product5+"/PartNum", text("gfx box 00005"))), fails: "CNT-PRD-02"},
		{name: "GetProduct does not know part numbers with a plus", rewrite: on("GetProduct", asked("partNum", "C++-FW-00003", instead("GetProduct?partNum=C&withPrice=True"))), fails: "CNT-SCH-GetProduct", also: "CNT-PRD-02"},

		{name: "a vendor's products show prices nobody asked for", rewrite: on("GetVendorProducts", asked("vendorId", "2", answers(func(c *call) {
			c.instead("GetVendorProducts?vendorId=2&withPrice=True")
		}))), fails: "CNT-PRD-03"},
		{name: "GetAllProducts shows one price nobody asked for", rewrite: on("GetAllProducts", withPrice(false, at(product5+"/Price", func(e *etree.Element) {
			e.RemoveAttr("i:nil")
			e.SetText("1.00")
		}))), fails: "CNT-PRD-03"},
		{name: "a family's products lack a currency", rewrite: on("GetFamilyGroupProducts", at(product5+"/CurrencyCode", null)), fails: "CNT-PRD-03"},
		{name: "GetProduct never gives a price", rewrite: on("GetProduct", answers(func(c *call) { at("//Price", null)(c); at("//CurrencyCode", null)(c) })), fails: "CNT-PRD-03"},
		{name: "GetProduct lacks the price of one product", rewrite: on("GetProduct", at(product5+"/Price", null)), fails: "CNT-PRD-03"},
		{name: "GetProduct shows the price of one product nobody asked for", rewrite: on("GetProduct", asked("partNum", "GFX BOX 00005", instead("GetProduct?partNum=GFX+BOX+00005&withPrice=True"))), fails: "CNT-PRD-03"},

		{name: "the price list lacks the blocked ones", rewrite: on("GetProductPrices", at("//ProductContract[BlockedForSale='true']", remove)), fails: "CNT-PRD-04"},
		{name: "the price list describes one product", rewrite: on("GetProductPrices", at(product5+"/Translations", func(e *etree.Element) {
			e.RemoveAttr("i:nil")
			e.AddChild(translation())
		})), fails: "CNT-PRD-04"},
		{name: "the price list lacks a price", rewrite: on("GetProductPrices", at(product5+"/Price", null)), fails: "CNT-PRD-04"},
		{name: "the price list holds a product twice", rewrite: on("GetProductPrices", at(product5, double)), fails: "CNT-PRD-04"},

		{name: "GetProduct with another price", rewrite: on("GetProduct", at(product5+"/Price", stated(text("2558.01")))), fails: "CNT-PRD-05"},
		{name: "a vendor's products with a rounded price", rewrite: on("GetVendorProducts", at("//ProductContract[Id='6']/Price", stated(text("37375.6")))), fails: "CNT-PRD-05"},
		{name: "the price list in another currency", rewrite: on("GetProductPrices", at(product5+"/CurrencyCode", text("EUR"))), fails: "CNT-PRD-05"},
	}
}

// translation is a product's translation that fits the schema.
func translation() *etree.Element {
	e := etree.NewElement("a:ProductTranslationContract")
	for _, name := range strings.Fields("FullDescription ImportantFeatures InstallationManual LangCode Languages Preview ProductTitle ShortDescription Specifications SystemRequirements") {
		m := e.CreateElement("a:" + name)
		switch name {
		case "LangCode":
			m.SetText("EN")
		case "ProductTitle":
			m.SetText("A product")
		default:
			null(m)
		}
	}
	return e
}

// everySchema are the requirements on answers that gives products.
const everySchema = "CNT-SCH-GetVendorProducts CNT-SCH-GetCategoryProducts CNT-SCH-GetFamilyGroupProducts CNT-SCH-GetProduct CNT-SCH-GetAllProducts CNT-SCH-GetProductPrices " +
	"CNT-SCH-GetContentChanges CNT-SCH-GetPriceChanges CNT-SCH-GetAllChanges CNT-DELTA-01"

// productFacts are breakages of CNT-PRD-06 to -09 and CNT-BAD-01.
func productFacts() []breakage {
	return []breakage{
		{name: "a part number twice", rewrite: at(product5+"/PartNum", text("LNG-00001")), fails: "CNT-PRD-06", also: "CNT-PRD-02"},
		{name: "a product twice", rewrite: on("GetAllProducts", withPrice(true, at(product5, double))), fails: "CNT-PRD-06"},
		{name: "an id twice", rewrite: at(product5+"/Id", text("6")), fails: "CNT-PRD-06", also: "CNT-PRD-01 CNT-PRD-02 CNT-PRD-04 CNT-PRD-05 CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-09 CNT-DELTA-15"},
		{name: "a product of no family", rewrite: at(product5+"/FamilyGroupId", text("77")), fails: "CNT-PRD-06", also: "CNT-PRD-01"},
		{name: "a product in a deleted category", rewrite: at(product5+"/CategoryIds", add("b:int", "5")), fails: "CNT-PRD-06"},
		{name: "a smallest count above the largest", rewrite: at("//*[PartNum][Id='19']/MinCountRequired", text("6")), fails: "CNT-PRD-06"},
		{name: "a negative price", rewrite: at(product5+"/Price", stated(text("-1.00"))), fails: "CNT-PRD-06", also: everySchema},
		{name: "a currency of no country", rewrite: at(product5+"/CurrencyCode", stated(text("XYZ"))), fails: "CNT-PRD-06"},

		{name: "a type of specification that D3 does not have", rewrite: at(product5+"//ValueType", text("Text")), fails: "CNT-PRD-07", also: everySchema},
		{name: "a boolean type in full", rewrite: on("GetFamilyGroup", at("//ValueType", text("Boolean"))), fails: "CNT-PRD-07", also: "CNT-SCH-GetFamilyGroup CNT-FAM-02"},
		{name: "an Int of letters", rewrite: at("//SpecificationContract[ValueType='Int']/Value", text("ten")), fails: "CNT-PRD-07"},
		{name: "an Int with a fraction, in one product", rewrite: on("GetProduct", at(product5+"//SpecificationContract[ValueType='Int']/Value", suffix(".0"))), fails: "CNT-PRD-07", also: "CNT-PRD-02"},
		{name: "texts as Int, in families", rewrite: at("//FamilyGroupTranslationContract//ValueType", text("Int")), fails: "CNT-PRD-07"},

		{name: "InstantDelivery after Price, as printed", rewrite: on("GetProduct", first("//InstantDelivery", func(e *etree.Element) {
			p := e.Parent()
			p.InsertChildAt(p.SelectElement("Price").Index()+1, e)
		})), fails: "CNT-PRD-08", also: "CNT-SCH-GetProduct"},
		{name: "members as D3 lists them, in one delta", rewrite: on("GetAllChanges", first("//ProductContract/Id", func(e *etree.Element) { e.Parent().InsertChildAt(0, e) })),
			fails: "CNT-PRD-08", also: "CNT-SCH-GetAllChanges CNT-DELTA-01"},
		{name: "VendorName before Id", rewrite: on("GetAllVendors", at("//VendorContract/Id", last)), fails: "CNT-PRD-08", also: "CNT-SCH-GetAllVendors"},
		{name: "members of a translation out of order", rewrite: on("GetProduct", first("//ProductTranslationContract/LangCode", last)), fails: "CNT-PRD-08", also: "CNT-SCH-GetProduct"},
		{name: "versions after the lists", rewrite: on("GetContentChanges", at("//CurrentContentVersion", last)), fails: "CNT-DELTA-01", also: "CNT-PRD-08 CNT-SCH-GetContentChanges"},

		{name: "two translations of a product into one language", rewrite: at("//ProductTranslationContract[LangCode='EN']/LangCode", text("RU")), fails: "CNT-PRD-09"},
		{name: "a translation of a product twice", rewrite: at(product5+"/Translations/*[1]", double), fails: "CNT-PRD-09"},

		{name: "a page with a stack trace", rewrite: on("GetProduct", func(c *call) {
			if len(c.arg("partNum")) > 1000 {
				c.status, c.body = 500, []byte("<html>System.Data.SqlClient.SqlException: String or binary data would be truncated.\n at ContentServer.Find(String)</html>")
			}
		}), fails: "CNT-BAD-01", also: "CNT-SCH-GetProduct"},
		{name: "a negative id is too much", rewrite: on("GetFamilyGroup", asked("familyGroupId", "-1", func(c *call) { c.status, c.body = 500, nil })), fails: "CNT-BAD-01"},
		{name: "an unknown part number shows its query", rewrite: on("GetProduct", failed(at("//ErrorText", text("SELECT * FROM Products WHERE")))), fails: "CNT-BAD-01", also: "CNT-ENV-03"},
		{name: "versions beyond 64 bits are too much", rewrite: on("GetContentChanges", asked("contentVersion", "9223372036854775808", func(c *call) { c.status = 500 })), fails: "CNT-DELTA-13"},
		{name: "a negative version is too much", rewrite: on("GetAllChanges", asked("contentVersion", "-1", func(c *call) { c.status, c.body = http.StatusInternalServerError, nil })), fails: "CNT-DELTA-13"},
	}
}
