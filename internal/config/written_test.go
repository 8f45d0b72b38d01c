package config

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/environment"
)

// written reads an environment whose password is in a file, or in the variable
// PW, with the given bytes.
func written(t *testing.T, reference, value string) (*environment.Environment, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), FileName)
	write(t, path, indent("kind: sandbox\nlogin: partner\npassword: \""+reference+"\"\n"+service))
	write(t, filepath.Join(filepath.Dir(path), "password"), value)
	f, err := Load(path, "")
	if err != nil {
		t.Fatal(err)
	}
	return f.Environment("e", func(string) (string, bool) { return value, true })
}

// Secrets come from files and variables as tools write them: what is surely not
// part of one is taken off, and what hardly is meant is pointed out.
func TestSecretsAsToolsWriteThem(t *testing.T) {
	for name, c := range map[string]struct{ text, doubt string }{
		"plain":                        {"hunter2-secret", ""},
		"with a newline":               {"hunter2-secret\n", ""},
		"with CRLF":                    {"hunter2-secret\r\n", ""},
		"with a carriage return":       {"hunter2-secret\r", ""},
		"with a byte order mark, CRLF": {"\ufeffhunter2-secret\r\n", ""},
		"with a blank inside":          {"hunter2 secret", ""},
		"of another alphabet":          {"пароль-hunter2", ""},
		"ends with a blank":            {"hunter2-secret ", "ends with a character that nobody sees: SPACE (U+0020)"},
		"ends with a tab":              {"hunter2-secret\t\n", "ends with a character that nobody sees: TAB (U+0009)"},
		"begins with a no-break space": {"\u00a0hunter2-secret",
			"begins with a character that nobody sees: NO-BREAK SPACE (U+00A0)"},
		"a zero width space inside": {"hunter2\u200bsecret",
			"holds a character that nobody sees: ZERO WIDTH SPACE (U+200B)"},
		"double quotes":      {`"hunter2-secret"`, "stands in quotes"},
		"single quotes":      {"'hunter2-secret'\r\n", "stands in quotes"},
		"Russian quotes":     {"«hunter2-secret»", "stands in quotes"},
		"decomposed letters": {"hunter2-secre\u0301t", "normal form NFC"},
	} {
		for _, reference := range []string{"${file:password}", "${PW}"} {
			e, err := written(t, reference, c.text)
			if err != nil {
				t.Errorf("%s, %s: %v", name, reference, err)
				continue
			}
			want := strings.TrimRight(strings.TrimPrefix(c.text, "\ufeff"), "\r\n")
			if e.Password.Reveal() != want {
				t.Errorf("%s, %s: the secret is %q, want %q", name, reference, e.Password.Reveal(), want)
			}
			if said := e.Doubts.Error(); c.doubt == "" && len(e.Doubts) > 0 || !strings.Contains(said, c.doubt) ||
				strings.Contains(said, "hunter2") {
				t.Errorf("%s, %s: it is said %q", name, reference, said)
			}
			if len(e.Doubts) > 0 && (e.Doubts[0].Key != "environments.e.password" || e.Doubts[0].Line != 5) {
				t.Errorf("%s: told of %s in line %d", name, e.Doubts[0].Key, e.Doubts[0].Line)
			}
		}
	}
}

// What can't be a secret is refused with a word on its encoding.
func TestSecretsInOtherEncodings(t *testing.T) {
	for name, c := range map[string]struct{ reference, text, want string }{
		"a file in UTF-16":        {"${file:password}", "\xff\xfeh\x00u\x00n\x00\r\x00\n\x00", "UTF-16, little-endian"},
		"without its mark":        {"${file:password}", "h\x00u\x00n\x00", "UTF-16"},
		"a file in Windows-1251":  {"${file:password}", "\xef\xe0\xf0\xee\xeb\xfc", "probably Windows 1251"},
		"a variable in CP1251":    {"${PW}", "\xef\xe0\xf0\xee\xeb\xfc", "PW is not in the encoding UTF-8"},
		"an escape":               {"${PW}", "hunter2\x1b[0m", "control character"},
		"two lines":               {"${file:password}", "hunter2\nsecret\n", "line break"},
		"only a byte order mark":  {"${file:password}", "\ufeff\r\n", "is empty"},
		"a variable of line ends": {"${PW}", "\r\n", "is empty"},
	} {
		_, err := written(t, c.reference, c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheFilesOwnEncoding(t *testing.T) {
	plain := indent("# заказ\n" + sound + service)
	if _, err := readNamed(t, "\ufeff"+strings.ReplaceAll(plain, "\n", "\r\n")); err != nil {
		t.Errorf("a byte order mark of UTF-8 and CRLF: %v", err)
	}
	_, err := readNamed(t, strings.Replace(plain, "заказ", "\xe7\xe0\xea\xe0\xe7", 1))
	if err == nil ||
		!strings.Contains(err.Error(),
			FileName+":3:7: is not in the encoding UTF-8 (byte 0xE7), probably Windows 1251") {
		t.Errorf("Windows-1251: %v", err)
	}
	wide := "\xff\xfe" + strings.Join(strings.Split(indent(sound+service), ""), "\x00") + "\x00"
	if _, err = readNamed(t, wide); err == nil || !strings.Contains(err.Error(), "UTF-16") {
		t.Errorf("UTF-16: %v", err)
	}
}

// Hosts are kept as name servers, certificates and the wire have them.
func TestInternationalHosts(t *testing.T) {
	for given, want := range map[string]string{
		"https://пример.test/svc/":                          "https://xn--e1afmkfd.test/svc",
		"https://ПРИМЕР.test:8443/svc":                      "https://xn--e1afmkfd.test:8443/svc",
		"https://xn--e1afmkfd.test/svc":                     "https://xn--e1afmkfd.test/svc",
		"https://%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.test": "https://xn--e1afmkfd.test",
		"https://пример。test:1":                             "https://xn--e1afmkfd.test:1",
		"http://ｌｏｃａｌｈｏｓｔ:8080":                             "http://localhost:8080",
		"https://my_host.test":                              "https://my_host.test",
		"https://[::1]:8443/a":                              "https://[::1]:8443/a",
	} {
		e, err := readNamed(t, indent(sound+"content: { url: \""+given+"\" }"))
		if err != nil || e.Content.URL.String() != want {
			t.Errorf("%s: %v, %v", given, e, err)
		}
	}
	for given, want := range map[string]string{
		"http://пример.test":         "in the clear",
		"https://при мер.test":       "is not a URL",
		"https://пример\u00a0.test":  "NO-BREAK SPACE",
		"https://пример.test/\u200b": "ZERO WIDTH SPACE",
		"https://-пример-.test":      "can't be one",
	} {
		if _, err := readNamed(t, indent(sound+"content: { url: \""+given+"\" }")); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", given, err)
		}
	}
}
