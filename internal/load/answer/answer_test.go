package answer

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	r, err := Read(
		[]byte(`<ChangesContract><Error>false</Error><ErrorDetails/><Changes><CurrentContentVersion/>
		<CurrentPriceVersion> 12 </CurrentPriceVersion>
		<UpdatedProducts><ProductContract><Id>5</Id><PartNum>A&amp;B</PartNum><Translations>
		<Price>9</Price><Id>77</Id></Translations><Price>12.50</Price><CurrencyCode>RUB</CurrencyCode></ProductContract>
		</UpdatedProducts></Changes></ChangesContract>`))
	if err != nil {
		t.Fatal(err)
	}
	if r.Failed || r.HasContent || !r.HasPrice || r.Price != 12 || len(r.Products) != 1 {
		t.Fatalf("%+v", r)
	}
	if p := r.Products[0]; p.ID != 5 || p.PartNum != "A&B" || p.Text() != "12.5 RUB" {
		t.Errorf("%+v", p)
	}
}

func TestReadError(t *testing.T) {
	r, err := Read([]byte("\ufeff<ProductResponse><Error> true </Error><ErrorDetails><Date>x</Date><ErrorText>no " +
		"such</ErrorText></ErrorDetails><Product nil=\"true\"/></ProductResponse>"))
	if err != nil || !r.Failed || r.Reason != "no such" {
		t.Errorf("%+v %v", r, err)
	}
}

func TestReadBroken(t *testing.T) {
	for _, body := range []string{"<a><b>", "<a", "<a><ProductContract>", strings.Repeat("<a>", 200),
		"<r><p><l>" + strings.Repeat("<ProductContract>", 200), "<r><Error>" + strings.Repeat("<x>", 200)} {
		if _, err := Read([]byte(body)); err == nil {
			t.Errorf("%.40q is read", body)
		}
	}
}

func TestPlain(t *testing.T) {
	h := http.Header{"Content-Encoding": {"gzip"}}
	if _, err := Plain(h, []byte("no"), 10); err == nil {
		t.Error("what is no gzip is unpacked")
	}
	// 1000 zeros, packed.
	bomb := []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 0xff, 0x33, 0x30, 0x18, 0x05, 0xa3, 0x60, 0xf8, 0x01, 0x00}
	if _, err := Plain(h, bomb, 10); err == nil {
		t.Error("a bomb is unpacked")
	}
}

func TestCheckOtherOperations(t *testing.T) {
	one := []Product{{ID: 1, PartNum: "A", Family: "3", Price: "1", Currency: "RUB"}}
	bare := []Product{{ID: 1, PartNum: "A"}}
	family := func(id string) []Entity { return []Entity{{Kind: "FamilyGroupContract", ID: id}} }
	for name, c := range map[string]struct {
		question    Question
		reading     Reading
		requirement string
	}{
		"the product":     {Question{Operation: "GetProduct", PartNum: "A"}, Reading{Products: one}, ""},
		"another product": {Question{Operation: "GetProduct", PartNum: "B"}, Reading{Products: one}, "CNT-PRD-02"},
		"no product":      {Question{Operation: "GetProduct", PartNum: "B"}, Reading{}, "CNT-PRD-02"},
		"an error":        {Question{Operation: "GetProduct", PartNum: "B"}, Reading{Failed: true}, ""},
		"the family":      {Question{Operation: "GetFamilyGroupProducts", Family: "3"}, Reading{Products: one}, ""},
		"another family": {Question{Operation: "GetFamilyGroupProducts", Family: "4"}, Reading{Products: one},
			"CNT-PRD-01"},
		"both versions": {Question{Operation: "GetAllChanges", Content: 1, Price: 1},
			Reading{HasContent: true, Content: 1, HasPrice: true, Price: 1}, ""},
		"one version below": {Question{Operation: "GetAllChanges", Content: 2, Price: 1},
			Reading{HasContent: true, Content: 1, HasPrice: true, Price: 1}, "CNT-DELTA-02"},
		"content, unchanged": {Question{Operation: "GetContentChanges", Content: 2},
			Reading{HasContent: true, Content: 2, Products: bare}, "CNT-DELTA-04"},
		"content, priced": {Question{Operation: "GetContentChanges"},
			Reading{HasContent: true, Content: 2, Products: one}, "CNT-DELTA-05"},
		"no price":           {Question{Operation: "GetProduct", PartNum: "A"}, Reading{Products: bare}, "CNT-PRD-03"},
		"no price in a list": {Question{Operation: "GetProductPrices"}, Reading{Products: bare}, "CNT-PRD-04"},
		"a described price": {Question{Operation: "GetProductPrices"},
			Reading{Products: []Product{{ID: 1, Price: "1", Currency: "RUB", Described: true}}}, "CNT-PRD-04"},
		"details": {Question{Operation: "TestConnection"}, Reading{Details: true}, "CNT-ENV-02"},
		"twice": {Question{Operation: "GetContentChanges"},
			Reading{HasContent: true, Content: 2, Entities: append(family("3"), family("3")...)}, "CNT-DELTA-03"},
		"vendors twice": {Question{Operation: "GetAllVendors"},
			Reading{Entities: []Entity{{Kind: "VendorContract", ID: "1"}, {Kind: "VendorContract", ID: "1"}}},
			"CNT-VEN-01"},
		"both": {Question{Operation: "GetContentChanges"},
			Reading{HasContent: true, Content: 2,
				Entities: []Entity{{"VendorContract", "1", false}, {"VendorContract", "1", true}}}, "CNT-DELTA-11"},
		"that family": {Question{Operation: "GetFamilyGroup", Family: "3"}, Reading{Entities: family("3")}, ""},
		"not that family": {Question{Operation: "GetFamilyGroup", Family: "3"}, Reading{Entities: family("4")},
			"CNT-FAM-02"},
		"more than prices": {Question{Operation: "GetPriceChanges"},
			Reading{HasPrice: true, Price: 2, Entities: family("4")}, "CNT-DELTA-06"},
		"one number": {Question{Operation: "GetProductPrices"},
			Reading{Products: append(append([]Product{}, one...),
				Product{ID: 2, PartNum: "A", Price: "1", Currency: "RUB"})}, "CNT-PRD-06"},
	} {
		for _, p := range c.reading.Products {
			c.reading.Entities = append(c.reading.Entities, Entity{Kind: product, ID: fmt.Sprint(p.ID)})
		}
		found := c.question.Check(&c.reading)
		if c.requirement == "" && len(found) > 0 ||
			c.requirement != "" && (len(found) == 0 || found[0].Requirement != c.requirement) {
			t.Errorf("%s: %+v", name, found)
		}
	}
}

// Whatever comes, reading it ends.
func FuzzRead(f *testing.F) {
	f.Add([]byte("<r><Error>false</Error><p><UpdatedProducts><ProductContract><Id>1</Id></" +
		"ProductContract></UpdatedProducts></p></r>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if r, err := Read(body); err == nil && r == nil {
			t.Error("neither a reading nor an error")
		}
	})
}
