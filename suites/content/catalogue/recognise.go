package catalogue

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"hash/maphash"
	"sync"
)

// memory keeps what the entities of a run said, by their bytes. Full lists
// and deltas repeat most of a catalogue byte by byte, and to recognise an
// entity costs a hundredth of reading it. It is safe for concurrent use.
type memory struct {
	seeds [2]maphash.Seed // of this run: nobody can make two entities look the same

	// reading is held while a document is looked at: what comes at the same
	// moment says much the same, and is known then.
	reading sync.Mutex

	mu       sync.Mutex
	facts    map[fingerprint]*Facts
	settings map[string]setting
}

// fingerprint stands for the bytes of an entity between its tags.
type fingerprint struct {
	Kind Kind
	size int
	sums [2]uint64
}

func newMemory() *memory {
	return &memory{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, facts: map[fingerprint]*Facts{},
		settings: map[string]setting{}}
}

func (m *memory) fingerprint(k Kind, content []byte) fingerprint {
	return fingerprint{k, len(content),
		[2]uint64{maphash.Bytes(m.seeds[0], content), maphash.Bytes(m.seeds[1], content)}}
}

func (m *memory) find(f fingerprint) *Facts {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.facts[f]
}

// keep remembers facts and returns those that were there first.
func (m *memory) keep(f fingerprint, new *Facts) *Facts {
	m.mu.Lock()
	defer m.mu.Unlock()
	if known := m.facts[f]; known != nil {
		return known
	}
	m.facts[f] = new
	return new
}

// tape is a document that a decoder takes byte by byte. It never takes more
// than a start tag, so that what follows the tag can be looked at.
type tape struct {
	*bufio.Reader
	last, before byte // taken
}

// ReadByte implements io.ByteReader, by which a decoder does no buffering of
// its own.
func (t *tape) ReadByte() (byte, error) {
	b, err := t.Reader.ReadByte()
	t.before, t.last = t.last, b
	return b, err
}

// stretch is how far a tape can be looked ahead. Longer entities are read.
const stretch = 256 << 10

var stretches = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, stretch) }}

// ahead returns the bytes that follow the start tag just taken, up to what
// looks like its end tag, and that tag's length: 0 where it is too far away.
// They are a guess: the end tag may be one in a comment, or of another
// element. That bytes which once were the whole content of an element are
// that again does not hang on it.
func (t *tape) ahead(start xml.StartElement) (content []byte, end int) {
	if t.before == '/' || t.last != '>' { // the element is empty
		return nil, 0
	}
	name := start.Name.Local
	if start.Name.Space != "" {
		name = start.Name.Space + ":" + name
	}
	tag := []byte("</" + name + ">")
	for _, n := range []int{t.Buffered(), t.Size()} {
		if text, _ := t.Peek(n); len(text) > 0 { // an error is for the decoder to meet
			if i := bytes.Index(text, tag); i >= 0 {
				return text[:i], len(tag)
			}
		}
	}
	return nil, 0
}

// recognise returns what an entity says, whose start tag was just read. One
// whose bytes were read before is passed over. The facts are in the memory
// where known.
func (r *reader) recognise(k Kind, start xml.StartElement) (f *Facts, known bool, err error) {
	var guess []byte
	end := 0
	if r.memory != nil {
		guess, end = r.tape.ahead(start)
	}
	if end == 0 {
		f, err = r.facts(k)
		return f, false, err
	}
	mark := r.memory.fingerprint(k, guess)
	if f = r.memory.find(mark); f != nil {
		n, err := r.tape.Discard(mark.size + end)
		r.skipped += int64(n)
		return f, true, err
	}
	from := r.offset()
	f, err = r.facts(k)
	if err != nil || r.offset()-from != int64(mark.size+end) { // the guess was wrong
		return f, false, err
	}
	return r.memory.keep(mark, f), true, nil
}

// offset is how much of the document was read or passed over, in bytes.
func (r *reader) offset() int64 { return r.d.InputOffset() + r.skipped }
