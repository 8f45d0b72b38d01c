package sandbox_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox"
)

const spaceInstance = "http://www.w3.org/2001/XMLSchema-instance"

// TestMono lets a .NET client read the sandbox: Mono's DataContractSerializer is the code of .NET's. testdata/mono has
// the client, whose classes are written from D3.
func TestMono(t *testing.T) {
	client := buildMonoClient(t)
	h := start(t, sandbox.Options{Products: 150, Control: true})
	added := decode[struct{ ID int }](t, post(t, h, "/add", `{"kind":"category"}`))
	post(t, h, "/delete", fmt.Sprintf(`{"kind":"category","id":%d}`, added.ID))
	post(t, h, "/edit", `{"kind":"vendor","id":1,"name":"Ключи 🔑 & <ноты> 𝄞"}`)

	t.Run("every value arrives", func(t *testing.T) { everyValueArrives(t, client, h) })
	t.Run("a late member is lost", func(t *testing.T) { lateMemberIsLost(t, client, h) })
}

func everyValueArrives(t *testing.T, client monoClient, h http.Handler) {
	read, sent := client.ask(t, h,
		"VendorListResponse", "/GetAllVendors",
		"CategoryListResponse", "/GetVendorCategories/1",
		"CategoryListResponse", "/GetAllCategories",
		"FamilyGroupListResponse", "/GetVendorFamilyGroups/1",
		"FamilyGroupListResponse", "/GetVendorFamilyGroups/99999",
		"FamilyGroupListResponse", "/GetCategoryFamilyGroup/2",
		"FamilyGroupResponse", "/GetFamilyGroup/1",
		"FamilyGroupResponse", "/GetFamilyGroup/99999",
		"ProductListResponse", "/GetVendorProducts?vendorId=1&withPrice=True",
		"ProductListResponse", "/GetCategoryProducts?categoryId=2&withPrice=False",
		"ProductListResponse", "/GetFamilyGroupProducts?familyGroupId=1&withPrice=True",
		"ProductListResponse", "/GetAllProducts?withPrice=True",
		"ProductListResponse", "/GetProductPrices",
		"ProductResponse", "/GetProduct/%D0%9A%D0%9B%D0%AE%D0%A7-00007?withPrice=True",
		"ProductResponse", "/GetProduct/none",
		"TestConnectionResponse", "/TestConnection",
		"ChangesContract", "/GetContentChanges/0",
		"ChangesContract", "/GetPriceChanges/0",
		"ChangesContract", "/GetAllChanges?contentVersion=0&priceVersion=0",
		"ChangesContract", "/GetAllChanges?contentVersion=9000000000&priceVersion=9000000000",
	)
	differing := differences(sent, read)
	for _, at := range differing[:min(len(differing), 20)] {
		t.Errorf("%s: sent %q, read %q", at, sent[at], read[at])
	}
	if len(differing) > 0 {
		t.Errorf("%d of %d values differ", len(differing), len(sent))
	}
	// What the answers must hold, lest the comparison be of nothing.
	for _, kind := range []struct{ path, value string }{
		{`/VendorList\[0\]/VendorName`, `=Ключи 🔑 & <ноты> 𝄞`},
		{`/ProductList\[\d+\]/InstantDelivery`, `=true`},
		{`/ProductList\[\d+\]/InstantDelivery`, `=false`},
		{`/ProductList\[\d+\]/MaxCountRequired`, `null`},
		{`/ProductList\[\d+\]/MaxCountRequired`, `=\d+`},
		{`/ProductList\[\d+\]/Price`, `=\d+\.\d\d`},
		{`/ProductList\[\d+\]/Price`, `null`},
		{`/ProductList\[\d+\]/Translations`, `null`},
		{`/ProductList\[\d+\]/CategoryIds`, `empty`},
		{`/ProductList\[\d+\]/ImageUrls\[2\]`, `=.+&.+`},
		{`/ProductList\[\d+\]/Translations\[1\]/Languages`, `empty`},
		{`/ProductList\[\d+\]/Translations\[1\]/Languages`, `null`},
		{`/ProductList\[\d+\]/Translations\[1\]/Languages\[0\]/ValueType`, `=String`},
		{`/ProductList\[\d+\]/Translations\[0\]/Specifications\[\d\]/ValueType`, `=Int`},
		{`/ProductList\[\d+\]/Translations\[0\]/Specifications\[\d\]/ValueType`, `=Bool`},
		{`/ProductList\[\d+\]/Translations\[0\]/FullDescription`, `=.*[а-я].*`},
		{`/Product/PartNum`, `=КЛЮЧ-00007`},
		{`/Product`, `null`},
		{`/FamilyGroup/Translations\[0\]/Title`, `=.*[А-Яа-я].*`},
		{`/FamilyGroupList`, `empty`},
		{`/CategoryList\[\d+\]/CategoryName\[1\]/CategoryName`, `=[A-Z].*`},
		{`/CategoryList\[\d+\]/VendorIds\[1\]`, `=\d+`},
		{`/CategoryList\[\d+\]/ParentCategoryId`, `=[1-9]\d*`},
		{`/Changes/CurrentContentVersion`, `=5\d{9}`},
		{`/Changes/CurrentContentVersion`, `null`},
		{`/Changes/CurrentPriceVersion`, `=7\d{9}`},
		{`/Changes/DeletedCategoriesId\[1\]`, `=\d+`},
		{`/Changes/UpdatedProducts\[149\]/InstantDelivery`, `=(true|false)`},
		{`/Changes/UpdatedProducts`, `empty`},
		{`/ErrorDetails/Date`, `=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z`},
		{`/ErrorDetails/ErrorCode`, `=[1-9]\d*`},
		{`/ErrorDetails/ErrorText`, `=There is no .*`},
		{`/ErrorDetails`, `null`},
	} {
		path, value := regexp.MustCompile(`^/\d+`+kind.path+`$`), regexp.MustCompile(`^`+kind.value+`$`)
		if !slices.ContainsFunc(slices.Collect(maps.Keys(read)), func(at string) bool {
			return path.MatchString(at) && value.MatchString(read[at])
		}) {
			t.Errorf("no answer holds %s at %s", kind.value, kind.path)
		}
	}
}

// lateMemberIsLost shows what becomes of InstantDelivery behind Price, where D3's sample prints it.
func lateMemberIsLost(t *testing.T, client monoClient, h http.Handler) {
	early := regexp.MustCompile(`(?s)(<a:InstantDelivery>[a-z]+</a:InstantDelivery>)(.*?</a:Price>)`)
	moving := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		whole := httptest.NewRecorder()
		h.ServeHTTP(whole, r)
		w.Header().Set("Content-Type", whole.Header().Get("Content-Type"))
		_, _ = w.Write(early.ReplaceAll(whole.Body.Bytes(), []byte("$2$1")))
	})
	read, sent := client.ask(t, moving, "ProductListResponse", "/GetAllProducts?withPrice=True")
	instant := 0
	for at, value := range sent {
		if strings.HasSuffix(at, "/InstantDelivery") && value == "=true" {
			instant++
		}
	}
	lost := differences(sent, read)
	if instant == 0 || len(lost) != instant {
		t.Errorf("%d values differ, of %d products that are delivered instantly", len(lost), instant)
	}
	for _, at := range lost {
		if !strings.HasSuffix(at, "/InstantDelivery") || sent[at] != "=true" || read[at] != "=false" {
			t.Errorf("%s: sent %q, read %q", at, sent[at], read[at])
		}
	}
}

// reading is what answers hold, by path: "=" and a text, "null" for nil, "empty" for an element without content.
type reading map[string]string

// monoClient is the path of the compiled client.
type monoClient string

func buildMonoClient(t *testing.T) monoClient {
	t.Helper()
	const install = "on Debian: apt-get install mono-mcs libmono-system-runtime-serialization4.0-cil"
	for _, program := range []string{"mcs", "mono"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%v; %s", err, install)
		}
	}
	sources, err := filepath.Glob("testdata/mono/*.cs")
	if err != nil || len(sources) == 0 {
		t.Fatal("the client's sources are gone", err)
	}
	client := filepath.Join(t.TempDir(), "client.exe")
	arguments := append([]string{"-warnaserror", "-r:System.Runtime.Serialization", "-out:" + client}, sources...)
	if out, err := exec.CommandContext(t.Context(), "mcs", arguments...).CombinedOutput(); err != nil {
		if bytes.Contains(out, []byte("error CS0006")) {
			t.Skipf("Mono lacks a library: %s%s", out, install)
		}
		t.Fatalf("%v\n%s", err, out)
	}
	return monoClient(client)
}

// ask has the client make calls, given as a class and an address each. It returns what the client read and what h sent.
func (c monoClient) ask(t *testing.T, h http.Handler, calls ...string) (read, sent reading) {
	t.Helper()
	tap := &tap{Handler: h}
	server := httptest.NewServer(tap)
	defer server.Close()
	arguments := append(
		[]string{string(c), server.URL + sandbox.ContentPath, sandbox.PartnerLogin, sandbox.PartnerPassword}, calls...)
	command := exec.CommandContext(t.Context(), "mono", arguments...)
	var out, complaints bytes.Buffer
	command.Stdout, command.Stderr = &out, &complaints
	if err := command.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &complaints)
	}
	read, sent = reading{}, reading{}
	for line := range strings.Lines(out.String()) {
		at, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if _, twice := read[at]; twice {
			t.Errorf("%s was read twice", at)
		}
		read[at] = value
	}
	if len(tap.bodies) != len(calls)/2 {
		t.Fatalf("%d answers to %d calls", len(tap.bodies), len(calls)/2)
	}
	for i, body := range tap.bodies {
		document := etree.NewDocument()
		if err := document.ReadFromBytes(body.Bytes()); err != nil {
			t.Fatal(err)
		}
		collect(sent, "/"+strconv.Itoa(i), document.Root())
	}
	return read, sent
}

// collect walks an element without a thought of contracts. Only this it knows: items of a list are of arrays'
// namespace, or named for their contract.
func collect(into reading, path string, e *etree.Element) {
	children := e.ChildElements()
	nilled := false
	for _, a := range e.Attr {
		nilled = nilled || a.Key == "nil" && a.NamespaceURI() == spaceInstance && a.Value == "true"
	}
	switch {
	case nilled:
		into[path] = "null"
	case len(children) > 0:
		for i, child := range children {
			step := "/" + child.Tag
			if child.NamespaceURI() == spaceArrays || strings.HasSuffix(child.Tag, "Contract") {
				step = "[" + strconv.Itoa(i) + "]"
			}
			collect(into, path+step, child)
		}
	case e.Text() == "":
		into[path] = "empty"
	default:
		into[path] = "=" + escapes.Replace(e.Text())
	}
}

var escapes = strings.NewReplacer(`\`, `\\`, "\r", `\r`, "\n", `\n`, "\t", `\t`)

// tap keeps a copy of each answer's body.
type tap struct {
	http.Handler
	bodies []*bytes.Buffer // the client asks for one after the other
}

func (t *tap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.bodies = append(t.bodies, new(bytes.Buffer))
	t.Handler.ServeHTTP(tapped{w, t.bodies[len(t.bodies)-1]}, r)
}

type tapped struct {
	http.ResponseWriter
	copy *bytes.Buffer
}

func (t tapped) Write(p []byte) (int, error) {
	t.copy.Write(p)
	return t.ResponseWriter.Write(p)
}

// differences are the paths at which two readings differ, or which one of them lacks.
func differences(a, b reading) (paths []string) {
	for at, value := range a {
		if other, ok := b[at]; !ok || other != value {
			paths = append(paths, at)
		}
	}
	for at := range b {
		if _, ok := a[at]; !ok {
			paths = append(paths, at)
		}
	}
	slices.Sort(paths)
	return paths
}
