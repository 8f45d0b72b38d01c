package content

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// prdFaults break CNT-PRD-01 to -04 first.
func prdFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "vendor-products-cached",
			Kind:   deviation.Stale,
			Does:   "GetVendorProducts keeps its first answers.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On("GetVendorProducts", FirstAnswer()),
		},
		{
			Name:   "category-products-cached",
			Kind:   deviation.Stale,
			Does:   "GetCategoryProducts keeps its first answers.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On("GetCategoryProducts", FirstAnswer()),
		},
		{
			Name:   "family-products-cached",
			Kind:   deviation.Stale,
			Does:   "GetFamilyGroupProducts keeps its first answers.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On("GetFamilyGroupProducts", FirstAnswer()),
		},
		{
			Name:   "all-products-bare-cached",
			Kind:   deviation.Stale,
			Does:   "GetAllProducts without prices keeps its first answer.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On("GetAllProducts", IfPrices(false, FirstAnswer())),
		},
		{
			Name:   "vendor-products-short-again",
			Kind:   deviation.OffByOne,
			Does:   "GetVendorProducts lacks the last product where it is asked again.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: IfOK(EveryNth(2, (*Call).Question, On("GetVendorProducts", Final("//ProductContract", Remove)))),
		},
		{
			Name:   "vendor-products-of-another-caller",
			Kind:   deviation.Race,
			Does:   "GetVendorProducts gives what another caller asks for at the same moment.",
			Breaks: []string{"CNT-PRD-01"},
			Race:   true,
			Answer: On("GetVendorProducts", AsTheOneBefore()),
		},
		{
			Name:   "lists-inner-join",
			Kind:   deviation.Lost,
			Does:   "Lists lose the products that have no cover image: an inner join.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On(
				"GetVendorProducts GetCategoryProducts GetFamilyGroupProducts",
				At(
					"//ProductContract",
					If(func(e *etree.Element) bool { return TextOf(e, "UrlCoverImage") == "" }, Remove),
				),
			),
		},
		{
			Name:   "names-cut-at-20",
			Kind:   deviation.Lost,
			Does:   "Lists cut names after twenty letters.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On("GetVendorProducts GetCategoryProducts GetFamilyGroupProducts",
				At("//ProductContract/DefaultName", Respell(cutAt20))),
		},
		{
			Name:   "products-cached",
			Kind:   deviation.Stale,
			Does:   "GetAllProducts keeps its first answers.",
			Breaks: []string{"CNT-PRD-01"},
			May:    deviation.Since(awaited, "CNT-DELTA-14"),
			Answer: On("GetAllProducts", FirstAnswer()),
		},
		{
			Name:   "parent-category-holds-all-below",
			Kind:   deviation.Extra,
			Does:   "GetCategoryProducts gives a category the products of those below it.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On("GetCategoryProducts", IfArg("categoryId", "{parent}", IfOK(func(c *Call) {
				AddFrom("GetCategoryProducts?categoryId={child}&withPrice="+c.Arg("withPrice"), "ProductList")(c)
			}))),
		},
		{
			Name:   "category-products-one-language",
			Kind:   deviation.Lost,
			Does:   "GetCategoryProducts gives descriptions in the first language only.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On("GetCategoryProducts", At("//ProductContract/Translations/*[2]", Remove)),
		},
		{
			Name:   "vendor-products-whole-addresses",
			Kind:   deviation.WrongForm,
			Does:   "GetVendorProducts gives the address of covers with a host.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On(
				"GetVendorProducts",
				At(
					"//ProductContract/UrlCoverImage",
					Stated(Respell(func(s string) string { return "https://sandbox.webstore.mont.ru" + s })),
				),
			),
		},
		{
			Name:   "all-products-half",
			Kind:   deviation.Lost,
			Does:   "GetAllProducts gives no more than thirty products.",
			Breaks: []string{"CNT-PRD-01"},
			May:    deviation.Since(awaited, "CNT-DELTA-14"),
			Answer: On("GetAllProducts", At("//ProductList", Cap(30))),
		},
		{
			Name:   "vendor-product-missing",
			Kind:   deviation.Missing,
			Does:   "GetVendorProducts lacks a product when asked with prices.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On("GetVendorProducts", IfPrices(true, At("//*[PartNum][Id='{product}']", Remove))),
		},
		{
			Name:   "vendor-blocked-missing",
			Kind:   deviation.Missing,
			Does:   "GetVendorProducts lacks the products that are blocked for sale.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On("GetVendorProducts", At("//ProductContract[BlockedForSale='true']", Remove)),
		},
		{
			Name:   "category-products-of-others",
			Kind:   deviation.WrongValue,
			Does:   "GetCategoryProducts gives a category the products of another.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On("GetCategoryProducts", IfArg("categoryId", "{category}", IfOK(func(c *Call) {
				c.Instead(c.Expand("GetCategoryProducts?categoryId={other category}&withPrice=" + c.Arg("withPrice")))
			}))),
		},
		{
			Name:   "category-products-of-several-missing",
			Kind:   deviation.Missing,
			Does:   "GetCategoryProducts lacks the products that are in another category too.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On(
				"GetCategoryProducts",
				IfArg("categoryId", "{first of many}", At("//CategoryIds/int[2]", func(e *etree.Element) {
					if p := e.Parent().Parent(); p.Parent() != nil {
						Remove(p)
					}
				})),
			),
		},
		{
			Name:   "family-product-twice",
			Kind:   deviation.Duplicated,
			Does:   "GetFamilyGroupProducts gives a product twice.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On("GetFamilyGroupProducts", At("//*[PartNum][Id='{product}']", Double)),
		},
		{
			Name:   "all-products-last-missing",
			Kind:   deviation.OffByOne,
			Does:   "GetAllProducts without prices lacks the last product.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On("GetAllProducts", IfPrices(false, At("//ProductContract[Id='{last product}']", Remove))),
		},
		{
			Name:   "all-products-one-missing",
			Kind:   deviation.Missing,
			Does:   "GetAllProducts lacks a product.",
			Breaks: []string{"CNT-PRD-01"},
			Answer: On("GetAllProducts", At("//*[PartNum][Id='{product}']", Remove)),
		},
		{
			Name:   "product-cached",
			Kind:   deviation.Stale,
			Does:   "GetProduct keeps its first answers.",
			Breaks: []string{"CNT-PRD-02"},
			May:    deviation.Since(compared, "CNT-PRD-05"),
			Answer: On("GetProduct", FirstAnswer()),
		},
		{
			Name:   "product-bare-again",
			Kind:   deviation.Lost,
			Does:   "GetProduct has no translations where it is asked again.",
			Breaks: []string{"CNT-PRD-02"},
			Answer: IfOK(EveryNth(2, (*Call).Question, On("GetProduct", At("//Product/Translations", Nil)))),
		},
		{
			Name:   "product-of-another-caller",
			Kind:   deviation.Race,
			Does:   "GetProduct gives the product of another caller who asks at the same moment.",
			Breaks: []string{"CNT-PRD-02"},
			Race:   true,
			Answer: On("GetProduct", AsTheOneBefore()),
		},
		{
			Name:   "product-second-category-lost",
			Kind:   deviation.Lost,
			Does:   "GetProduct gives but one category of a product.",
			Breaks: []string{"CNT-PRD-02"},
			Answer: On("GetProduct", At("//Product/CategoryIds/int[2]", Remove)),
		},
		{
			Name:   "product-escaped-twice",
			Kind:   deviation.WrongForm,
			Does:   "GetProduct escapes the markup in descriptions twice.",
			Breaks: []string{"CNT-PRD-02"},
			May:    deviation.Since("Markup in a name is a text that has to come back.", "MNT-XML-02"),
			Answer: On("GetProduct", Replace("&lt;", "&amp;lt;")),
		},
		{
			Name:   "product-blanks-trimmed",
			Kind:   deviation.WrongForm,
			Does:   "GetProduct gives a name with a blank behind it.",
			Breaks: []string{"CNT-PRD-02"},
			Answer: On("GetProduct", At("//Product/DefaultName", Suffix(" "))),
		},
		{
			Name:   "product-gives-another",
			Kind:   deviation.WrongValue,
			Does:   "GetProduct gives another product than it was asked for.",
			Breaks: []string{"CNT-PRD-02"},
			Answer: On("GetProduct", IfArg("partNum", "{part}", IfOK(func(c *Call) {
				c.Instead(
					"GetProduct?partNum=" + url.QueryEscape(
						c.Expand("{other part}"),
					) + "&withPrice=" + c.Arg(
						"withPrice",
					),
				)
			}))),
		},
		{
			Name:   "product-another-member",
			Kind:   deviation.WrongValue,
			Does:   "GetProduct without prices gives another InstantDelivery than the lists.",
			Breaks: []string{"CNT-PRD-02"},
			Answer: On("GetProduct", IfPrices(false, At("//*[PartNum][Id='{product}']/InstantDelivery", Text("true")))),
		},
		{
			Name:   "product-specification-missing",
			Kind:   deviation.Missing,
			Does:   "GetProduct lacks the first specification of a product.",
			Breaks: []string{"CNT-PRD-02"},
			Answer: On("GetProduct", First("//*[PartNum][Id='{product}']//SpecificationContract", Remove)),
		},
		{
			Name:   "product-part-number-in-lower-case",
			Kind:   deviation.WrongForm,
			Does:   "GetProduct gives a part number in lower case.",
			Breaks: []string{"CNT-PRD-02"},
			Answer: On("GetProduct", At("//*[PartNum][Id='{product}']/PartNum", Respell(strings.ToLower))),
		},
		{
			Name:   "category-price-unasked-for-the-last",
			Kind:   deviation.Leaked,
			Does:   "GetCategoryProducts gives the price of the last product without being asked for it.",
			Breaks: []string{"CNT-PRD-03"},
			Answer: On("GetCategoryProducts", IfPrices(false, Final("//ProductContract/Price", Fill("3.00")))),
		},
		{
			Name:   "product-currency-absent",
			Kind:   deviation.Missing,
			Does:   "GetProduct leaves the currency out.",
			Breaks: []string{"CNT-PRD-03"},
			Answer: On("GetProduct", IfPrices(true, At("//Product/CurrencyCode", Remove))),
		},
		{
			Name:   "vendor-prices-unasked",
			Kind:   deviation.Extra,
			Does:   "GetVendorProducts gives one vendor's prices without being asked for them.",
			Breaks: []string{"CNT-PRD-03"},
			Answer: On("GetVendorProducts",
				IfArg("vendorId", "{vendor}", Instead("GetVendorProducts?vendorId={vendor}&withPrice=True"))),
		},
		{
			Name:   "all-products-price-unasked",
			Kind:   deviation.Leaked,
			Does:   "GetAllProducts gives the price of one product without being asked for it.",
			Breaks: []string{"CNT-PRD-03"},
			Answer: On("GetAllProducts", IfPrices(false, At("//*[PartNum][Id='{product}']/Price", Fill("1.00")))),
		},
		{
			Name:   "family-currency-missing",
			Kind:   deviation.Missing,
			Does:   "GetFamilyGroupProducts lacks the currency of a product.",
			Breaks: []string{"CNT-PRD-03"},
			Answer: On("GetFamilyGroupProducts", At("//*[PartNum][Id='{product}']/CurrencyCode", Nil)),
		},
		{
			Name:   "product-never-a-price",
			Kind:   deviation.Missing,
			Does:   "GetProduct never gives a price.",
			Breaks: []string{"CNT-PRD-03"},
			Answer: On("GetProduct", IfOK(Do(At("//Price", Nil), At("//CurrencyCode", Nil)))),
		},
		{
			Name:   "product-price-missing",
			Kind:   deviation.Missing,
			Does:   "GetProduct lacks the price of one product.",
			Breaks: []string{"CNT-PRD-03"},
			Answer: On("GetProduct", At("//*[PartNum][Id='{product}']/Price", Nil)),
		},
		{
			Name:   "product-price-unasked",
			Kind:   deviation.Leaked,
			Does:   "GetProduct gives the price of one product without being asked for it.",
			Breaks: []string{"CNT-PRD-03"},
			Answer: On("GetProduct", IfArg("partNum", "{part}", IfOK(func(c *Call) {
				c.Instead("GetProduct?partNum=" + url.QueryEscape(c.Arg("partNum")) + "&withPrice=True")
			}))),
		},
		{
			Name:   "price-list-cached",
			Kind:   deviation.Stale,
			Does:   "GetProductPrices keeps its first answer.",
			Breaks: []string{"CNT-PRD-04"},
			Answer: On("GetProductPrices", FirstAnswer()),
		},
		{
			Name:   "price-list-short-again",
			Kind:   deviation.OffByOne,
			Does:   "GetProductPrices lacks the last product where it is asked again.",
			Breaks: []string{"CNT-PRD-04"},
			Answer: IfOK(EveryNth(2, (*Call).Question, On("GetProductPrices", Final("//ProductContract", Remove)))),
		},
		{
			Name:   "price-list-capped",
			Kind:   deviation.Lost,
			Does:   "GetProductPrices gives the first fifty products only.",
			Breaks: []string{"CNT-PRD-04"},
			Answer: On("GetProductPrices", At("//ProductList", Cap(50))),
		},
		{
			Name:   "part-number-padded",
			Kind:   deviation.WrongForm,
			Does:   "GetProductPrices pads part numbers with blanks: a column of fixed width.",
			Breaks: []string{"CNT-PRD-04"},
			May:    deviation.Since("Products are asked for by the padded numbers.", "CNT-SCH-GetProduct"),
			Answer: On(
				"GetProductPrices",
				At("//PartNum", Respell(func(s string) string { return fmt.Sprintf("%-30s", s) })),
			),
		},
		{
			Name:   "prices-without-largest-counts",
			Kind:   deviation.Missing,
			Does:   "GetProductPrices leaves the largest counts out.",
			Breaks: []string{"CNT-PRD-04"},
			Answer: On("GetProductPrices", At("//MaxCountRequired", Nil)),
		},
		{
			Name:   "prices-blocked-missing",
			Kind:   deviation.Missing,
			Does:   "GetProductPrices lacks the products that are blocked for sale.",
			Breaks: []string{"CNT-PRD-04"},
			Answer: On("GetProductPrices", At("//ProductContract[BlockedForSale='true']", Remove)),
		},
		{
			Name:   "prices-describe-a-product",
			Kind:   deviation.Leaked,
			Does:   "GetProductPrices describes one product of all.",
			Breaks: []string{"CNT-PRD-04"},
			Answer: On("GetProductPrices", At("//*[PartNum][Id='{product}']/Translations", AddTranslation)),
		},
		{
			Name:   "prices-price-missing",
			Kind:   deviation.Missing,
			Does:   "GetProductPrices lacks the price of a product.",
			Breaks: []string{"CNT-PRD-04"},
			Answer: On("GetProductPrices", At("//*[PartNum][Id='{product}']/Price", Nil)),
		},
		{
			Name:   "prices-product-twice",
			Kind:   deviation.Duplicated,
			Does:   "GetProductPrices gives a product twice.",
			Breaks: []string{"CNT-PRD-04"},
			Answer: On("GetProductPrices", At("//*[PartNum][Id='{product}']", Double)),
		},
	}
}

// cutAt20 is the first twenty letters.
func cutAt20(s string) string {
	if letters := []rune(s); len(letters) > 20 {
		return string(letters[:20])
	}
	return s
}
