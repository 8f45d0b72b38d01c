package certify

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/sandbox"
)

// damages is how many damaged endpoints TestDamagedAnswers certifies; make
// fuzz sets more, and the first seed.
func damages(t *testing.T) (from, to uint64) {
	number := func(name string, otherwise uint64) uint64 {
		n, err := strconv.ParseUint(os.Getenv(name), 10, 64)
		if os.Getenv(name) == "" {
			return otherwise
		}
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	from = number("DAMAGE_FROM", 1)
	return from, from + number("DAMAGES", 3)
}

// No spec breaks on any answer: an endpoint that damages its answers at random
// is judged, and no check of montcheck's own ends in a panic.
func TestDamagedAnswers(t *testing.T) {
	from, to := damages(t)
	for seed := from; seed < to; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			env := damagedEndpoint(t, seed)
			modules := [][]string{{"content"}, {"ekey"}, {"westcon"}}[seed%3]
			r, _, err := Run(t.Context(),
				Options{Environment: env, Modules: modules, Dir: t.TempDir(), Seed: int64(seed),
					Timeout: 2 * time.Minute})
			if err != nil {
				t.Logf("it could not begin: %v", err)
				return
			}
			for _, s := range r.Specs {
				if s.Verdict == run.Error && strings.Contains(s.Reason, "itself broke") {
					t.Errorf("%s: %s", s.ID, s.Reason)
				}
			}
		})
	}
}

// damagedEndpoint is the sandbox, with answers that are damaged from some
// request on.
func damagedEndpoint(t *testing.T, seed uint64) *environment.Environment {
	t.Helper()
	s, err := sandbox.New(t.Context(), sandbox.Options{Products: 60, Control: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	d := &damage{dice: rand.New(rand.NewPCG(seed, 1)), sound: 10 + int(seed%50)}
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		kept := httptest.NewRecorder()
		s.Handler().ServeHTTP(kept, r)
		body := kept.Body.Bytes()
		if !strings.HasPrefix(r.URL.Path, sandbox.ControlPath) {
			body = d.do(body)
		}
		maps.Copy(out.Header(), kept.Header())
		out.Header().Del("Content-Length")
		out.WriteHeader(kept.Code)
		out.Write(body)
	}))
	t.Cleanup(server.Close)
	special, err := s.Scenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	westcon, err := s.WestconScenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	service := func(path string) *environment.Service { return &environment.Service{URL: at(t, server.URL+path)} }
	return &environment.Environment{
		Name: "damaged", Kind: environment.Sandbox,
		Login:    environment.NewSecret("MONT_LOGIN", sandbox.PartnerLogin),
		Password: environment.NewSecret("MONT_PASSWORD", sandbox.PartnerPassword),
		Content:  service(sandbox.ContentPath), EKey: service(sandbox.EKeyPath), EKey2: service(sandbox.EKey2Path),
		Westcon: westconAt(t, server.URL),
		Control: at(t, server.URL+sandbox.ControlPath),
		Scenarios: environment.Scenarios{
			environment.OutOfStock: {special.OutOfStock}, environment.CreditLimit: {special.CreditLimit},
			environment.VendorError: {special.VendorError},
			environment.RenewalKey:  {special.RenewalKey}, environment.Subscriber: {special.Subscriber},
			environment.WestconOrders:       westcon.Orders,
			environment.WestconForeignOrder: {westcon.ForeignOrder},
		},
		Orders: environment.Orders{Max: 300, Budget: decimal.NewFromInt(100_000_000), Currency: "RUB",
			Poll: time.Millisecond, Wait: 20 * time.Millisecond},
	}
}

// damage damages answers at random.
type damage struct {
	mu    sync.Mutex
	dice  *rand.Rand
	sound int      // answers that are left as they are, at first
	seen  [][]byte // bodies of other answers
}

var (
	element = regexp.MustCompile(`<((?:\w+:)?\w+)(?:\s[^<>]*)?>[^<>]*</(?:\w+:)?\w+>`)
	inside  = regexp.MustCompile(`>[^<>]*</|"[^"]*"|:\s*\d+`)
)

// values are what texts and numbers become.
var values = []string{"", "0", "-1", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "NaN",
	"1E999999999", "null", "true", " ", "0001-01-01T00:00:00",
	"9999-12-31T23:59:59.9999999+14:00", "\u0442\u0435\u043a\u0441\u0442", "%s%n", strings.Repeat("9", 3000), "a,b",
	"../..", "1e-5", "[]", "{}"}

func (d *damage) do(body []byte) []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.sound--; d.sound > 0 || d.dice.IntN(3) > 0 {
		if len(d.seen) < 200 {
			d.seen = append(d.seen, bytes.Clone(body))
		}
		return body
	}
	for range 1 + d.dice.IntN(3) {
		body = d.once(bytes.Clone(body))
	}
	return body
}

// once damages a body in one way.
func (d *damage) once(body []byte) []byte {
	pick := func(all [][]int) []int { return all[d.dice.IntN(len(all))] }
	value := values[d.dice.IntN(len(values))]
	switch all := element.FindAllIndex(body, -1); d.dice.IntN(9) {
	case 0: // an element is dropped, or doubled
		if len(all) > 0 {
			at := pick(all)
			return bytes.Join([][]byte{body[:at[0]], bytes.Repeat(body[at[0]:at[1]], 2*d.dice.IntN(2)), body[at[1]:]},
				nil)
		}
	case 1: // two elements change places
		if len(all) > 1 {
			a, b := pick(all), pick(all)
			if a[1] <= b[0] {
				return bytes.Join([][]byte{body[:a[0]], body[b[0]:b[1]], body[a[1]:b[0]], body[a[0]:a[1]], body[b[1]:]},
					nil)
			}
		}
	case 2: // an element is nil
		if len(all) > 0 {
			at := pick(all)
			name := element.FindSubmatch(body[at[0]:at[1]])[1]
			nothing := fmt.Appendf(nil, `<%s i:nil="true" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"/>`, name)
			return bytes.Join([][]byte{body[:at[0]], nothing, body[at[1]:]}, nil)
		}
	case 3: // the answer ends early
		return body[:d.dice.IntN(len(body)+1)]
	case 4: // it is another question's
		if len(d.seen) > 0 {
			return d.seen[d.dice.IntN(len(d.seen))]
		}
	case 5: // every value of one name is another
		if len(all) > 0 {
			at := pick(all)
			name := regexp.QuoteMeta(string(element.FindSubmatch(body[at[0]:at[1]])[1]))
			return regexp.MustCompile(`(<`+name+`(?:\s[^<>]*)?>)[^<>]*(</)`).ReplaceAll(body,
				[]byte("${1}"+strings.ReplaceAll(value, "$", "")+"${2}"))
		}
	case 6:
		return nil
	case 7: // a byte is another
		if len(body) > 0 {
			body[d.dice.IntN(len(body))] = byte(d.dice.IntN(256))
		}
	default: // a value is another
		if texts := inside.FindAllIndex(body, -1); len(texts) > 0 {
			at := pick(texts)
			switch text := body[at[0]:at[1]]; text[0] {
			case '>':
				value = ">" + value + "</"
			case '"':
				value = strconv.Quote(value)
			default:
				value = ":" + value
			}
			return bytes.Join([][]byte{body[:at[0]], []byte(value), body[at[1]:]}, nil)
		}
	}
	return body
}
