package xsd_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"encoding/xml"

	"github.com/montcheck/montcheck/internal/xsd"
)

// FuzzValidate feeds anything: the report must be the same however the bytes arrive, its texts fit to be shown, and
// what is called well-formed must be so to Go's parser.
func FuzzValidate(f *testing.F) {
	golden, err := filepath.Glob("../../schemas/testdata/golden/content/product*.xml")
	if err != nil || len(golden) == 0 {
		f.Fatal("no golden files", err)
	}
	for _, file := range golden {
		content, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
		f.Add(content[:len(content)/2])
	}
	for _, text := range []string{
		"", "<", "<a/>", plain, plain + plain, "\uFEFF" + plain, "\xFF\xFE<\x00a\x00/\x00>\x00",
		"\xFE\xFF\x00<\x00a\x00/\x00>",
		`<?xml version="1.0" encoding="windows-1251"?><a>` + "\xFF</a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
		"<a>\x00</a>", "<a b='\n' c=\"&lt;\"/>",
		"<a><![CDATA[]]></a>", "<a><!-- --><?b c?></a>", "<a xmlns='" + responses + "'>&#x10FFFF;&amp;</a>",
	} {
		f.Add([]byte(text))
	}
	schema := productList(f)
	limits := xsd.Limits{Depth: 20, Problems: 10, Bytes: 1 << 20, Text: 10_000}
	f.Fuzz(func(t *testing.T, document []byte) {
		report := validate(t, schema, bytes.NewReader(document), limits)
		again := validate(t, schema, iotest.HalfReader(bytes.NewReader(document)), limits)
		if !reflect.DeepEqual(report, again) {
			t.Errorf("%+v\nthen %+v", report, again)
		}
		if !report.WellFormed && len(report.Problems) == 0 {
			t.Error("not well-formed, and nothing is said of it")
		}
		for _, p := range report.Problems {
			if p.Kind == "" || p.Message == "" || p.Offset < 0 || p.Offset > int64(len(document)) || p.Line < 1 ||
				p.Column < 0 {
				t.Errorf("%+v", p)
			}
			if !utf8.ValidString(p.Message+p.Path+p.Got+p.Expected) || len(p.Message) > 2000 {
				t.Errorf("%q", p.Message)
			}
		}
		if report.Valid() {
			var any struct{}
			decoder := xml.NewDecoder(bytes.NewReader(document))
			if report.Declared == "" && report.Encoding == "UTF-8" {
				if err := decoder.Decode(&any); err != nil {
					t.Errorf("valid, but Go says: %v", err)
				}
			}
		}
	})
}
