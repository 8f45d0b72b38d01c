// Package coding reads what the header of an answer says of its body: the
// content codings (RFC 9110, section 8.4) and the media type (section 8.3).
package coding

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// mostCodings bounds how often an answer may be compressed.
const mostCodings = 4

// errUnasked is in the error of a body in a coding that was not asked for.
var errUnasked = errors.New("the body is in a content coding that was not asked for")

// Undo undoes the content codings of an answer, the last applied first
// (RFC 9110, section 8.4). Names are in any case; x-gzip is gzip, and
// identity, or an empty name, is none.
func Undo(stream io.Reader, h http.Header) (io.Reader, error) {
	var codings []string
	for name := range strings.SplitSeq(strings.Join(h.Values("Content-Encoding"), ","), ",") {
		if name = strings.ToLower(strings.Trim(name, " \t\"")); name != "" && name != "identity" {
			codings = append(codings, name)
		}
	}
	if len(codings) > mostCodings {
		return nil, fmt.Errorf("%w: it is compressed %d times", errUnasked, len(codings))
	}
	for _, name := range slices.Backward(codings) {
		var err error
		switch name {
		case "gzip", "x-gzip":
			stream, err = gzip.NewReader(stream)
		case "deflate":
			stream, err = inflated(stream)
		default:
			return nil, fmt.Errorf("%w: its header names %.40q, and montcheck undoes gzip and deflate",
				errUnasked, name)
		}
		if err != nil {
			return nil, fmt.Errorf("the body is not the %s that its header says: %w", name, err)
		}
	}
	return stream, nil
}

// inflated undoes deflate: zlib's form, and the bare one that some servers
// send under that name.
func inflated(stream io.Reader) (io.Reader, error) {
	buffer := bufio.NewReader(stream)
	head, err := buffer.Peek(2)
	if err != nil {
		return nil, err
	}
	if head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
		return zlib.NewReader(buffer)
	}
	return flate.NewReader(buffer), nil
}

// Broken tells whether a body is not in the coding that its header says, or
// in one that was not asked for.
func Broken(err error) bool {
	corrupt := flate.CorruptInputError(0)
	return errors.Is(err, errUnasked) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) ||
		errors.Is(err, zlib.ErrHeader) || errors.Is(err, zlib.ErrChecksum) || errors.Is(err, zlib.ErrDictionary) ||
		errors.As(err, &corrupt)
}
