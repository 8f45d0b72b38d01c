package catalogue

import (
	"bytes"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
)

// golden is a document that its schema accepts, in three parts: what comes
// before the first product, its products, and the rest.
func golden(t *testing.T, file string) (head string, products []string, tail string) {
	t.Helper()
	text, err := os.ReadFile("../../../schemas/testdata/golden/content/" + file)
	if err != nil {
		t.Fatal(err)
	}
	const start, end = "<a:ProductContract>", "</a:ProductContract>"
	head, rest, found := strings.Cut(string(text), start)
	if !found {
		return head, nil, ""
	}
	rest = start + rest
	for {
		at := strings.Index(rest, start)
		if at < 0 {
			return head, products, rest
		}
		rest = rest[at:]
		at = strings.Index(rest, end) + len(end)
		products, rest = append(products, rest[:at]), rest[at:]
	}
}

func replaced(s string, pairs ...string) string {
	out := strings.NewReplacer(pairs...).Replace(s)
	if out == s {
		panic("nothing to replace in " + s)
	}
	return out
}

// documents are lists of products, sound and not, that repeat each other.
func documents(t *testing.T) []string {
	head, products, tail := golden(t, "product-list.xml")
	one, two := products[0], products[1]
	dear := replaced(one, "1490.50", "1600.00")
	list := func(items ...string) string { return head + strings.Join(items, "\n") + tail }
	const end = "</a:ProductContract>"
	all := []string{
		list(one), list(one, two), list(two, one, two, one), list(dear, one), list(),
		list(one, replaced(two, "<a:Id>", "<a:Id><!-- "+end+" -->"), two),
		list(replaced(one, "<a:DefaultName>Word", "<a:DefaultName><![CDATA["+end+"]]>Word"), one),
		list(replaced(one, "<a:ProductContract>", "<a:ProductContract><a:ProductContract>", end, end+end), one),
		list("<a:ProductContract/>", one), list(one, "<a:ProductContract></a:ProductContract>", two),
		list(replaced(one, end, "</a:ProductContract >"), one),
		list(strings.ReplaceAll(one, "a:", "c:"), one),
		list(replaced(one, "<a:ProductContract>", `<a:ProductContract i:nil="true">`), one),
		list(replaced(one, "<a:ProductContract>", `<a:ProductContract xmlns:a="urn:other">`), two),
		list(one, "<a:Other/>", two), list(one, "text", two), list(one, two, "<a:VendorContract/>"),
		list(one, replaced(two, "<a:Id>", "<a:Id>x"), one),
		list(one, strings.Replace(two, "<a:Price>", "<a:Price/><a:Price>", 1)),
		list(one, replaced(two, "a:PartNum", "PartNum"), one),
		list(one, two)[:len(head)+len(one)+40], list(one, two) + "<more/>", list(one, two, "</a:ProductContract>"),
		list(one, "<broken", two), list(one, "&nbsp;", two), list(one, "\x00"), list(one, "\xff"),
		replaced(list(one, two), `<ProductList xmlns:a`, `<ProductList i:nil="true" xmlns:a`),
		replaced(list(one, two), `Version2.Contracts.Responses"`, `Version2.Contracts.Answers"`),
		replaced(list(one, two), "<Error>false</Error>", ""), replaced(list(one, two), "ProductList", "Products"),
		replaced(list(one), "<ProductList xmlns:a", "<ProductList xmlns:b"),
		"\uFEFF" + list(one, two),
		`<?xml version="1.0" encoding="windows-1251"?>` + list(one, two, one, two, one, two, one, two, one, two),
		strings.NewReplacer("<ProductList", "<a:ProductContract", "</ProductList>",
			"<a:Id>9</a:Id></a:ProductContract>").Replace(
			head + "<a:ProductContract/>" + strings.TrimPrefix(one, "<a:ProductContract>") + tail),
		`<?xml version="1.0" encoding="utf-8"?>` + list(one, two), `<!DOCTYPE x [<!ENTITY y "z">]>` + list(one, two),
		"", "no XML",
		list(replaced(one, "Word 2013 32", strings.Repeat("w", stretch)), one, two),
	}
	wide := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(`<?xml version="1.0" encoding="utf-16"?>` + list(one, two))) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	all = append(all, string(wide))
	for _, file := range []string{"product-list-prices.xml", "all-changes.xml", "content-changes.xml",
		"price-changes.xml", "product.xml", "product-error.xml"} {
		head, products, tail := golden(t, file)
		all = append(all, head+strings.Join(products, "")+tail, head+strings.Join(append(products, one), "")+tail)
	}
	return all
}

// What is recognised says what it says when it is read.
func TestRecognisedIsAsRead(t *testing.T) {
	all := documents(t)
	m, recognised := newMemory(), 0
	order := rand.New(rand.NewPCG(1, 2))
	for i := range 3 * len(all) {
		document := all[i%len(all)]
		if i >= len(all) {
			document = all[order.IntN(len(all))]
		}
		want, wantErr := read(strings.NewReader(document), "s", nil)
		got, err := read(iotestReader(document, i), "s", m)
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("document %d: %v, but %v when read whole", i%len(all), err, wantErr)
		}
		if err != nil {
			continue
		}
		recognised += len(got.passages)
		for _, p := range got.passages {
			if text := document[p.from:p.to]; !strings.HasPrefix(text, "<") || !strings.HasSuffix(text, ">") {
				t.Fatalf("document %d: a passage is %q", i%len(all), text)
			}
		}
		got.passages, want.passages = nil, nil
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("document %d:\n%+v, but\n%+v when read whole", i%len(all), got, want)
		}
	}
	if recognised < 100 {
		t.Errorf("only %d passages", recognised)
	}
}

// iotestReader gives a document in pieces that differ from turn to turn.
func iotestReader(document string, turn int) *pieces { return &pieces{document, 1 + turn*37%5000} }

type pieces struct {
	rest string
	size int
}

func (p *pieces) Read(b []byte) (int, error) {
	n := copy(b[:min(len(b), p.size)], p.rest)
	p.rest = p.rest[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// The report on an answer is that of the whole document, whatever was valid
// before.
func TestReportsAreOfTheWholeDocument(t *testing.T) {
	all := documents(t)
	var body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		_, _ = w.Write([]byte(body))
	}))
	defer server.Close()
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	tg, err := endpoint.New(endpoint.Options{Content: &endpoint.Service{Module: endpoint.Content, URL: base}})
	if err != nil {
		t.Fatal(err)
	}
	defer tg.Close()
	ctx := verdict.With(t.Context(), verdict.NewState("test", endpoint.Content, nil, 1))
	s := &Session{Target: tg, memory: newMemory(), states: map[string]*verdict.State{}}
	order, valid, approved := rand.New(rand.NewPCG(3, 4)), 0, 0
	for i := range 4 * len(all) {
		body = all[i%len(all)]
		if i >= len(all) {
			body = all[order.IntN(len(all))]
		}
		for _, m := range []montcontent.Method{montcontent.GetAllProducts, montcontent.GetProduct,
			montcontent.GetAllChanges, montcontent.GetContentChanges, montcontent.GetPriceChanges} {
			schema, _ := schemas.Content(m.Name)
			want, err := schema.Validate(bytes.NewReader([]byte(body)))
			if err != nil {
				t.Fatal(err)
			}
			a := &Answer{Method: m}
			if a.Answer, err = tg.Prepare(ctx, tg.Content, endpoint.Request{URL: server.URL}).Send(ctx); err != nil {
				t.Fatal(err)
			}
			if before, err := read(strings.NewReader(body), schema.File(), s.memory); err == nil {
				approved += len(s.memory.approved(before.passages))
			}
			if err := a.examine(s.memory); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(a.Report, want) {
				t.Fatalf("document %d by %s:\n%+v, but of the whole\n%+v", i, m.Name, a.Report, want)
			}
			if want.Valid() {
				valid++
			}
		}
	}
	if valid < 20 || approved < 50 {
		t.Errorf("only %d documents were valid, and %d products were known to be", valid, approved)
	}
}

// A document is valid without its valid entities only while lists have no
// bounds, and nothing in one entity bears on another.
func TestListsHoldAnyNumber(t *testing.T) {
	files, err := fs.Glob(schemas.FS(), "content/*.xsd")
	if err != nil {
		t.Fatal(err)
	}
	array := regexp.MustCompile(
		`<xs:complexType ` +
			`name="ArrayOf(?:Vendor|Category|FamilyGroup|Product)Contract">` +
			`(?s:.*?)<xs:sequence>\s*(<xs:element [^>]*>)\s*</xs:sequence>`)
	lists := 0
	for _, file := range files {
		text, err := fs.ReadFile(schemas.FS(), file)
		if err != nil {
			t.Fatal(err)
		}
		if found := regexp.MustCompile(`xs:(unique|key|keyref|ID|IDREFS?|assert)\b`).Find(text); found != nil {
			t.Errorf("%s has %s, which ties entities to each other", file, found)
		}
		for _, list := range array.FindAllStringSubmatch(string(text), -1) {
			lists++
			if !strings.Contains(list[1], `minOccurs="0"`) || !strings.Contains(list[1], `maxOccurs="unbounded"`) {
				t.Errorf("%s: a list of %s has bounds", file, list[1])
			}
		}
	}
	if lists != len(Kinds) {
		t.Errorf("%d lists of %d kinds", lists, len(Kinds))
	}
}
