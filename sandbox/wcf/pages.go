package wcf

import (
	"html/template"
	"net/http"
	"strconv"
	"strings"
)

var page = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Title}}</title></head>
<body><h1>{{.Heading}}</h1><p>{{.Text}}</p>
{{- if .Operations}}<ul>{{range .Operations}}<li>{{.}}</li>{{end}}</ul>{{end}}</body></html>
`))

type content struct {
	Title, Heading, Text string
	Operations           []string
}

// EndpointNotFound answers a request that names no operation.
func EndpointNotFound(w http.ResponseWriter) {
	write(w, http.StatusNotFound,
		content{"Service", "Endpoint not found.", "No operation of this service has that address.", nil})
}

// MethodNotAllowed answers a request whose verb the operation does not take.
func MethodNotAllowed(w http.ResponseWriter, allow string) {
	w.Header().Set("Allow", allow)
	write(w, http.StatusMethodNotAllowed,
		content{"Service", "Method not allowed.", "This operation is called with " + allow + ".", nil})
}

// RequestError answers a request whose values can't be read.
func RequestError(w http.ResponseWriter) {
	write(w, http.StatusBadRequest,
		content{"Request Error", "Request Error", "The request can't be read as what the operation wants.", nil})
}

// RequestTooLong answers a request whose body is longer than the service reads.
func RequestTooLong(w http.ResponseWriter) {
	write(w, http.StatusRequestEntityTooLarge,
		content{"Request Error", "Request Error", "The body of the request is too long.", nil})
}

// ServerError answers a request that the service failed to serve. It says nothing of why.
func ServerError(w http.ResponseWriter) {
	write(w, http.StatusInternalServerError,
		content{"Request Error", "Request Error", "The service could not answer this request.", nil})
}

// Unauthorized asks for a login.
func Unauthorized(w http.ResponseWriter, realm string) {
	w.Header().Set("WWW-Authenticate", `Basic realm="`+realm+`"`)
	write(w, http.StatusUnauthorized,
		content{"Unauthorized", "Unauthorized", "This service wants a login and its password.", nil})
}

func (s *Service) help(w http.ResponseWriter) {
	c := content{s.name, s.name, "The operations of this service:", nil}
	for _, o := range s.list {
		var names []string
		for _, p := range o.Parameters {
			names = append(names, p.Name)
		}
		c.Operations = append(c.Operations, o.Method+" "+o.Name+"("+strings.Join(names, ", ")+")")
	}
	write(w, http.StatusOK, c)
}

func write(w http.ResponseWriter, status int, c content) {
	var b strings.Builder
	if err := page.Execute(&b, c); err != nil {
		panic(err) // a fault of the template, which is part of the program
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, _ = w.Write([]byte(b.String())) // a client that hung up needs no answer
}
