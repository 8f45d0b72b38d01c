package sandbox_test

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/montcheck/montcheck/sandbox"
)

const (
	spaceResponses = "http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts.Responses"
	spaceContracts = "http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts"
	spaceArrays    = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
)

// TestEveryMethod reads each answer as a strict client does: the envelope, the namespaces, and members in ordinal
// order.
func TestEveryMethod(t *testing.T) {
	h := start(t, sandbox.Options{Products: 300})
	for _, c := range []struct{ call, root, payload string }{
		{"/GetAllVendors", "VendorListResponse", "VendorList"},
		{"/GetVendorCategories/1", "CategoryListResponse", "CategoryList"},
		{"/GetAllCategories", "CategoryListResponse", "CategoryList"},
		{"/GetVendorFamilyGroups/1", "FamilyGroupListResponse", "FamilyGroupList"},
		{"/GetFamilyGroup/1", "FamilyGroupResponse", "FamilyGroup"},
		{"/GetFamilyGroup/99999", "FamilyGroupResponse", "FamilyGroup"},
		{"/GetCategoryFamilyGroup/2", "FamilyGroupListResponse", "FamilyGroupList"},
		{"/GetVendorProducts?vendorId=1&withPrice=True", "ProductListResponse", "ProductList"},
		{"/GetCategoryProducts?categoryId=2&withPrice=False", "ProductListResponse", "ProductList"},
		{"/GetFamilyGroupProducts?familyGroupId=1&withPrice=True", "ProductListResponse", "ProductList"},
		{"/GetProduct?partNum=%D0%9A%D0%9B%D0%AE%D0%A7-00007", "ProductResponse", "Product"},
		{"/GetProduct?partNum=none", "ProductResponse", "Product"},
		{"/GetAllProducts?withPrice=True", "ProductListResponse", "ProductList"},
		{"/GetProductPrices", "ProductListResponse", "ProductList"},
		{"/TestConnection", "TestConnectionResponse", ""},
		{"/GetContentChanges/5000000030", "ChangesContract", "Changes"},
		{"/GetPriceChanges/7000000030", "ChangesContract", "Changes"},
		{"/GetAllChanges?contentVersion=0&priceVersion=0", "ChangesContract", "Changes"},
	} {
		t.Run(c.call, func(t *testing.T) {
			root := ask(t, h, c.call)
			names := []string{"Error", "ErrorDetails", c.payload}
			if c.payload == "" {
				names = names[:2]
			}
			if root.XMLName.Local != c.root || root.XMLName.Space != spaceResponses ||
				!slices.Equal(local(root), names) {
				t.Errorf("root %v of %v", root.XMLName, local(root))
			}
			failed := root.at("Error").Text == "true"
			if failed != (len(root.at("ErrorDetails").Nodes) > 0) || failed == root.at("ErrorDetails").null() {
				t.Errorf("Error %t, details %+v", failed, root.at("ErrorDetails"))
			}
			if failed {
				members(t, root.at("ErrorDetails"), "Date ErrorCode ErrorText")
				if !root.at(c.payload).null() {
					t.Errorf("an error with a payload: %+v", root.at(c.payload))
				}
				return
			}
			if c.payload != "" && !strings.HasSuffix(c.payload, "List") {
				members(t, root.at(c.payload), contracts[c.payload])
			}
			walk(t, root)
		})
	}
}

// contracts are D3's, their members in ordinal order.
var contracts = map[string]string{
	"VendorContract":              "Id VendorName",
	"CategoryContract":            "CategoryName Id ParentCategoryId VendorIds",
	"CategoryTranslationContract": "CategoryName LangCode",
	"FamilyGroupContract":         "CategoryIds Id ImageUrls OrderNum Translations UrlCoverImage VendorId",
	"FamilyGroup":                 "CategoryIds Id ImageUrls OrderNum Translations UrlCoverImage VendorId",
	"FamilyGroupTranslationContract": "Description ImportantFeatures InstallationManual LangCode Preview " +
		"ShortDescription Specifications SystemRequirements Title",
	"ProductContract": productMembers,
	"Product":         productMembers,
	"ProductTranslationContract": "FullDescription ImportantFeatures InstallationManual LangCode Languages " +
		"Preview ProductTitle ShortDescription Specifications SystemRequirements",
	"SpecificationContract": "Id Title Value ValueType",
	"Changes": "CurrentContentVersion CurrentPriceVersion DeletedCategoriesId DeletedFamilyGroupsId DeletedVendorsId " +
		"UpdatedCategories UpdatedFamilyGroups UpdatedProducts UpdatedVendors",
}

const productMembers = "BlockedForSale CategoryIds CurrencyCode DefaultName FamilyGroupId FulfillmentType Id " +
	"ImageUrls InstantDelivery IsRenewal " +
	"LicenseFormRequired MaxCountRequired MinCountRequired OrderNum PartNum Price Translations UrlCoverImage VendorId"

func walk(t *testing.T, n node) {
	for _, child := range n.Nodes {
		if strings.HasSuffix(child.XMLName.Local, "Contract") {
			members(t, child, contracts[child.XMLName.Local])
		}
		if child.null() && (len(child.Nodes) > 0 || child.Text != "") {
			t.Errorf("a nil %s with content", child.XMLName.Local)
		}
		walk(t, child)
	}
}

func members(t *testing.T, n node, want string) {
	t.Helper()
	if got := strings.Join(local(n), " "); got != want {
		t.Errorf("%s has %s, want %s", n.XMLName.Local, got, want)
	}
	for _, child := range n.Nodes {
		if child.XMLName.Space != spaceContracts {
			t.Errorf("%s is in %s", child.XMLName.Local, child.XMLName.Space)
		}
		for _, item := range child.Nodes {
			space := spaceContracts
			if item.XMLName.Local == "int" || item.XMLName.Local == "string" {
				space = spaceArrays
			}
			if item.XMLName.Space != space {
				t.Errorf("%s/%s is in %s", child.XMLName.Local, item.XMLName.Local, item.XMLName.Space)
			}
		}
	}
}

func local(n node) (names []string) {
	for _, child := range n.Nodes {
		names = append(names, child.XMLName.Local)
	}
	return names
}

func values(n node) (list []string) {
	for _, child := range n.Nodes {
		list = append(list, child.Text)
	}
	return list
}

func TestFiltersGiveWhatTheWholeListsHold(t *testing.T) {
	h := start(t, sandbox.Options{Products: 220})
	all := ask(t, h, "/GetAllProducts?withPrice=True").at("ProductList").Nodes
	families := ask(t, h, "/GetAllChanges").at("Changes", "UpdatedFamilyGroups").Nodes
	categories := ask(t, h, "/GetAllCategories").at("CategoryList").Nodes
	keep := func(list []node, has func(node) bool) []node {
		return slices.DeleteFunc(slices.Clone(list), func(n node) bool { return !has(n) })
	}
	check := func(call, payload string, want []node) {
		t.Helper()
		got := ask(t, h, call).at(payload).Nodes
		byID := func(a, b node) int { return strings.Compare(a.at("Id").Text, b.at("Id").Text) }
		slices.SortFunc(got, byID)
		slices.SortFunc(want, byID)
		if len(want)+len(got) > 0 && !reflect.DeepEqual(want, got) {
			t.Errorf("%s: %d entities, want %d: %.800s", call, len(got), len(want), cmp.Diff(want, got))
		}
	}
	is := func(member, id string) func(node) bool { return func(n node) bool { return n.at(member).Text == id } }
	in := func(member, id string) func(node) bool {
		return func(n node) bool { return slices.Contains(values(n.at(member)), id) }
	}
	for _, id := range []string{"1", "2", "3", "7", "9", "8"} {
		check("/GetVendorProducts?withPrice=True&vendorId="+id, "ProductList", keep(all, is("VendorId", id)))
		check("/GetFamilyGroupProducts?withPrice=True&familyGroupId="+id, "ProductList",
			keep(all, is("FamilyGroupId", id)))
		check("/GetCategoryProducts?withPrice=True&categoryId="+id, "ProductList", keep(all, in("CategoryIds", id)))
		check("/GetVendorFamilyGroups/"+id, "FamilyGroupList", keep(families, is("VendorId", id)))
		check("/GetCategoryFamilyGroup/"+id, "FamilyGroupList", keep(families, in("CategoryIds", id)))
		check("/GetVendorCategories/"+id, "CategoryList", keep(categories, in("VendorIds", id)))
	}
	for _, product := range all {
		one := ask(t, h,
			"/GetProduct?withPrice=True&partNum="+url.QueryEscape(product.at("PartNum").Text)).at("Product")
		if !reflect.DeepEqual(product.Nodes, one.Nodes) {
			t.Fatalf("GetProduct: %s", cmp.Diff(product.Nodes, one.Nodes))
		}
		one = ask(t, h, "/GetProduct/"+url.PathEscape(product.at("PartNum").Text)).at("Product")
		if one.at("Id").Text != product.at("Id").Text || !one.at("Price").null() || !one.at("CurrencyCode").null() ||
			one.at("Translations").null() {
			t.Fatalf("GetProduct without a price: %+v", one)
		}
	}
	prices := ask(t, h, "/GetProductPrices").at("ProductList").Nodes
	if len(prices) != len(all) {
		t.Fatalf("%d prices of %d products", len(prices), len(all))
	}
	for i, p := range prices {
		if p.at("Price").Text != all[i].at("Price").Text || p.at("Price").Text == "" ||
			p.at("CurrencyCode").Text == "" || !p.at("Translations").null() {
			t.Fatalf("%+v", p)
		}
	}
}

// client is a replica of the catalogue fed by GetAllChanges.
type client struct {
	content, price string
	entities       map[string]map[string]node // by list, then by Id
}

func (c *client) poll(t testing.TB, h http.Handler) {
	changes := ask(t, h,
		fmt.Sprintf("/GetAllChanges?contentVersion=%s&priceVersion=%s", c.content, c.price)).at("Changes")
	next := changes.at("CurrentContentVersion").Text
	if len(next) != len("5000000048") || next < c.content && c.content != "0" {
		t.Errorf("content version %s after %s", next, c.content)
	}
	c.content, c.price = next, changes.at("CurrentPriceVersion").Text
	for list, deleted := range map[string]string{"UpdatedCategories": "DeletedCategoriesId",
		"UpdatedFamilyGroups": "DeletedFamilyGroupsId",
		"UpdatedVendors":      "DeletedVendorsId", "UpdatedProducts": ""} {
		if c.entities[list] == nil {
			c.entities[list] = map[string]node{}
		}
		for _, id := range values(changes.at(deleted)) {
			delete(c.entities[list], id)
		}
		for _, n := range changes.at(list).Nodes {
			c.entities[list][n.at("Id").Text] = n
		}
	}
}

func TestReplicasFollowTheControlDoor(t *testing.T) {
	h := start(t, sandbox.Options{Products: 60, Control: true})
	stop := make(chan struct{})
	var writers, pollers sync.WaitGroup
	clients := make([]*client, 3)
	for i := range clients {
		c := &client{content: "0", price: "0", entities: map[string]map[string]node{}}
		clients[i] = c
		pollers.Go(func() {
			for range 40 { // while the writers write
				c.poll(t, h)
			}
			<-stop
			c.poll(t, h)
		})
	}
	for i := range 2 {
		writers.Go(func() {
			for n := range 25 {
				post(t, h, "/prices", `{"count":3}`)
				post(t, h, "/block", fmt.Sprintf(`{"productId":%d,"blocked":%t}`, 1+n, i == 0))
				post(t, h, "/edit", fmt.Sprintf(`{"kind":"family","id":%d,"name":"Имя & %d"}`, 1+n%7, n))
				kind := []string{"vendor", "category", "family", "product"}[n%4]
				added := decode[struct{ ID int }](t, post(t, h, "/add", fmt.Sprintf(`{"kind":%q}`, kind)))
				if n%3 == 0 {
					post(t, h, "/delete", fmt.Sprintf(`{"kind":%q,"id":%d}`, kind, added.ID))
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	pollers.Wait()
	fresh := &client{content: "0", price: "0", entities: map[string]map[string]node{}}
	fresh.poll(t, h)
	for _, c := range clients {
		if !reflect.DeepEqual(fresh, c) {
			t.Errorf("a replica differs: %.2000s", cmp.Diff(fresh, c, cmp.AllowUnexported(client{})))
		}
	}
	full := ask(t, h, "/GetAllProducts?withPrice=True").at("ProductList").Nodes
	if len(full) != len(fresh.entities["UpdatedProducts"]) || len(full) <= 60 {
		t.Errorf("%d products in the list, %d in the replica", len(full), len(fresh.entities["UpdatedProducts"]))
	}
	for _, n := range full {
		if mine := fresh.entities["UpdatedProducts"][n.at("Id").Text]; !reflect.DeepEqual(n, mine) {
			t.Errorf("a product differs: %s", cmp.Diff(n, mine))
		}
	}
}

func TestSameSeedSameAnswers(t *testing.T) {
	answer := func(seed uint64) string {
		return call(t, start(t, sandbox.Options{Products: 200, Seed: seed}), "/GetAllChanges").Body.String()
	}
	one := answer(3)
	if answer(3) != one {
		t.Error("one seed gave two answers")
	}
	if answer(4) == one {
		t.Error("two seeds gave one answer")
	}
}
