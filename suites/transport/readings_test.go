package transport

import (
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"
)

// A key is found however it is written, and nothing is found that is not said.
func TestReadings(t *testing.T) {
	const key = "ABCD-1234-<E>"
	wide := func(s string) string {
		var b strings.Builder
		for _, u := range utf16.Encode([]rune(s)) {
			b.WriteByte(byte(u))
			b.WriteByte(byte(u >> 8))
		}
		return b.String()
	}
	for name, body := range map[string]string{
		"as it is":                   "<a>" + key + "</a>",
		"escapes of JSON":            `{"m":"\u0041BCD\u002d1234-\u003cE\u003e"}`,
		"JSON within JSON":           `{"m":"{\"k\":\"A\\u0042CD-1234-<E>\"}"}`,
		"JSON that breaks off":       `{"m":"\u0041BCD-1234-<E>`,
		"character references":       "<a>&#65;BCD-&#x31;234-&lt;E&gt;</a>",
		"a CDATA section":            "<a>AB<![CDATA[CD-1234-<E>]]></a>",
		"split by a comment":         "<a>ABCD<!-- no -->-1234-&lt;E&gt;</a>",
		"UTF-16 with a mark":         "\xff\xfe" + wide("<a>"+key+"</a>"),
		"UTF-16 without":             wide("<a>" + key + "</a>"),
		"percent-encoded":            "https://x/?k=ABCD%2D1234%2D%3CE%3E",
		"Base64":                     `{"m":"` + base64.StdEncoding.EncodeToString([]byte("the key is "+key)) + `"}`,
		"references in Base64":       base64.StdEncoding.EncodeToString([]byte("<a>ABCD-1234-&lt;E&gt;</a>")),
		"Base64 in escapes of JSON":  `{"m":"\u0051UJDRC0xMjM0LTxFPg=="}`,
		"references within a string": `{"m":"<a>ABCD-1234-&lt;E&gt;<\/a>"}`,
	} {
		r := Read(body)
		if !r.Contains(strings.ToLower(key)) || r.Find(regexp.MustCompile(`1234-<E>`)) == "" {
			t.Errorf("%s: the key is not found in %q", name, r)
		}
	}
	for _, body := range []string{"", "\x00", `\`, "%", "%zz", "&", `\u12`, "<a>another</a>",
		strings.Repeat(`\\`, 1000)} {
		if Read(body).Contains(key) {
			t.Errorf("a key is found in %q", body)
		}
	}
}

// What a body holds does not grow beyond its bound.
func TestReadingsAreBounded(t *testing.T) {
	size := 0
	for _, r := range Read(strings.Repeat(`\\u0041&amp;%25`, 1<<16)) {
		size += len(r)
	}
	if size > readable {
		t.Errorf("%d bytes", size)
	}
}
