package config

import (
	"slices"
	"strings"

	"github.com/yosida95/uritemplate/v3"

	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/problem"
)

// readMethods reads the URL forms of methods. A form is a URI Template
// (RFC 6570) relative to the service, with every parameter of the method.
func readMethods(n node) map[string]string {
	forms := map[string]string{}
	o := n.object()
	defer o.Close()
	for _, m := range montcontent.Methods {
		if n, ok := o.optional(m.Name); ok {
			forms[m.Name] = n.form(m.Variables())
		}
	}
	return forms
}

func (n node) form(parameters []string) string {
	form, ok := n.Text("a URL form")
	if !ok {
		return ""
	}
	template, err := uritemplate.New(form)
	if err != nil {
		n.Fail("is not a URI Template of RFC 6570, such as GetFamilyGroup/{familyGroupId}")
		return ""
	}
	if path, _, _ := strings.Cut(form, "?"); strings.HasPrefix(form, "/") || form == "" ||
		strings.Contains(path, ":") || strings.Contains(form, "#") {
		n.Fail("wants a form relative to the service's url, such as GetFamilyGroup/{familyGroupId}")
	}
	given := template.Varnames()
	for _, placeholder := range given {
		if !slices.Contains(parameters, placeholder) {
			n.Fail("unknown placeholder {%s}%s", placeholder, placeholders(placeholder, parameters))
		}
	}
	for _, parameter := range parameters {
		if !slices.Contains(given, parameter) {
			n.Fail("lacks the placeholder {%s}", parameter)
		}
	}
	return form
}

func placeholders(given string, parameters []string) string {
	if len(parameters) == 0 {
		return ": the method has no parameters"
	}
	return problem.DidYouMean(given, parameters)
}
