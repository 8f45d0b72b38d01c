package content

import (
	"strings"
	"testing"

	"github.com/montcheck/montcheck/sandbox/catalog"
)

const arrays = ` xmlns:b="http://schemas.microsoft.com/2003/10/Serialization/Arrays"`

func TestProductAsASerializerWritesIt(t *testing.T) {
	p := Encoding{}.Product(catalog.Product{
		ID: 626, PartNum: "A&B", Name: "Слово < 2013\r\n\x01😀", Vendor: 1, Family: 95, Categories: []int32{17, 18},
		Cover: new("/c.jpg?a=1&b=2"), Images: []string{"/1.jpg"}, Fulfillment: 2, Instant: true,
		MaxCount: new(int32(9)),
		Texts: []catalog.ProductText{{Lang: "RU", Title: "T", Preview: new(""), Languages: []catalog.Specification{},
			Specifications: []catalog.Specification{{ID: 26, Title: "ОС", Value: "Win", Type: "String"}}}},
	})
	for part, want := range map[string]string{
		string(p.Head): `<a:BlockedForSale>false</a:BlockedForSale><a:CategoryIds` + arrays +
			`><b:int>17</b:int><b:int>18</b:int></a:CategoryIds>`,
		string(p.Middle): `<a:DefaultName>Слово &lt; 2013&#xD;&#xA;` + "\uFFFD" +
			`😀</a:DefaultName><a:FamilyGroupId>95</a:FamilyGroupId>` +
			`<a:FulfillmentType>2</a:FulfillmentType><a:Id>626</a:Id><a:ImageUrls` + arrays +
			`><b:string>/1.jpg</b:string></a:ImageUrls>` +
			`<a:InstantDelivery>true</a:InstantDelivery><a:IsRenewal>false</a:IsRenewal>` +
			`<a:LicenseFormRequired>false</a:LicenseFormRequired>` +
			`<a:MaxCountRequired>9</a:MaxCountRequired><a:MinCountRequired>0</a:MinCountRequired>` +
			`<a:OrderNum>0</a:OrderNum><a:PartNum>A&amp;B</a:PartNum>`,
		string(p.Texts): `<a:Translations><a:ProductTranslationContract><a:FullDescription i:nil="true"/>` +
			`<a:ImportantFeatures i:nil="true"/>` +
			`<a:InstallationManual i:nil="true"/><a:LangCode>RU</a:LangCode><a:Languages>` +
			`</a:Languages><a:Preview></a:Preview>` +
			`<a:ProductTitle>T</a:ProductTitle><a:ShortDescription i:nil="true"/><a:Specifications>` +
			`<a:SpecificationContract><a:Id>26</a:Id>` +
			`<a:Title>ОС</a:Title><a:Value>Win</a:Value><a:ValueType>String</a:ValueType>` +
			`</a:SpecificationContract></a:Specifications>` +
			`<a:SystemRequirements i:nil="true"/></a:ProductTranslationContract></a:Translations>`,
		string(p.Tail): `<a:UrlCoverImage>/c.jpg?a=1&amp;b=2</a:UrlCoverImage><a:VendorId>1</a:VendorId>`,
	} {
		if part != want {
			t.Errorf("got  %s\nwant %s", part, want)
		}
	}
}

func TestListsNilAndEmpty(t *testing.T) {
	family := string(Encoding{}.Family(catalog.Family{ID: 1, Texts: []catalog.FamilyText{{Specifications: nil}}}))
	for _, want := range []string{
		`<a:CategoryIds` + arrays + `/>`, `<a:ImageUrls` + arrays + `/>`, `<a:Specifications i:nil="true"/>`,
		`<a:UrlCoverImage i:nil="true"/>`,
	} {
		if !strings.Contains(family, want) {
			t.Errorf("no %s in %s", want, family)
		}
	}
}
