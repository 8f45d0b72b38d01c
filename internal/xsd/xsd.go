// Package xsd validates XML documents against XSD 1.0 schemas while they are read, in constant memory, and says what is
// wrong in words that a developer of the document's producer can use. It is the only door to libxml2.
//
// A document is hostile input: nothing outside it is ever loaded, a DOCTYPE is refused, and its size, its depth, the
// length of a text and the number of problems are bounded.
package xsd

/*
#cgo pkg-config: libxml-2.0
#cgo CFLAGS: -O2 -Wall -Wno-deprecated-declarations
#include <stdlib.h>
#include "validate.h"
*/
import "C"

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"unsafe"
)

// scheme marks the addresses under which libxml2 sees the documents of a schema.
const scheme = "schema:///"

// compiling keeps compilations one after the other; libxml2 is prepared by the first, before any other thread uses it.
var (
	compiling sync.Mutex
	prepare   = sync.OnceFunc(func() { C.xsd_init() })
)

// A Schema is compiled once and lives as long as the process. It may be used by many goroutines at once.
type Schema struct {
	compiled  unsafe.Pointer
	roots     *C.xsd_name
	rootNames []xml.Name
	outline   *outline
}

// Compile compiles the schema whose driver document is path in fsys. Imports and includes are resolved inside fsys
// only. The roots that a valid document may have are the global elements of the driver itself, not of what it imports.
// A warning of the schema compiler is an error here.
func Compile(fsys fs.FS, path string) (*Schema, error) {
	outline, documents, err := readOutline(fsys, path)
	if err != nil {
		return nil, fmt.Errorf("schema %s: %w", path, err)
	}
	roots := outline.roots()
	if len(roots) == 0 {
		return nil, fmt.Errorf("schema %s: it declares no global element", path)
	}

	table := (*[1 << 16]C.xsd_document)(C.calloc(C.size_t(len(documents)),
		C.sizeof_xsd_document))[:len(documents):len(documents)]
	defer C.free(unsafe.Pointer(&table[0]))
	i := 0
	for name, content := range documents {
		url, bytes := C.CString(scheme+name), C.CBytes(content)
		defer C.free(unsafe.Pointer(url))
		defer C.free(bytes)
		table[i] = C.xsd_document{url: url, bytes: (*C.char)(bytes), length: C.size_t(len(content))}
		i++
	}
	driver := C.CString(scheme + path)
	defer C.free(unsafe.Pointer(driver))

	compiling.Lock()
	defer compiling.Unlock()
	prepare()
	var complaints *C.char
	compiled := C.xsd_compile(driver, &table[0], C.int(len(table)), &complaints)
	if complaints != nil {
		defer C.free(unsafe.Pointer(complaints))
	}
	if compiled == nil {
		text := "it can't be compiled"
		if complaints != nil {
			text = strings.ReplaceAll(strings.TrimSpace(C.GoString(complaints)), scheme, "")
		}
		return nil, fmt.Errorf("schema %s: %w", path, errors.New(text))
	}
	return &Schema{compiled: compiled, roots: cNames(roots), rootNames: roots, outline: outline}, nil
}

// cNames copies names to memory of C's: it is never freed, as the schema isn't.
func cNames(names []xml.Name) *C.xsd_name {
	memory :=
		(*[1 << 16]C.xsd_name)(C.xsd_keep(C.calloc(C.size_t(len(names)), C.sizeof_xsd_name)))[:len(names):len(names)]
	for i, name := range names {
		memory[i].local = C.CString(name.Local)
		if name.Space != "" {
			memory[i].uri = C.CString(name.Space)
		}
	}
	return &memory[0]
}

// Roots are the names that the root of a valid document may have.
func (s *Schema) Roots() []xml.Name { return append([]xml.Name(nil), s.rootNames...) }

// Declaration returns what the schema declares for the element at the end of a path of names from the root.
func (s *Schema) Declaration(path []xml.Name) (*Declaration, bool) {
	d := s.outline.find(path)
	return d, d != nil
}
