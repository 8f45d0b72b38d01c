package wcf

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
)

// ContentType is that of every answer which is XML.
const ContentType = "application/xml; charset=utf-8"

// Document answers with the XML of v, after prolog. Characters that XML can't hold become U+FFFD.
func Document(w http.ResponseWriter, status int, prolog string, v any) {
	text, err := xml.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("wcf: %T: %v", v, err)) // a fault of the type, which is part of the program
	}
	w.Header().Set("Content-Type", ContentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(prolog)+len(text)))
	w.WriteHeader(status)
	_, _ = w.Write(append([]byte(prolog), text...)) // a client that hung up needs no answer
}
