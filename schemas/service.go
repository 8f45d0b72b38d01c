package schemas

import (
	"fmt"
	"sync"

	"github.com/montcheck/montcheck/internal/xsd"
)

// A service is the schemas of the documents that one of MONT's services sends and takes.
type service struct {
	documents map[document]rule
	envelope  string          // the requirement of an answer's root; "" where that of the document itself stands for it
	matters   map[Kind]string // why a problem matters where a reader of XML would let it pass
	compile   sync.Once
	compiled  map[document]*Schema
}

// A document is the answer of a method, or a narrower sort of it, or the method's request.
type document struct{ method, sort string }

// A rule is what a document must satisfy: the schema, and the requirement of problems that have no other.
type rule struct{ file, requirement string }

// request is the sort of a document that a client sends.
const request = "request"

// answers are the documents of methods that answer in one way, each with a requirement of its own: prefix + method.
func answers(prefix string, files map[string]string) map[document]rule {
	rules := map[document]rule{}
	for method, file := range files {
		rules[document{method: method}] = rule{file, prefix + method}
	}
	return rules
}

// schema compiles all the service's schemas at their first use, one after the other. They are embedded: that they don't
// compile is a fault of the program.
func (s *service) schema(d document) (*Schema, bool) {
	s.compile.Do(func() {
		byFile := map[string]*xsd.Schema{}
		s.compiled = map[document]*Schema{}
		for d, rule := range s.documents {
			if byFile[rule.file] == nil {
				compiled, err := xsd.Compile(files, rule.file)
				if err != nil {
					panic(fmt.Sprintf("schemas: %v", err))
				}
				byFile[rule.file] = compiled
			}
			s.compiled[d] = &Schema{service: s, method: d.method, file: rule.file, fallback: rule.requirement,
				compiled: byFile[rule.file]}
		}
	})
	schema, ok := s.compiled[d]
	return schema, ok
}
