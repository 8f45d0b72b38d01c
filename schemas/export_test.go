package schemas

import "slices"

// ContentMethods are the names of the methods that have a schema, in alphabetical order.
func ContentMethods() []string { return content.methods() }

// EKeyMethods are the names of the methods whose answers have a schema, in alphabetical order.
func EKeyMethods() []string { return ekey.methods() }

// EKey2Methods are the names of the methods whose answers have a schema, in alphabetical order.
func EKey2Methods() []string { return ekey2.methods() }

// methods are the names of the methods whose answers have a schema, in alphabetical order.
func (s *service) methods() []string {
	var names []string
	for d := range s.documents {
		if d.sort == "" {
			names = append(names, d.method)
		}
	}
	slices.Sort(names)
	return names
}

// EKeyRequest returns the schema of the body of AddOrder; other methods of MONT eKey version 1 take none.
func EKeyRequest(method string) (*Schema, bool) { return ekey.schema(document{method, request}) }

// EKey2Request returns the schema of the body that a method takes; ok is false for a method that takes none.
func EKey2Request(method string) (*Schema, bool) { return ekey2.schema(document{method, request}) }
