package verify

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/load/answer"
	"github.com/montcheck/montcheck/internal/load/wire"
)

// sample is an answer that is sound.
func sample(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../../schemas/testdata/golden/content/price-changes.xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func exchange(body string, header ...string) *wire.Exchange {
	h := http.Header{"Content-Type": {"application/xml; charset=utf-8"}}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	hash := uint64(0)
	for _, c := range []byte(body) {
		hash = hash*31 + uint64(c)
	}
	return &wire.Exchange{Status: 200, Header: h, Body: &wire.Buffer{Bytes: []byte(body)}, Hash: hash}
}

// taken keeps what a verifier tells.
type taken struct {
	mu  sync.Mutex
	all map[any]*Verdict
}

func (k *taken) take(v *Verdict, token any) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.all[token] != nil {
		panic("told twice")
	}
	k.all[token] = v
}

func verifier(o Options) (*Verifier, *taken) {
	k := &taken{all: map[any]*Verdict{}}
	o.Verifiers, o.Body = 2, 1<<20
	if o.Known == 0 {
		o.Known = 1 << 20
	}
	return New(o, k.take), k
}

var asked = NewQuestion(answer.Question{Operation: "GetPriceChanges", Price: 7, Path: "GetPriceChanges/7"}, nil)

// The same bytes to the same question are verified once; every answer is told.
func TestKnownBytes(t *testing.T) {
	v, k := verifier(Options{})
	text := sample(t)
	other := NewQuestion(answer.Question{Operation: "GetPriceChanges", Price: 8}, nil)
	for i := range 50 {
		v.Answer(asked, exchange(text), i)
	}
	v.Answer(other, exchange(text), "another question")
	v.Answer(asked, exchange(text, "Content-Type", "text/html"), "another type")
	v.Answer(asked, exchange(strings.Replace(text, "1490.50", "1490.51", 1)), "other bytes")
	v.Close()
	full, known, _, _ := v.Counts()
	if full != 4 || known != 49 || len(k.all) != 53 {
		t.Errorf("%d in full, %d known, %d told", full, known, len(k.all))
	}
	if got := k.all[0]; len(got.Violations) > 0 || got.Reading.Price != 9223372036854775807 ||
		len(got.Reading.Products) != 1 || got.Reading.Products[0].Price != "1490.5" {
		t.Errorf("%+v %+v", got, got.Reading)
	}
	if got := k.all["another type"]; len(got.Violations) != 1 || got.Violations[0].Requirement != "MNT-XML-01" {
		t.Errorf("%+v", got)
	}
}

// Answers that come while the same bytes are being verified take that verdict.
func TestConcurrentAnswers(t *testing.T) {
	v, k := verifier(Options{Known: 16 << 20}) // room for all, however their hashes fall
	text := sample(t)
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for i := range 200 {
				v.Answer(asked, exchange(strings.Replace(text, "1490.50", fmt.Sprint(i), 1)), [2]int{worker, i})
			}
		})
	}
	group.Wait()
	v.Close()
	full, known, _, _ := v.Counts()
	if full != 200 || known != 1400 || len(k.all) != 1600 {
		t.Errorf("%d in full, %d known, %d told", full, known, len(k.all))
	}
}

// asker asks for answers that are all new, and has them verified.
type asker struct {
	question *Question
	verifier *Verifier
	most     atomic.Int64 // of those under way, the longest hold
}

func (a *asker) Ask(x *wire.Exchange) { x.Request = a.question.HTTP }

func (a *asker) Answered(x *wire.Exchange) {
	a.most.Store(max(a.most.Load(), int64(x.Held)))
	a.verifier.Answer(a.question, x, x.Number)
}

// Where bodies have no room the generator is held back, and that shows while it
// lasts; nothing passes unverified.
func TestFullRoom(t *testing.T) {
	text, asked := sample(t), atomic.Int64{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/xml; charset=utf-8")
		io.WriteString(w, strings.Replace(text, "1490.50", fmt.Sprint(asked.Add(1)), 1))
	}))
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	room := wire.NewRoom(4 << 10) // of one of them
	began, goOn := make(chan struct{}, 40), make(chan struct{})
	v := New(Options{Verifiers: 1, Room: room, Known: 1 << 20, Body: 1 << 20},
		func(*Verdict, any) { began <- struct{}{}; <-goOn })
	a := &asker{
		question: NewQuestion(answer.Question{Operation: "GetPriceChanges", Price: 7},
			&http.Request{Method: http.MethodGet, URL: address, Host: address.Host}), verifier: v}
	limits := wire.Limits{Workers: 4, Timeout: time.Minute, Body: 1 << 20, Room: room}
	c := wire.NewCarrier(wire.Transport(address, limits, nil), a, limits)
	t.Cleanup(c.Close)
	var group sync.WaitGroup
	for worker := range limits.Workers {
		group.Go(func() {
			for i := range 10 {
				r := &http.Request{Method: http.MethodGet, URL: address,
					Header: http.Header{"X-Vegeta-Seq": {fmt.Sprint(worker*10 + i)}}}
				if _, err := c.RoundTrip(r); err != nil {
					t.Error(err)
				}
			}
		})
	}
	<-began // one is told and goes no further; of the others one has the room
	for v.Holding() < limits.Workers-1 {
		time.Sleep(time.Millisecond)
	}
	_, _, _, before := v.Counts()
	time.Sleep(20 * time.Millisecond)
	full, _, held, after := v.Counts()
	if after-before < 50*time.Millisecond || held < 3 || full != 1 {
		t.Errorf("held %d times, for %s and then %s; %d verified", held, before, after, full)
	}
	close(goOn)
	group.Wait()
	v.Close()
	v.Close() // no harm
	if full, known, _, _ := v.Counts(); full != 40 || known != 0 || v.Holding() != 0 {
		t.Errorf("%d in full, %d known, %d held", full, known, v.Holding())
	}
	if a.most.Load() < int64(20*time.Millisecond) {
		t.Errorf("the longest hold is %s", time.Duration(a.most.Load()))
	}
}

// What was forgotten is verified again: memory is bounded, verification is not.
func TestForgotten(t *testing.T) {
	text := sample(t)
	v, k := verifier(Options{Known: 1})
	for round := range 2 {
		for i := range 2000 {
			v.Answer(asked, exchange(strings.Replace(text, "1490.50", fmt.Sprint(i), 1)), [2]int{round, i})
		}
	}
	v.Close()
	full, known, _, _ := v.Counts()
	if full+known != 4000 || len(k.all) != 4000 || full < 3000 {
		t.Errorf("%d in full, %d known, %d told", full, known, len(k.all))
	}
	for i := range v.known.parts {
		if p := &v.known.parts[i]; len(p.young)+len(p.old) > 100 {
			t.Errorf("%d are remembered", len(p.young)+len(p.old))
		}
	}
}

// Answers that are too large for their part of the table are few, and none
// stays that is larger than the whole; answers that turn out heavy turn the
// halves over as those that come do.
func TestLargeAnswers(t *testing.T) {
	table := newTable(1 << 20)
	large := func(products int) *Verdict {
		return &Verdict{Reading: &answer.Reading{Products: make([]answer.Product, products)}}
	}
	enter := func(n uint64, v *Verdict) {
		k := key{hash: n, question: n}
		e, _ := table.enter(k)
		e.settle(v)
		table.weigh(k, v)
	}
	remembered := func() (n int, weight int64) {
		for i := range table.parts {
			p := &table.parts[i]
			for _, half := range []map[key]*entry{p.young, p.old} {
				for k, e := range half {
					if _, twice := p.young[k]; twice && len(half) == len(p.old) && p.old[k] == e {
						continue
					}
					n++
					weight += e.verdict.weight()
				}
			}
		}
		return n, weight
	}
	enter(1, large(100))
	if n, _ := remembered(); n != 1 {
		t.Error("a large answer is forgotten")
	}
	enter(2, large(10_000))
	if n, _ := remembered(); n != 1 {
		t.Errorf("of an answer larger than the table and one more, %d are remembered", n)
	}
	for n := range uint64(2000) {
		enter(n, large(100))
	}
	if n, weight := remembered(); weight > 1<<20 || n < 4 {
		t.Errorf("%d large answers weigh %d", n, weight)
	}
	table = newTable(1 << 20)
	entries := make([]*entry, 400)
	for n := range entries { // all are asked for, and then all are verified
		entries[n], _ = table.enter(key{hash: 0, question: uint64(n)})
	}
	for n, e := range entries[:60] {
		e.settle(large(10))
		table.weigh(key{hash: 0, question: uint64(n)}, large(10))
	}
	if p := &table.parts[0]; p.weight > table.bound {
		t.Errorf("a half weighs %d of %d", p.weight, table.bound)
	}
}

// A secret at the edge of an excerpt leaves no half of it.
func TestExcerptCutsNoSecret(t *testing.T) {
	const secret = "password-77-secret"
	redact := func(text string) string { return strings.ReplaceAll(text, secret, "[redacted]") }
	v := New(Options{Redact: redact}, nil)
	for at := range 700 {
		body := strings.Repeat("x", at) + secret + strings.Repeat("y", 700-at)
		got := v.excerpt([]byte(body), 350)
		for n := 4; n <= len(secret); n++ {
			if strings.Contains(got, secret[:n]) || strings.Contains(got, secret[len(secret)-n:]) {
				t.Fatalf("at %d: %s", at, got)
			}
		}
		if len(got) > 320+len(secret) || len(got) < 280 {
			t.Fatalf("at %d: %d bytes", at, len(got))
		}
	}
	if got := v.excerpt([]byte("short"), 9); got != "short" {
		t.Error(got)
	}
}

func TestViolations(t *testing.T) {
	text := sample(t)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write([]byte(text))
	w.Close()
	for name, c := range map[string]struct {
		x           *wire.Exchange
		requirement string
	}{
		"sound":           {exchange(text), ""},
		"packed, unasked": {exchange(packed.String(), "Content-Encoding", "gzip"), ""},
		"not gzip":        {exchange(text, "Content-Encoding", "gzip"), "MNT-XML-01"},
		"a wrong price":   {exchange(strings.Replace(text, "1490.50", "1490,50", 1)), "CNT-SCH-GetPriceChanges"},
		"cut":             {exchange(text[:len(text)/2]), "MNT-XML-01"},
		"nothing":         {exchange(""), "MNT-XML-01"},
		"another root":    {exchange("<html/>"), "CNT-ENV-01"},
		"a version below": {exchange(strings.Replace(text, "9223372036854775807", "6", 1)), "CNT-DELTA-02"},
		"no version": {exchange(strings.Replace(text, "<a:CurrentPriceVersion>"+
			"9223372036854775807</a:CurrentPriceVersion>", `<a:CurrentPriceVersion i:nil="true"/>`,
			1)), "CNT-DELTA-01"},
		"at the version": {exchange(strings.Replace(text, "9223372036854775807", "7", 1)), "CNT-DELTA-04"},
		"no price": {
			exchange(strings.Replace(text, "<a:Price>1490.50</a:Price>", `<a:Price i:nil="true"/>`, 1)),
			"CNT-DELTA-06"},
		"a product repeated": {exchange(twice(text)), "CNT-PRD-06"},
	} {
		t.Run(name, func(t *testing.T) {
			v, _ := verifier(Options{})
			defer v.Close()
			got := v.Verify(asked, c.x)
			if c.requirement == "" {
				if len(got.Violations) > 0 {
					t.Errorf("%+v", got.Violations)
				}
				return
			}
			for _, one := range got.Violations {
				if one.Requirement == c.requirement && one.Summary != "" {
					return
				}
			}
			t.Errorf("%+v", got.Violations)
		})
	}
}

func twice(text string) string {
	start := strings.Index(text, "<a:ProductContract>")
	end := strings.Index(text, "</a:ProductContract>") + len("</a:ProductContract>")
	return text[:end] + text[start:end] + text[end:]
}
