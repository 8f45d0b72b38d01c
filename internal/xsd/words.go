package xsd

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// valueHint names slips that are seen often.
func valueHint(text string) string {
	trimmed := strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(trimmed, ">"):
		return `a second ">" after the start tag has become part of the text`
	case trimmed == "":
		return "the element is empty"
	case trimmed == "True" || trimmed == "False":
		return "XML's boolean is in lower case"
	case strings.ContainsAny(trimmed, "eE") && strings.Trim(trimmed, "+-.0123456789eE") == "":
		return "an exponent is not allowed"
	case strings.Contains(trimmed, ",") && strings.Trim(trimmed, "+-.,0123456789") == "":
		return "the decimal separator is a point"
	}
	return ""
}

func quotedText(f fault) string {
	if f.textLength > int64(len(f.text)) {
		return fmt.Sprintf("%s (%d bytes)", quoted(f.text), f.textLength)
	}
	return quoted(f.text)
}

// quoted shows a text from outside: cut to a bounded length, unprintable characters escaped.
func quoted(text string) string { return strconv.Quote(cut(text, 80)) }

// short shows a name from outside.
func short(name string) string {
	escaped := strconv.Quote(cut(name, 60))
	return escaped[1 : len(escaped)-1]
}

func cut(text string, most int) string {
	text = strings.ToValidUTF8(text, "�")
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}

func tag(name xml.Name) string { return "<" + short(name.Local) + ">" }

func tags(names []xml.Name) string {
	var all []string
	for _, n := range names {
		all = append(all, tag(n))
	}
	return strings.Join(all, " or ")
}

func space(name xml.Name) string {
	if name.Space == "" {
		return "no namespace"
	}
	return "namespace " + strconv.Quote(cut(name.Space, 160))
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

var braces = regexp.MustCompile(`\{[^}]*\}`)

// plain takes the namespaces out of a message of libxml2, and bounds it.
func plain(message string) string {
	_, rest, found := strings.Cut(message, ": ")
	if !found {
		rest = message
	}
	text := strconv.Quote(cut(strings.TrimSpace(braces.ReplaceAllString(rest, "")), 200))
	return strings.ReplaceAll(text[1:len(text)-1], `\"`, `"`)
}
