package xsd_test

import (
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/xsd"
	"github.com/montcheck/montcheck/schemas"
)

const (
	contracts = "http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts"
	responses = contracts + ".Responses"
	instance  = "http://www.w3.org/2001/XMLSchema-instance"

	head = `<ProductListResponse xmlns="` + responses + `" xmlns:i="` + instance + `"><Error>false</Error>` +
		`<ErrorDetails i:nil="true" xmlns:a="` + contracts + `"/><ProductList xmlns:a="` + contracts + `">`
	tail = `</ProductList></ProductListResponse>`
)

// product is a product as the golden files have it.
func product(t testing.TB) string {
	t.Helper()
	content, err := os.ReadFile("../../schemas/testdata/golden/content/product-list.xml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	return text[strings.Index(text, "<a:ProductContract>") : strings.Index(text, "</a:ProductContract>")+
		len("</a:ProductContract>")]
}

func compile(t testing.TB, fsys fs.FS, path string) *xsd.Schema {
	t.Helper()
	schema, err := xsd.Compile(fsys, path)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func productList(t testing.TB) *xsd.Schema {
	return compile(t, schemas.FS(), "content/product-list.xsd")
}

// validate reads a document that no reader fails on.
func validate(t testing.TB, s *xsd.Schema, r io.Reader, limits xsd.Limits) xsd.Report {
	t.Helper()
	report, err := s.Validate(r, limits)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func kinds(report xsd.Report) (all []xsd.Kind) {
	for _, p := range report.Problems {
		all = append(all, p.Kind)
	}
	return all
}

// repeated is a document of any size that is never in memory as a whole.
type repeated struct {
	item string
	left int
	rest string
}

func repeat(item string, n int) io.Reader { return &repeated{item: item, left: n} }

func (r *repeated) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if r.rest == "" {
			if r.left == 0 {
				break
			}
			r.left--
			r.rest = r.item
		}
		m := copy(p[n:], r.rest)
		r.rest = r.rest[m:]
		n += m
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// around puts a stream between two texts.
func around(before string, r io.Reader, after string) io.Reader {
	return io.MultiReader(strings.NewReader(before), r, strings.NewReader(after))
}
