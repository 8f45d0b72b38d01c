package content

import (
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// famFaults break CNT-FAM first.
func famFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "vendor-family-twice",
			Kind:   deviation.Duplicated,
			Does:   "GetVendorFamilyGroups gives a family twice.",
			Breaks: []string{"CNT-FAM-01"},
			Answer: On("GetVendorFamilyGroups", Final("//FamilyGroupContract", Double)),
		},
		{
			Name:   "vendor-family-missing",
			Kind:   deviation.Missing,
			Does:   "GetVendorFamilyGroups lacks a family.",
			Breaks: []string{"CNT-FAM-01"},
			Answer: On("GetVendorFamilyGroups", At("//FamilyGroupContract[Id='{family}']", Remove)),
		},
		{
			Name:   "vendor-empty-family-missing",
			Kind:   deviation.Missing,
			Does:   "GetVendorFamilyGroups lacks a family without products.",
			Breaks: []string{"CNT-FAM-01"},
			Answer: On("GetVendorFamilyGroups", At("//FamilyGroupContract[Id='{empty family}']", Remove)),
		},
		{
			Name:   "vendor-families-of-others",
			Kind:   deviation.Extra,
			Does:   "GetVendorFamilyGroups gives a vendor a family of another.",
			Breaks: []string{"CNT-FAM-01"},
			Answer: On(
				"GetVendorFamilyGroups",
				IfArg(
					"vendorId",
					"{vendor}",
					Do(
						First("//FamilyGroupContract", Double),
						Put("//FamilyGroupContract[1]/Id", "{foreign family}"),
						Put("//FamilyGroupContract[1]/VendorId", "{other vendor}"),
					),
				),
			),
		},
		{
			Name:   "familygroup-cached",
			Kind:   deviation.Stale,
			Does:   "GetFamilyGroup keeps its first answers.",
			Breaks: []string{"CNT-FAM-02"},
			Answer: On("GetFamilyGroup", FirstAnswer()),
		},
		{
			Name:   "familygroup-bare-again",
			Kind:   deviation.Lost,
			Does:   "GetFamilyGroup has no translations where it is asked again.",
			Breaks: []string{"CNT-FAM-02"},
			Answer: IfOK(EveryNth(2, (*Call).Question, On("GetFamilyGroup", At("//FamilyGroup/Translations", Nil)))),
		},
		{
			Name:   "familygroup-of-another-caller",
			Kind:   deviation.Race,
			Does:   "GetFamilyGroup gives the family of another caller who asks at the same moment.",
			Breaks: []string{"CNT-FAM-02"},
			Race:   true,
			Answer: On("GetFamilyGroup", AsTheOneBefore()),
		},
		{
			Name:   "familygroup-ordernum-another",
			Kind:   deviation.WrongValue,
			Does:   "GetFamilyGroup gives a family another OrderNum than the lists.",
			Breaks: []string{"CNT-FAM-02"},
			Answer: On("GetFamilyGroup", At("//FamilyGroup/OrderNum", Shift(1))),
		},
		{
			Name:   "path-form-of-familygroup-gives-the-first",
			Kind:   deviation.WrongValue,
			Does:   "GetFamilyGroup gives one and the same family for every id.",
			Breaks: []string{"CNT-FAM-02"},
			Answer: On("GetFamilyGroup", IfOK(First("//FamilyGroup/Id", Text("1")))),
		},
		{
			Name:   "familygroup-gives-another",
			Kind:   deviation.WrongValue,
			Does:   "GetFamilyGroup gives another family than it was asked for.",
			Breaks: []string{"CNT-FAM-02"},
			Answer: On(
				"GetFamilyGroup",
				IfArg("familyGroupId", "{family}", Instead("GetFamilyGroup/{foreign family}")),
			),
		},
		{
			Name:   "familygroup-translation-missing",
			Kind:   deviation.Missing,
			Does:   "GetFamilyGroup lacks the second translation of a family.",
			Breaks: []string{"CNT-FAM-02"},
			Answer: On("GetFamilyGroup", At("//FamilyGroup[Id='{translated family}']/Translations/*[2]", Remove)),
		},
		{
			Name:   "category-families-cached",
			Kind:   deviation.Stale,
			Does:   "GetCategoryFamilyGroup keeps its first answers.",
			Breaks: []string{"CNT-FAM-03"},
			May:    deviation.Since(compared, "CNT-FAM-01"),
			Answer: On("GetCategoryFamilyGroup", FirstAnswer()),
		},
		{
			Name:   "category-families-of-another-caller",
			Kind:   deviation.Race,
			Does:   "GetCategoryFamilyGroup gives what another caller asks for at the same moment.",
			Breaks: []string{"CNT-FAM-03"},
			Race:   true,
			Answer: On("GetCategoryFamilyGroup", AsTheOneBefore()),
		},
		{
			Name:   "parent-category-holds-families-below",
			Kind:   deviation.Extra,
			Does:   "GetCategoryFamilyGroup gives a category the families of those below it.",
			Breaks: []string{"CNT-FAM-03"},
			Answer: On(
				"GetCategoryFamilyGroup",
				IfOK(IfArg("categoryId", "{parent}", AddFrom("GetCategoryFamilyGroup/{child}", "FamilyGroupList"))),
			),
		},
		{
			Name:   "category-family-twice",
			Kind:   deviation.Duplicated,
			Does:   "GetCategoryFamilyGroup gives a family twice.",
			Breaks: []string{"CNT-FAM-03"},
			Answer: On("GetCategoryFamilyGroup", Final("//FamilyGroupContract", Double)),
		},
		{
			Name:   "category-families-without-texts",
			Kind:   deviation.Missing,
			Does:   "GetCategoryFamilyGroup leaves the descriptions of families out.",
			Breaks: []string{"CNT-FAM-03"},
			Answer: On("GetCategoryFamilyGroup", At("//FamilyGroupContract/Translations", Nil)),
		},
		{
			Name:   "category-family-missing",
			Kind:   deviation.Missing,
			Does:   "GetCategoryFamilyGroup lacks a family.",
			Breaks: []string{"CNT-FAM-03"},
			Answer: On(
				"GetCategoryFamilyGroup",
				IfArg(
					"categoryId",
					"{empty family's category}",
					At("//FamilyGroupContract[Id='{empty family}']", Remove),
				),
			),
		},
		{
			Name:   "category-families-of-others",
			Kind:   deviation.Extra,
			Does:   "GetCategoryFamilyGroup gives a category the families of another.",
			Breaks: []string{"CNT-FAM-03"},
			Answer: On(
				"GetCategoryFamilyGroup",
				IfArg("categoryId", "{category}", Instead("GetCategoryFamilyGroup/{other category}")),
			),
		},
		{
			Name:   "family-deleted-category",
			Kind:   deviation.Stale,
			Does:   "A family is in a category that was deleted.",
			Breaks: []string{"CNT-FAM-04"},
			Answer: Do(
				Insert("//FamilyGroupContract[Id='{family}']/CategoryIds", "b:int", "{deleted Categories}"),
				Insert("//FamilyGroup[Id='{family}']/CategoryIds", "b:int", "{deleted Categories}")),
		},
		{
			Name:   "family-language-twice",
			Kind:   deviation.Duplicated,
			Does:   "A family has two translations into one language.",
			Breaks: []string{"CNT-FAM-04"},
			Answer: At("//FamilyGroupTranslationContract[LangCode='EN']/LangCode", Text("ru")),
		},
		{
			Name:   "family-id-of-two-vendors",
			Kind:   deviation.Duplicated,
			Does:   "Two vendors have a family of one id.",
			Breaks: []string{"CNT-FAM-04"},
			May:    deviation.Since(compared, "CNT-DELTA-03", "CNT-DELTA-15", "CNT-FAM-02", "CNT-FAM-03"),
			Answer: On(
				"GetVendorFamilyGroups GetFamilyGroup GetCategoryFamilyGroup GetContentChanges GetAllChanges",
				Do(
					Put(
						"//FamilyGroupContract[Id='{foreign family}']/Id",
						"{family}",
					),
					Put("//FamilyGroup[Id='{foreign family}']/Id", "{family}"),
				),
			),
		},
		{
			Name:   "familygroup-payload-of-the-type",
			Kind:   deviation.WrongValue,
			Does:   "The payload of GetFamilyGroup has the name of its type.",
			Breaks: []string{"CNT-FAM-06"},
			Answer: On(
				"GetFamilyGroup",
				Do(
					Replace("<FamilyGroup ", "<FamilyGroupContract "),
					Replace("</FamilyGroup>", "</FamilyGroupContract>"),
				),
			),
		},
	}
}
