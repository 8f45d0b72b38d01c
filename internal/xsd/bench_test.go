package xsd_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/xsd"
)

// size returns a product list of about so many bytes.
func size(t testing.TB, bytes int) (r func() io.Reader, length int64) {
	p := product(t)
	n := max(1, (bytes-len(head)-len(tail))/len(p))
	return func() io.Reader { return around(head, repeat(p, n), tail) }, int64(len(head) + n*len(p) + len(tail))
}

func BenchmarkValidate(b *testing.B) {
	schema := productList(b)
	for _, bytes := range []int{1 << 10, 100 << 10, 10 << 20, 60 << 20} {
		b.Run(fmt.Sprintf("%dKB", bytes>>10), func(b *testing.B) {
			document, length := size(b, bytes)
			b.SetBytes(length)
			for b.Loop() {
				report, err := schema.Validate(document(), xsd.Limits{})
				if err != nil || !report.Valid() {
					b.Fatal(err, report.Problems)
				}
			}
		})
	}
}

func BenchmarkValidateInParallel(b *testing.B) {
	schema := productList(b)
	document, length := size(b, 100<<10)
	b.SetBytes(length)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if report, err := schema.Validate(document(), xsd.Limits{}); err != nil || !report.Valid() {
				b.Error(err, report.Problems)
				return
			}
		}
	})
}

// BenchmarkXmllint is the yardstick: the same document and schema, by the command, with its start and the file.
func BenchmarkXmllint(b *testing.B) {
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		b.Skip("no xmllint here")
	}
	document, length := size(b, 60<<20)
	file := b.TempDir() + "/list.xml"
	f, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(f, document()); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(length)
	for b.Loop() {
		out, err := exec.Command(xmllint, "--stream", "--noout", "--schema", "../../schemas/content/product-list.xsd",
			file).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "validates") {
			b.Fatal(err, string(out))
		}
	}
}
