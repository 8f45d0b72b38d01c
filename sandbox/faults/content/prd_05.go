package content

import (
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// prd05Faults break CNT-PRD-05 and above first.
func prd05Faults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "product-prices-cached",
			Kind:   deviation.Stale,
			Does:   "GetProduct keeps the first price of a product.",
			Breaks: []string{"CNT-PRD-05"},
			Answer: On("GetProduct", FirstText("//*[PartNum]/Price", idOfParent)),
		},
		{
			Name:   "price-list-prices-cached",
			Kind:   deviation.Stale,
			Does:   "GetProductPrices keeps the first price of a product.",
			Breaks: []string{"CNT-PRD-05"},
			Answer: On("GetProductPrices", FirstText("//*[PartNum]/Price", idOfParent)),
		},
		{
			Name:   "family-products-prices-cached",
			Kind:   deviation.Stale,
			Does:   "GetFamilyGroupProducts keeps the first price of a product.",
			Breaks: []string{"CNT-PRD-05"},
			Answer: On("GetFamilyGroupProducts", FirstText("//*[PartNum]/Price", idOfParent)),
		},
		{
			Name:   "price-rounded-by-a-float",
			Kind:   deviation.WrongForm,
			Does:   "GetProductPrices reads prices into floats of 32 bits and writes all their digits.",
			Breaks: []string{"CNT-PRD-05"},
			Answer: On("GetProductPrices", At("//Price", Stated(Respell(asFloat32)))),
		},
		{
			Name:   "vendor-price-stale",
			Kind:   deviation.Stale,
			Does:   "GetVendorProducts gives the prices before the last change of one product.",
			Breaks: []string{"CNT-PRD-05"},
			Answer: On("GetVendorProducts", At("//*[PartNum][Id='{product}']/Price", Stated(Text("1.05")))),
		},
		{
			Name:   "category-price-of-the-last",
			Kind:   deviation.WrongValue,
			Does:   "GetCategoryProducts gives the last product another price.",
			Breaks: []string{"CNT-PRD-05"},
			Answer: On("GetCategoryProducts", IfPrices(true, Final("//ProductContract/Price", Stated(Suffix("9"))))),
		},
		{
			Name:   "family-price-of-blocked",
			Kind:   deviation.Stale,
			Does:   "GetFamilyGroupProducts gives blocked products the price 0.",
			Breaks: []string{"CNT-PRD-05"},
			Answer: On("GetFamilyGroupProducts",
				At("//ProductContract[BlockedForSale='true']/Price", Stated(Text("0.00")))),
		},
		{
			Name:   "product-price-another",
			Kind:   deviation.WrongValue,
			Does:   "GetProduct gives another price than the lists.",
			Breaks: []string{"CNT-PRD-05"},
			Answer: On("GetProduct", At("//*[PartNum][Id='{product}']/Price", Stated(Suffix("1")))),
		},
		{
			Name:   "vendor-price-rounded",
			Kind:   deviation.WrongValue,
			Does:   "GetVendorProducts rounds a price to tenths.",
			Breaks: []string{"CNT-PRD-05"},
			Answer: On("GetVendorProducts",
				IfPrices(true, Put("//ProductContract[Id='{odd cents}']/Price", "{price without cents}"))),
		},
		{
			Name:   "prices-another-currency",
			Kind:   deviation.WrongValue,
			Does:   "GetProductPrices gives a price in another currency.",
			Breaks: []string{"CNT-PRD-05"},
			Answer: On("GetProductPrices", At("//*[PartNum][Id='{product}']/CurrencyCode", OtherCurrency)),
		},
		{
			Name:   "currency-in-lower-case",
			Kind:   deviation.WrongForm,
			Does:   "Currencies are in small letters.",
			Breaks: []string{"CNT-PRD-06"},
			May: deviation.Since(readAsDelta, "CNT-DELTA-01").
				Since(bySchema,
					"CNT-SCH-GetAllChanges", "CNT-SCH-GetAllProducts", "CNT-SCH-GetCategoryProducts",
					"CNT-SCH-GetFamilyGroupProducts", "CNT-SCH-GetPriceChanges", "CNT-SCH-GetProduct",
					"CNT-SCH-GetProductPrices", "CNT-SCH-GetVendorProducts",
				),
			Answer: At("//CurrencyCode", Stated(Respell(strings.ToLower))),
		},
		{
			Name:   "currency-by-number",
			Kind:   deviation.WrongForm,
			Does:   "Roubles are 643.",
			Breaks: []string{"CNT-PRD-06"},
			May: deviation.Since(readAsDelta, "CNT-DELTA-01").
				Since(bySchema,
					"CNT-SCH-GetAllChanges", "CNT-SCH-GetAllProducts", "CNT-SCH-GetCategoryProducts",
					"CNT-SCH-GetFamilyGroupProducts", "CNT-SCH-GetPriceChanges", "CNT-SCH-GetProduct",
					"CNT-SCH-GetProductPrices", "CNT-SCH-GetVendorProducts",
				),
			Answer: At("//CurrencyCode[text()='RUB']", Text("643")),
		},
		{
			Name:   "family-vendor-unknown",
			Kind:   deviation.WrongValue,
			Does:   "GetAllVendors lacks a vendor that has families.",
			Breaks: []string{"CNT-PRD-06"},
			May:    deviation.Since(compared, "CNT-CAT-03", "CNT-DELTA-03").Since(awaited, "CNT-DELTA-11"),
			Answer: On("GetAllVendors", At("//VendorContract[Id='{vendor}']", Remove)),
		},
		{
			Name:   "part-number-twice",
			Kind:   deviation.Duplicated,
			Does:   "Two products have one part number.",
			Breaks: []string{"CNT-PRD-06"},
			May:    deviation.Since(compared, "CNT-PRD-02"),
			Answer: Put("//*[PartNum][Id='{product}']/PartNum", "{other part}"),
		},
		{
			Name:   "all-products-product-twice",
			Kind:   deviation.Duplicated,
			Does:   "GetAllProducts with prices gives a product twice.",
			Breaks: []string{"CNT-PRD-06"},
			Answer: On("GetAllProducts", IfPrices(true, At("//*[PartNum][Id='{product}']", Double))),
		},
		{
			Name:   "product-id-twice",
			Kind:   deviation.Duplicated,
			Does:   "Two products have one id.",
			Breaks: []string{"CNT-PRD-06"},
			May: deviation.Since(compared,
				"CNT-DELTA-03", "CNT-DELTA-07", "CNT-DELTA-15", "CNT-PRD-01", "CNT-PRD-04", "CNT-PRD-05",
			),
			Answer: Put("//*[PartNum][Id='{product}']/Id", "{other product}"),
		},
		{
			Name:   "product-family-unknown",
			Kind:   deviation.WrongValue,
			Does:   "A product is of a family that does not exist.",
			Breaks: []string{"CNT-PRD-06"},
			May:    deviation.Since(compared, "CNT-PRD-01"),
			Answer: At("//*[PartNum][Id='{product}']/FamilyGroupId", Text("2000000077")),
		},
		{
			Name:   "product-deleted-category",
			Kind:   deviation.Stale,
			Does:   "A product is in a category that was deleted.",
			Breaks: []string{"CNT-PRD-06"},
			Answer: Insert("//*[PartNum][Id='{product}']/CategoryIds", "b:int", "{deleted Categories}"),
		},
		{
			Name:   "product-counts-crossed",
			Kind:   deviation.OffByOne,
			Does:   "The smallest count of a product is one above its largest.",
			Breaks: []string{"CNT-PRD-06"},
			Answer: Put("//*[PartNum][Id='{limited product}']/MinCountRequired", "{above the limit}"),
		},
		{
			Name:   "product-price-negative",
			Kind:   deviation.WrongValue,
			Does:   "A product has a negative price.",
			Breaks: []string{"CNT-PRD-06"},
			May: deviation.Since(readAsDelta, "CNT-DELTA-01").
				Since(bySchema,
					"CNT-SCH-GetAllChanges", "CNT-SCH-GetAllProducts", "CNT-SCH-GetCategoryProducts",
					"CNT-SCH-GetFamilyGroupProducts", "CNT-SCH-GetPriceChanges", "CNT-SCH-GetProduct",
					"CNT-SCH-GetProductPrices", "CNT-SCH-GetVendorProducts",
				),
			Answer: At("//*[PartNum][Id='{product}']/Price", Stated(Text("-1.00"))),
		},
		{
			Name:   "product-currency-unknown",
			Kind:   deviation.WrongValue,
			Does:   "A product has a currency that ISO 4217 does not know.",
			Breaks: []string{"CNT-PRD-06"},
			Answer: At("//*[PartNum][Id='{product}']/CurrencyCode", Stated(Text("XYZ"))),
		},
		{
			Name:   "int-with-blanks-for-thousands",
			Kind:   deviation.WrongForm,
			Does:   "Specifications of the type Int have a blank for the thousands.",
			Breaks: []string{"CNT-PRD-07"},
			Answer: intValue(Respell(func(s string) string { return "1 " + s + "00" })),
		},
		{
			Name:   "int-nil",
			Kind:   deviation.Missing,
			Does:   "Specifications of families of the type Int are nil in GetCategoryFamilyGroup.",
			Breaks: []string{"CNT-PRD-07"},
			May:    deviation.Since(compared, "CNT-FAM-03"),
			Answer: On("GetCategoryFamilyGroup", intValue(Nil)),
		},
		{
			Name:   "int-in-words-in-a-delta",
			Kind:   deviation.WrongForm,
			Does:   "GetAllChanges gives specifications of the type Int with a unit.",
			Breaks: []string{"CNT-PRD-07"},
			May:    deviation.Since(compared, "CNT-DELTA-03", "CNT-DELTA-07", "CNT-DELTA-15"),
			Answer: On("GetAllChanges", intValue(Suffix(" шт."))),
		},
		{
			Name:   "valuetype-in-lower-case",
			Kind:   deviation.WrongForm,
			Does:   "GetCategoryProducts writes the types of specifications in small letters.",
			Breaks: []string{"CNT-PRD-07"},
			May:    deviation.Since(compared, "CNT-PRD-01").Since(bySchema, "CNT-SCH-GetCategoryProducts"),
			Answer: On("GetCategoryProducts", At("//ValueType", Respell(strings.ToLower))),
		},
		{
			Name:   "specification-type-text",
			Kind:   deviation.WrongValue,
			Does:   "Specifications of a product are of the type Text.",
			Breaks: []string{"CNT-PRD-07"},
			May: deviation.Since(readAsDelta, "CNT-DELTA-01").
				Since(bySchema,
					"CNT-SCH-GetAllChanges", "CNT-SCH-GetAllProducts", "CNT-SCH-GetCategoryProducts",
					"CNT-SCH-GetContentChanges", "CNT-SCH-GetFamilyGroupProducts", "CNT-SCH-GetProduct",
					"CNT-SCH-GetVendorProducts",
				),
			Answer: At("//*[PartNum][Id='{product}']//ValueType", Text("Text")),
		},
		{
			Name:   "specification-type-boolean",
			Kind:   deviation.WrongForm,
			Does:   "GetFamilyGroup calls the type Bool Boolean.",
			Breaks: []string{"CNT-PRD-07"},
			May:    deviation.Since(compared, "CNT-FAM-02").Since(bySchema, "CNT-SCH-GetFamilyGroup"),
			Answer: On("GetFamilyGroup", At("//ValueType", Text("Boolean"))),
		},
		{
			Name:   "specification-int-of-letters",
			Kind:   deviation.WrongForm,
			Does:   "Specifications of the type Int are words.",
			Breaks: []string{"CNT-PRD-07"},
			Answer: At("//SpecificationContract[ValueType='Int']/Value", Text("ten")),
		},
		{
			Name:   "specification-int-with-fraction",
			Kind:   deviation.WrongForm,
			Does:   "GetProduct gives a specification of the type Int a fraction.",
			Breaks: []string{"CNT-PRD-07"},
			May:    deviation.Since(compared, "CNT-PRD-02"),
			Answer: On("GetProduct",
				At("//*[PartNum][Id='{product}']//SpecificationContract[ValueType='Int']/Value", Suffix(".0"))),
		},
		{
			Name:   "specification-texts-as-int",
			Kind:   deviation.WrongValue,
			Does:   "Specifications of families are all of the type Int.",
			Breaks: []string{"CNT-PRD-07"},
			Answer: At("//FamilyGroupTranslationContract//ValueType", Text("Int")),
		},
		{
			Name:   "product-name-behind-its-texts",
			Kind:   deviation.Reordered,
			Does:   "GetVendorProducts has the name of products behind their texts, where .NET reads none of both.",
			Breaks: []string{"CNT-PRD-08"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetVendorProducts"),
			Answer: On("GetVendorProducts", First("//ProductContract/DefaultName", ToEnd)),
		},
		{
			Name:   "specification-members-as-documented",
			Kind:   deviation.Reordered,
			Does:   "GetContentChanges has ValueType before Value in specifications.",
			Breaks: []string{"CNT-PRD-08"},
			May:    deviation.Since(readAsDelta, "CNT-DELTA-01").Since(bySchema, "CNT-SCH-GetContentChanges"),
			Answer: On("GetContentChanges", First("//SpecificationContract/Value", ToEnd)),
		},
		{
			Name:   "category-members-as-documented",
			Kind:   deviation.Reordered,
			Does:   "GetVendorCategories has the members of categories in the order of D3's table.",
			Breaks: []string{"CNT-PRD-08"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetVendorCategories"),
			Answer: On("GetVendorCategories", At("//CategoryContract/Id", ToFront)),
		},
		{
			Name:   "instantdelivery-after-price",
			Kind:   deviation.Reordered,
			Does:   "GetProduct has InstantDelivery after Price, as D3 prints it, where .NET reads it as false.",
			Breaks: []string{"CNT-PRD-08"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetProduct"),
			Answer: On("GetProduct", First("//InstantDelivery", func(e *etree.Element) {
				p := e.Parent()
				p.InsertChildAt(p.SelectElement("Price").Index()+1, e)
			})),
		},
		{
			Name:   "members-as-documented-in-a-delta",
			Kind:   deviation.Reordered,
			Does:   "GetAllChanges has a product's id first, as D3 lists its members.",
			Breaks: []string{"CNT-PRD-08"},
			May:    deviation.Since(readAsDelta, "CNT-DELTA-01").Since(bySchema, "CNT-SCH-GetAllChanges"),
			Answer: On("GetAllChanges", First("//ProductContract/Id", ToFront)),
		},
		{
			Name:   "vendor-id-last",
			Kind:   deviation.Reordered,
			Does:   "GetAllVendors has VendorName before Id.",
			Breaks: []string{"CNT-PRD-08"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetAllVendors"),
			Answer: On("GetAllVendors", At("//VendorContract/Id", ToEnd)),
		},
		{
			Name:   "translation-langcode-last",
			Kind:   deviation.Reordered,
			Does:   "GetProduct has LangCode last in a translation.",
			Breaks: []string{"CNT-PRD-08"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetProduct"),
			Answer: On("GetProduct", First("//ProductTranslationContract/LangCode", ToEnd)),
		},
		{
			Name:   "product-languages-mixed",
			Kind:   deviation.WrongForm,
			Does:   "A product has translations into ru and RU.",
			Breaks: []string{"CNT-PRD-09"},
			Answer: At("//*[PartNum][Id='{product}']/Translations/*[2]/LangCode", Text("ru")),
		},
		{
			Name:   "product-language-twice",
			Kind:   deviation.Duplicated,
			Does:   "Products have two translations into one language.",
			Breaks: []string{"CNT-PRD-09"},
			Answer: At("//ProductTranslationContract[LangCode='EN']/LangCode", Text("RU")),
		},
		{
			Name:   "product-translation-twice",
			Kind:   deviation.Duplicated,
			Does:   "A product has its first translation twice.",
			Breaks: []string{"CNT-PRD-09"},
			Answer: At("//*[PartNum][Id='{product}']/Translations/*[1]", Double),
		},
	}
}

// idOfParent makes what members say of one product the same.
func idOfParent(e *etree.Element) string { return TextOf(e.Parent(), "Id") }

// asFloat32 is a number as a float of 32 bits keeps it.
func asFloat32(s string) string {
	f, err := strconv.ParseFloat(s, 32)
	if err != nil {
		return s
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// intValue changes the values of specifications of the type Int.
func intValue(do Change) Hook { return At("//SpecificationContract[ValueType='Int']/Value", do) }
