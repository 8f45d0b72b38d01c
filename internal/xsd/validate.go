package xsd

/*
#include "validate.h"
*/
import "C"

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"sync"
	"unsafe"
)

// chunkSize is how much is read and parsed at a time.
const chunkSize = 32 << 10

var chunks = sync.Pool{New: func() any { return new([chunkSize]byte) }}

// Validate reads a document from r and says what is wrong with it. It reads to the end of r, or until nothing that
// follows could matter: what isn't well-formed, a DOCTYPE or a limit ends it. The error is non-nil only when r failed
// or the package itself could not work; what is wrong with the document is in the Report.
func (s *Schema) Validate(r io.Reader, limits Limits) (Report, error) {
	limits = limits.orDefault()
	run := C.xsd_run_new(s.compiled, s.roots, C.int(len(s.rootNames)), C.xsd_limits{
		depth: C.int(limits.Depth), problems: C.int(limits.Problems), text: C.int64_t(limits.Text),
	})
	if run == nil {
		return Report{}, errors.New("xsd: out of memory")
	}
	defer C.xsd_run_free(run)

	v := validation{schema: s, run: run, limits: limits}
	err := v.read(r)
	v.report.Encoding, v.report.Declared = v.text.name, v.text.declared
	v.report.Root = goName(C.xsd_run_root(run))
	v.report.Truncated = C.xsd_run_truncated(run) != 0
	v.report.WellFormed = err == nil && v.ended && C.xsd_run_well_formed(run) != 0
	v.collect()
	if C.xsd_run_failed(run) != 0 && err == nil {
		err = errors.New("xsd: libxml2 is out of memory or failed inside")
	}
	return v.report, err
}

type validation struct {
	schema *Schema
	run    *C.xsd_run
	limits Limits
	report Report
	text   transcoder
	utf8   utf8Check
	pushed int64     // bytes of UTF-8
	last   []Problem // what ended the reading, found outside the parser
	ended  bool      // the whole document was parsed
}

func (v *validation) read(r io.Reader) error {
	chunk := chunks.Get().(*[chunkSize]byte)
	defer chunks.Put(chunk)
	for first := true; ; first = false {
		n, err := fill(r, chunk[:])
		in := chunk[:n]
		if over := v.report.Bytes + int64(n) - v.limits.Bytes; over > 0 {
			v.report.Bytes += int64(n)
			v.stop(Limit, v.limits.Bytes,
				fmt.Sprintf("the document is larger than the limit of %d bytes", v.limits.Bytes))
			return nil
		}
		v.report.Bytes += int64(n)
		if first {
			v.text = transcoder{decoding: detect(in)}
			v.text.raw = int64(v.text.mark)
			if v.text.problem != "" {
				v.report.Problems = append(v.report.Problems,
					Problem{Kind: Encoding, Line: 1, Column: 1, Path: "/", Message: v.text.problem})
			}
			if v.text.fatal {
				return nil
			}
			in = in[v.text.mark:]
		}
		if err != nil && err != io.EOF {
			return err
		}
		if !v.push(in, err == io.EOF) {
			return nil
		}
		if err == io.EOF {
			C.xsd_run_finish(v.run)
			v.ended = true
			return nil
		}
	}
}

// push gives the parser more of the document, and says whether there is any use in going on.
func (v *validation) push(in []byte, last bool) bool {
	text, ok := v.text.decode(in, last)
	if ok && v.text.decoder == nil {
		text, ok = v.utf8.valid(text, last)
	}
	if nul := bytes.IndexByte(text, 0); nul >= 0 {
		if v.parse(text[:nul]) {
			v.stop(NotWellFormed, v.text.offset(v.pushed), "the document holds a NUL byte, which XML does not allow")
		}
		return false
	}
	more := v.parse(text)
	if more && !ok {
		v.stop(Encoding, v.text.offset(v.pushed), fmt.Sprintf("the document holds bytes that are not %s", v.text.name))
		return false
	}
	return more
}

func (v *validation) parse(text []byte) bool {
	if len(text) == 0 {
		return true
	}
	v.pushed += int64(len(text))
	return C.xsd_run_push(v.run, (*C.char)(unsafe.Pointer(&text[0])), C.int(len(text))) != 0
}

// stop records what ended the reading.
func (v *validation) stop(kind Kind, offset int64, message string) {
	place := C.xsd_run_place(v.run)
	v.last = append(v.last, Problem{
		Kind: kind, Line: int(place.line), Column: int(place.column), Offset: offset, Path: "/", Message: message,
	})
}

// fill reads until the buffer is full: the same document is then parsed in the same pieces, however it arrives.
func fill(r io.Reader, buffer []byte) (int, error) {
	n, idle := 0, 0
	for n < len(buffer) {
		m, err := r.Read(buffer[n:])
		n += m
		if err != nil {
			return n, err
		}
		if m > 0 {
			idle = 0
		} else if idle++; idle == 100 {
			return n, io.ErrNoProgress
		}
	}
	return n, nil
}

// collect turns what the parser and the validator found into problems.
func (v *validation) collect() {
	var previous fault
	for i := range int(C.xsd_run_problem_count(v.run)) {
		f := v.fault(C.xsd_run_problem(v.run, C.int(i)))
		if f.echoes(previous) {
			continue
		}
		previous = f
		v.report.Problems = append(v.report.Problems, v.schema.explain(f, v.report.Root.Local != ""))
	}
	v.report.Problems = append(v.report.Problems, v.last...)
	if v.ended && !v.report.WellFormed && len(v.report.Problems) == 0 {
		v.report.Problems = []Problem{
			{Kind: NotWellFormed, Path: "/", Line: 1, Column: 1, Message: "the document is empty"}}
	}
}

// A step is one element on a path.
type step struct {
	name            xml.Name
	line, column    int
	offset          int64
	serial, ordinal int64
	repeated        bool
}

// A fault is a problem as the parser or the validator gave it.
type fault struct {
	origin, code int
	message      string
	text         string // the beginning of the element's text
	textLength   int64
	atEnd, atEOF bool
	line, column int
	offset       int64
	steps        []step
	later        []step
}

func (v *validation) fault(p *C.xsd_problem) fault {
	return fault{
		origin: int(p.origin), code: int(p.code),
		message: C.GoString(p.message), text: C.GoString(p.text), textLength: int64(p.text_length),
		atEnd: p.at_end != 0, atEOF: p.at_eof != 0 && int64(p.place.offset) >= v.pushed,
		line: int(p.place.line), column: int(p.place.column), offset: v.text.offset(int64(p.place.offset)),
		steps: v.steps(p.steps, p.depth), later: v.steps(p.later, p.later_count),
	}
}

func (v *validation) steps(first *C.xsd_step, count C.int) []step {
	var steps []step
	for _, s := range unsafe.Slice(first, int(count)) {
		steps = append(steps, step{
			name: goName(s.name), line: int(s.place.line), column: int(s.place.column),
			offset: v.text.offset(int64(s.place.offset)), serial: int64(s.serial), ordinal: int64(s.ordinal),
			repeated: s.repeated != 0,
		})
	}
	return steps
}

func goName(n C.xsd_name) xml.Name {
	var name xml.Name
	if n.local != nil {
		name.Local = C.GoString(n.local)
	}
	if n.uri != nil {
		name.Space = C.GoString(n.uri)
	}
	return name
}
