package config

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/montcheck/montcheck/internal/charset"
)

var (
	reference    = regexp.MustCompile(`\$\$|\$\{[^}]*\}|\$`)
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// largestSecret is how many bytes a file with a secret may have.
const largestSecret = 64 << 10

// expand puts the values of ${VAR} into a text, and a dollar for $$; those of ${file:PATH} too where a file is named
// that they stand beside. Variables are the names that it met. The problems never quote the text: it may be a secret.
func (r *reader) expand(text, beside string) (expanded string, variables []string, problems []string) {
	complain := func(format string, args ...any) string {
		problems = append(problems, fmt.Sprintf(format, args...))
		return ""
	}
	expanded = reference.ReplaceAllStringFunc(text, func(match string) string {
		name, isReference := strings.CutPrefix(strings.TrimSuffix(match, "}"), "${")
		path, isFile := strings.CutPrefix(name, "file:")
		switch {
		case match == "$$":
			return "$"
		case !isReference:
			return complain("a lone $: write $$ for a dollar, ${NAME} for a variable")
		case isFile && beside == "":
			return complain("${file:...} is for secrets; this value is none")
		case isFile:
			content, err := secretFile(beside, path)
			if err != nil {
				return complain("%v", err)
			}
			return content
		case !variableName.MatchString(name):
			return complain("${...} holds no name of a variable: letters, digits and _, such as ${MONT_LOGIN}")
		}
		value, set := r.lookup(name)
		value = withoutMarks(value)
		if !set {
			return complain("the environment variable %s is not set", name)
		}
		if value == "" {
			return complain("the environment variable %s is empty", name)
		}
		if !utf8.ValidString(value) {
			return complain("the environment variable %s is not in the encoding UTF-8", name)
		}
		variables = append(variables, name)
		return value
	})
	return expanded, variables, problems
}

// withoutMarks takes off a byte order mark, and the line end that editors and
// Windows leave after a value.
func withoutMarks(value string) string {
	value = strings.TrimSuffix(strings.TrimPrefix(value, charset.Mark), "\n")
	return strings.TrimSuffix(value, "\r")
}

// secretFile reads a secret from a file, relative to the folder of the
// configuration beside it, without the newline that editors leave at its end.
func secretFile(beside, path string) (string, error) {
	content, err := readFile(beside, path, largestSecret)
	if err != nil {
		return "", fmt.Errorf("the file of the secret can't be used: %w", err)
	}
	secret := withoutMarks(string(content))
	if secret == "" {
		return "", fmt.Errorf("the file of the secret, %s, is empty", path)
	}
	return secret, nil
}
