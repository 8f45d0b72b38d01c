package xsd

// #cgo pkg-config: libxml-2.0
// #include <libxml/xmlversion.h>
import "C"

// Version is the version of libxml2 that the program was built with.
func Version() string { return C.LIBXML_DOTTED_VERSION }
