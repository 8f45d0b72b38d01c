package orders

import (
	"errors"
	"testing"
)

func TestEveryFieldIsSound(t *testing.T) {
	asked := map[string]bool{}
	for vendor := range int32(len(forms().Forms)) {
		for _, f := range formOf(vendor) {
			asked[f.Name] = true
		}
		if got, want := len(formOf(vendor)), len(forms().Forms[vendor]); got != want {
			t.Errorf("form %d names a field that does not exist: %d of %d", vendor, got, want)
		}
	}
	for _, f := range forms().Fields {
		if !asked[f.Name] || f.Min > f.Max || f.Max > 128 || f.Type < TextField || f.Type > ChoiceField ||
			f.User < EndUser || f.User > Reseller {
			t.Errorf("%+v", f)
		}
		if (f.Type == ChoiceField) != (len(f.Values) > 0) {
			t.Errorf("%s: type %d with the values %v", f.Name, f.Type, f.Values)
		}
		for _, v := range f.Values {
			if !f.Accepts(v) {
				t.Errorf("%s does not accept its own %s", f.Name, v)
			}
		}
		for _, lang := range []string{"RU", "ru", "EN", ""} {
			if f.Title.In(lang) == "" || f.Description.In(lang) == "" || f.Error.In(lang) == "" {
				t.Errorf("%s lacks a text in %q", f.Name, lang)
			}
		}
	}
}

func TestForms(t *testing.T) {
	person := []FieldValue{{"Email", "a@b.c"}, {"CustomerName", "Иван"}, {"Phone", "123456"}, {"Postcode", "123444"},
		{"City", "Москва"}, {"Street", "Тверская 1"}, {"RegionCode", "77"}}
	with := func(more ...FieldValue) []FieldValue { return append(append([]FieldValue{}, person...), more...) }
	const short, long, pin = 0, 1, 2
	for name, c := range map[string]struct {
		vendor  int32
		version Version
		form    []FieldValue
		reason  Reason
		about   string
	}{
		"person": {long, Version1, person, 0, ""},
		"nobody": {long, Version1, nil, NoForm, "CustomerName"},
		"legal entity without number": {long, Version1, with(FieldValue{"CustomerOrganization", "ООО"}), NoForm,
			"CustomerCode"},
		"legal entity without name": {long, Version1, with(FieldValue{"CustomerCode", "1234567890"}), NoForm,
			"CustomerOrganization"},
		"legal entity": {long, Version1,
			with(FieldValue{"CustomerOrganization", "ООО"}, FieldValue{"CustomerCode", "1234567890"}), 0, ""},
		"no number asked for": {short, Version1, with(FieldValue{"CustomerOrganization", "ООО"}), 0, ""},
		"PIN on file":         {pin, Version1, person, 0, ""},
		"wrong PIN":           {pin, Version1, with(FieldValue{"KasperskyPIN", "1"}), WrongForm, "KasperskyPIN"},
		"unknown region": {long, Version1, append(with()[:6], FieldValue{"RegionCode", "00"}), WrongForm,
			"RegionCode"},
		"version 2 wants a PIN": {pin, Version2, with(FieldValue{"IsLegalPerson", "false"}), WrongForm, "KasperskyPIN"},
		"version 2 with a PIN": {pin, Version2,
			with(FieldValue{"IsLegalPerson", "false"}, FieldValue{"KasperskyPIN", "12345678"}), 0, ""},
		"version 2 wants to know who": {short, Version2, person, WrongForm, "IsLegalPerson"},
		"version 2, nothing":          {short, Version2, []FieldValue{}, NoForm, "IsLegalPerson"},
		"version 2, not a boolean": {short, Version2, with(FieldValue{"IsLegalPerson", "True"}), WrongForm,
			"IsLegalPerson"},
		"missing before wrong": {short, Version1, []FieldValue{{"Email", "no address"}}, NoForm, "CustomerName"},
		"two lines in a name": {short, Version1, []FieldValue{{"Email", "a@b.c"}, {"CustomerName", "a\nb"}},
			WrongForm, "CustomerName"},
		"51 characters": {short, Version1,
			[]FieldValue{{"Email", "a@b.c"}, {"CustomerName", "ёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёёё"}},
			WrongForm, "CustomerName"},
		"fields that nobody asked for": {short, Version1, with(FieldValue{"RegionCode", "moon"}), 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			kept, err := checkForm(c.vendor, c.version, c.form)
			refusal := (*Refusal)(nil)
			if c.reason == 0 {
				if err != nil || len(kept) == 0 {
					t.Errorf("%v, %v", kept, err)
				}
				return
			}
			if !errors.As(err, &refusal) || refusal.Reason != c.reason || refusal.About != c.about {
				t.Errorf("%v, want %s about %s", err, reasons[c.reason], c.about)
			}
		})
	}
}
