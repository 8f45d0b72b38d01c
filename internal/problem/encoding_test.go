package problem

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

const russian = "# заказы\nenvironments:\n  местный: 1\n"

func TestUTF8(t *testing.T) {
	for name, text := range map[string]string{"plain": russian, "with a byte order mark": "\ufeff" + russian} {
		if got, err := UTF8("f", []byte(text)); err != nil || string(got) != russian {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestOtherEncodingsAreNamed(t *testing.T) {
	for name, one := range map[string]struct {
		encoding encoding.Encoding
		text     string
		want     string
	}{
		"Windows-1251": {charmap.Windows1251, russian, "probably Windows 1251"},
		"CP866":        {charmap.CodePage866, russian, "probably IBM Code Page 866"},
		"KOI8-R":       {charmap.KOI8R, russian, "probably KOI8-R"},
		"ISO 8859-1":   {charmap.ISO8859_1, "name: Käse", "not in the encoding UTF-8 (byte 0xE4)"},
		"UTF-16 little-endian": {unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), russian,
			"UTF-16, little-endian"},
		"UTF-16 big-endian": {unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM), russian,
			"UTF-16, big-endian"},
		"UTF-16 little-endian, no mark": {unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), russian,
			"encoding UTF-16"},
		"UTF-16 big-endian, no mark": {unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), russian, "encoding UTF-16"},
		"UTF-32":                     {utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), russian, "UTF-32"},
		"lost letters":               {unicode.UTF8, "a: 1\nb: \ufffd", "U+FFFD"},
	} {
		data, err := one.encoding.NewEncoder().String(one.text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := UTF8("f", []byte(data))
		var p Problem
		if !errors.As(err, &p) || got != nil || !strings.Contains(p.Message, one.want) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if strings.ContainsAny(err.Error(), "зказмстный") {
			t.Errorf("%s: the file is quoted: %v", name, err)
		}
	}
}

func TestThePlaceOfTheFirstForeignByte(t *testing.T) {
	_, err := UTF8("f", []byte("# один\n  ключ: \xec\xe8\xf0\n"))
	if err == nil || !strings.HasPrefix(err.Error(), "f:2:9: ") {
		t.Errorf("got %v", err)
	}
}

func TestOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	for name, one := range map[string]struct{ text, want, refused string }{
		"plain":                    {russian, russian, ""},
		"with a byte order mark":   {"\ufeff" + russian, russian, ""},
		"short":                    {"{}", "{}", ""},
		"empty":                    {"", "", ""},
		"UTF-16":                   {"\xff\xfe{\x00}\x00", "", "UTF-16, little-endian"},
		"UTF-16 without its mark":  {"{\x00}\x00", "", "UTF-16"},
		"Windows-1251, much later": {strings.Repeat(" ", 9000) + "\xec\xe8\xf0", "", "not in the encoding UTF-8"},
	} {
		if err := os.WriteFile(path, []byte(one.text), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := Open(path)
		var got []byte
		if err == nil {
			got, err = io.ReadAll(f)
			f.Close()
		}
		if one.refused == "" && (err != nil || string(got) != one.want) ||
			one.refused != "" && (err == nil || !strings.Contains(err.Error(), one.refused)) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
