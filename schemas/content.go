package schemas

import (
	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/xsd"
)

// content is MONT Content (D3, "Доступные методы для работы в сервисе MONT Content").
var content = service{
	documents: answers("CNT-SCH-", contentFiles()),
	envelope:  "CNT-ENV-01",
	matters: map[Kind]string{
		xsd.Order: "A .NET DataContractSerializer reads the members of a contract in one fixed order, and " +
			"silently skips what comes too late: " +
			"the value is lost without an error.",
		xsd.Namespace: "A .NET DataContractSerializer takes an element in another namespace " +
			"for one that it does not know: " +
			"the value is lost without an error.",
	},
}

// Content returns the schema that the answers of a method of MONT Content must satisfy. The method is named as in D3,
// such as GetAllProducts; ok is false where there is no such method.
func Content(method string) (*Schema, bool) { return content.schema(document{method: method}) }

// contentFiles are the files of the schemas of answers, by method.
func contentFiles() map[string]string {
	files := map[string]string{}
	for _, m := range montcontent.Methods {
		files[m.Name] = m.Schema
	}
	return files
}
