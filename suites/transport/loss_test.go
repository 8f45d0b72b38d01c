package transport

import (
	"strings"
	"testing"
)

func TestLoss(t *testing.T) {
	const sent = "ООО «Проверка & Ёж»"
	for got, want := range map[string]string{
		sent:                        "",
		"":                          "nothing",
		"??? «???????? & ??»":       "question marks",
		"ООО «Пров\ufffdрка & Ёж»":  "U+FFFD",
		"ООО «Проверка &amp; Ёж»":   "escaped twice",
		"ООО «Проверка & Ёж» ":      "blanks",
		"ООО «ПРОВЕРКА & ЁЖ»":       "capital",
		"ООО «Проверка & Е\u0308ж»": "normal form",
		" «» & ":                    "dropped",
		"ООО «Проверки & Ёж»":       "another text",
		"РћРћРћ В«РџСЂРѕРІРµСЂРєР° & РЃР¶В»": "Windows-1251",
	} {
		if is := Loss(sent, got); want == "" && is != "" || !strings.Contains(is, want) {
			t.Errorf("%q: %q, want %q", got, is, want)
		}
	}
	if is := Loss("Пётр", "╨Я╤С╤В╤А"); !strings.Contains(is, "866") {
		t.Error(is)
	}
}
