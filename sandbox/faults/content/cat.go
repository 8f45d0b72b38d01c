package content

import (
	"strings"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// catFaults break CNT-CAT first.
func catFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "vendor-categories-cached",
			Kind:   deviation.Stale,
			Does:   "GetVendorCategories keeps its first answers.",
			Breaks: []string{"CNT-CAT-01"},
			Answer: On("GetVendorCategories", FirstAnswer()),
		},
		{
			Name:   "vendor-categories-of-another-caller",
			Kind:   deviation.Race,
			Does:   "GetVendorCategories gives what another caller asks for at the same moment.",
			Breaks: []string{"CNT-CAT-01"},
			Race:   true,
			Answer: On("GetVendorCategories", AsTheOneBefore()),
		},
		{
			Name:   "category-names-lose-markup",
			Kind:   deviation.Lost,
			Does:   "GetVendorCategories gives names in capitals.",
			Breaks: []string{"CNT-CAT-01"},
			Answer: On("GetVendorCategories",
				At("//CategoryTranslationContract/CategoryName", Respell(strings.ToUpper))),
		},
		{
			Name:   "vendor-category-twice",
			Kind:   deviation.Duplicated,
			Does:   "GetVendorCategories gives a category twice.",
			Breaks: []string{"CNT-CAT-01"},
			Answer: On("GetVendorCategories", Final("//CategoryContract", Double)),
		},
		{
			Name:   "vendor-categories-one-language",
			Kind:   deviation.Lost,
			Does:   "GetVendorCategories gives names in the first language only.",
			Breaks: []string{"CNT-CAT-01"},
			Answer: On("GetVendorCategories", At("//CategoryContract/CategoryName/*[2]", Remove)),
		},
		{
			Name:   "vendor-categories-own-vendor-only",
			Kind:   deviation.Lost,
			Does:   "GetVendorCategories names but the first vendor of a category.",
			Breaks: []string{"CNT-CAT-01"},
			Answer: On("GetVendorCategories", At("//CategoryContract/VendorIds/int[2]", Remove)),
		},
		{
			Name:   "vendor-category-missing",
			Kind:   deviation.Missing,
			Does:   "GetVendorCategories lacks a category of one vendor.",
			Breaks: []string{"CNT-CAT-01"},
			Answer: On("GetVendorCategories",
				IfArg("vendorId", "{vendor there}", At("//CategoryContract[Id='{narrow category}']", Remove))),
		},
		{
			Name:   "vendor-categories-of-others",
			Kind:   deviation.Extra,
			Does:   "GetVendorCategories gives one vendor all categories.",
			Breaks: []string{"CNT-CAT-01"},
			Answer: On("GetVendorCategories", IfArg("vendorId", "{vendor elsewhere}", Instead("GetAllCategories"))),
		},
		{
			Name:   "vendor-category-renamed",
			Kind:   deviation.WrongValue,
			Does:   "GetVendorCategories gives a category another name than GetAllCategories.",
			Breaks: []string{"CNT-CAT-01"},
			Answer: On("GetVendorCategories", First("//CategoryTranslationContract/CategoryName", Suffix("!"))),
		},
		{
			Name:   "category-missing",
			Kind:   deviation.Missing,
			Does:   "GetAllCategories lacks a category that a vendor has.",
			Breaks: []string{"CNT-CAT-01"},
			May: deviation.Since(compared, "CNT-DELTA-03", "CNT-FAM-04", "CNT-PRD-06").
				Since(awaited, "CNT-DELTA-11"),
			Answer: On("GetAllCategories", At("//CategoryContract[Id='{narrow category}']", Remove)),
		},
		{
			Name:   "category-orphaned",
			Kind:   deviation.Lost,
			Does:   "All lists have lost the parent of a category.",
			Breaks: []string{"CNT-CAT-02"},
			May:    deviation.Since(compared, "CNT-FAM-04", "CNT-PRD-06"),
			Answer: At("//CategoryContract[Id='{parent}']", Remove),
		},
		{
			Name:   "category-own-parent",
			Kind:   deviation.WrongValue,
			Does:   "A category is its own parent.",
			Breaks: []string{"CNT-CAT-02"},
			Answer: Put("//CategoryContract[Id='{child}']/ParentCategoryId", "{child}"),
		},
		{
			Name:   "category-parent-unknown",
			Kind:   deviation.WrongValue,
			Does:   "A category has a parent that does not exist.",
			Breaks: []string{"CNT-CAT-02"},
			Answer: At("//CategoryContract[Id='{child}']/ParentCategoryId", Text("2000000077")),
		},
		{
			Name:   "category-cycle",
			Kind:   deviation.WrongValue,
			Does:   "Two categories are each other's parents.",
			Breaks: []string{"CNT-CAT-02"},
			Answer: Put("//CategoryContract[Id='{parent}']/ParentCategoryId", "{child}"),
		},
		{
			Name:   "category-unknown-vendor",
			Kind:   deviation.WrongValue,
			Does:   "A category names a vendor that never was.",
			Breaks: []string{"CNT-CAT-03"},
			Answer: Insert("//CategoryContract[Id='{parent}']/VendorIds", "b:int", "2000000011"),
		},
		{
			Name:   "category-deleted-vendor",
			Kind:   deviation.Stale,
			Does:   "A category names a vendor that was deleted.",
			Breaks: []string{"CNT-CAT-03"},
			Answer: Insert("//CategoryContract[Id='{child}']/VendorIds", "b:int", "{deleted Vendors}"),
		},
		{
			Name:   "category-language-twice",
			Kind:   deviation.Duplicated,
			Does:   "A category has two names in one language.",
			Breaks: []string{"CNT-CAT-03"},
			Answer: At("//CategoryContract[Id='{child}']/CategoryName/"+
				"CategoryTranslationContract[LangCode='EN']/LangCode", Text("RU")),
		},
		{
			Name:   "category-id-of-another",
			Kind:   deviation.WrongValue,
			Does:   "GetAllCategories gives two categories one id.",
			Breaks: []string{"CNT-CAT-04"},
			May: deviation.Since(compared, "CNT-CAT-01", "CNT-CAT-02", "CNT-DELTA-03", "CNT-FAM-04", "CNT-PRD-06").
				Since(awaited, "CNT-DELTA-11"),
			Answer: On("GetAllCategories", Put("//CategoryContract[Id='{child}']/Id", "{parent}")),
		},
		{
			Name:   "category-twice",
			Kind:   deviation.Duplicated,
			Does:   "GetAllCategories gives a category twice.",
			Breaks: []string{"CNT-CAT-04"},
			Answer: On("GetAllCategories", At("//CategoryContract[Id='{child}']", Double)),
		},
	}
}
