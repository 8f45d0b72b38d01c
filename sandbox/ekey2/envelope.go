package ekey2

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/montcheck/montcheck/sandbox/orders"
	"github.com/montcheck/montcheck/sandbox/wcf"
)

// refusal is an error that the service answers with its code.
type refusal Code

func (r refusal) Error() string { return texts[Code(r)] }

// unreadable is what is wrong with a request that can't be read.
type unreadable struct{ error }

// reply answers a call of method with data, or with the code of err. The status of an error is 200; no document names
// it.
func (s *Service) reply(w http.ResponseWriter, r *http.Request, method string, data any, err error) {
	if wrong := (unreadable{}); errors.As(err, &wrong) {
		wcf.RequestError(w)
		return
	}
	code := codeOf(err)
	if code == Internal && !errors.As(err, new(*orders.Refusal)) && !errors.Is(err, context.Canceled) {
		s.log.Error("ekey2", "path", r.URL.Path, "error", err)
	}
	body := wcf.NewBody(w, wcf.ContentType)
	defer body.Release()
	body.String(opening(method))
	if code == OK {
		text, err := xml.Marshal(data)
		if err != nil {
			panic(fmt.Sprintf("ekey2: %T: %v", data, err)) // a fault of the type, which is part of the program
		}
		body.Bytes(text)
	}
	body.String(outcome(code) + closing(method))
	body.Finish()
}

func codeOf(err error) Code {
	var (
		own     refusal
		refused *orders.Refusal
	)
	switch {
	case err == nil:
		return OK
	case errors.As(err, &own):
		return Code(own)
	case errors.As(err, &refused):
		return codes[refused.Reason]
	case errors.Is(err, orders.ErrNoOrder):
		return OrderNotFound
	}
	return Internal
}

// The parts of an answer around its Data ("baseresponse"): an error has none. The items of Errors are not documented.

func opening(method string) string {
	return `<?xml version="1.0" encoding="utf-8"?><` + method +
		`Response xmlns:xsd="http://www.w3.org/2001/XMLSchema" ` +
		`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><` + method + `Result>`
}

func outcome(code Code) string {
	if code == OK {
		return "<IsError>false</IsError><ErrorCode>0</ErrorCode><Errors/>"
	}
	return "<IsError>true</IsError><ErrorCode>" + strconv.Itoa(int(code)) + "</ErrorCode><Errors><string>" +
		texts[code] + "</string></Errors>"
}

func closing(method string) string { return `</` + method + `Result></` + method + `Response>` }
