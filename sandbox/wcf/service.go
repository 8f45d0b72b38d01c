// Package wcf serves operations as WCF's HTTP stack does: operations and parameters named without regard to case,
// arguments in the path or in the query, and its HTML pages where a request does not fit.
package wcf

import (
	"net/http"
	"net/url"
	"strings"
)

// Operation is one operation of a service.
type Operation struct {
	Name       string
	Method     string // GET or POST
	Parameters []Parameter
	// Serve answers a call. It gets one argument for each parameter, in order.
	Serve func(http.ResponseWriter, *http.Request, []Argument)
}

// Service is a set of operations below one address.
type Service struct {
	name       string
	list       []Operation
	operations map[string]*Operation // by lower-case name
}

// NewService makes a service whose help page is headed by name.
func NewService(name string, operations []Operation) *Service {
	s := &Service{name, operations, make(map[string]*Operation, len(operations))}
	for i := range operations {
		s.operations[strings.ToLower(operations[i].Name)] = &operations[i]
	}
	return s
}

// Serve answers the request, whose address below the service's own is path, still encoded: "" or "/GetProduct/A%2FB".
func (s *Service) Serve(w http.ResponseWriter, r *http.Request, path string) {
	path = strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/")
	if path == "" {
		if r.Method != http.MethodGet {
			MethodNotAllowed(w, http.MethodGet)
			return
		}
		s.help(w)
		return
	}
	name, rest, more := strings.Cut(path, "/")
	operation, ok := s.operations[strings.ToLower(unescape(name))]
	var segments []string
	if more {
		segments = strings.Split(rest, "/")
	}
	if !ok || len(segments) > len(operation.Parameters) {
		EndpointNotFound(w)
		return
	}
	if r.Method != operation.Method {
		MethodNotAllowed(w, operation.Method)
		return
	}
	arguments, err := bind(operation.Parameters, segments, r.URL.RawQuery)
	if err != nil {
		RequestError(w)
		return
	}
	operation.Serve(w, r, arguments)
}

func unescape(segment string) string {
	if s, err := url.PathUnescape(segment); err == nil {
		return s
	}
	return segment
}
