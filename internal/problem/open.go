package problem

import (
	"bufio"
	"errors"
	"io"
	"os"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"

	"github.com/montcheck/montcheck/internal/charset"
)

// Open opens a file of text that is too long to be held whole. A byte order
// mark of UTF-8 is passed over. What is in another encoding, as what > of
// PowerShell wrote, is a Problem, of Open or of a later Read.
func Open(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	buffer := bufio.NewReader(f)
	start, _ := buffer.Peek(4) // what is wrong with it, the next read tells
	if err := wide(path, start); err != nil {
		f.Close()
		return nil, err
	}
	if strings.HasPrefix(string(start), charset.Mark) {
		buffer.Discard(len(charset.Mark))
	}
	return &text{transform.NewReader(buffer, encoding.UTF8Validator), f, path}, nil
}

type text struct {
	io.Reader
	io.Closer
	path string
}

func (t *text) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	if errors.Is(err, encoding.ErrInvalidUTF8) {
		err = Problem{File: t.path, Line: 1, Column: 1, Message: "is not in the encoding UTF-8: save it as UTF-8"}
	}
	return n, err
}
