package junit

import (
	"bytes"
	"encoding/xml"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/sample"
	"github.com/montcheck/montcheck/internal/xsd"
	"github.com/montcheck/montcheck/reports/printable"
)

func suites(t *testing.T, r *run.Run) junit.Testsuites {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r); err != nil {
		t.Fatal(err)
	}
	var back junit.Testsuites
	if err := xml.Unmarshal(b.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	return back
}

func find(t *testing.T, s junit.Testsuites, id string) junit.Testcase {
	t.Helper()
	for _, suite := range s.Suites {
		for _, c := range suite.Testcases {
			if strings.Contains(c.Name, "["+id+"]") {
				return c
			}
		}
	}
	t.Fatalf("no case of %s", id)
	return junit.Testcase{}
}

func skipped(s junit.Testsuites) (n int) {
	for _, suite := range s.Suites {
		n += suite.Skipped
	}
	return n
}

// Readers that are strict drop a file with an element or an attribute that
// their schema does not have.
func TestStrictSchema(t *testing.T) {
	schema, err := xsd.Compile(os.DirFS("testdata"), "junit.xsd")
	if err != nil {
		t.Fatal(err)
	}
	long := sample.Full()
	long.Ended = long.Started.Add(1234567 * time.Millisecond)
	for name, r := range map[string]*run.Run{"full": sample.Full(), "long": long, "cut": sample.Cut(),
		"hostile": sample.Hostile(), "empty": sample.Empty()} {
		var b bytes.Buffer
		if err := Write(&b, r); err != nil {
			t.Fatal(err)
		}
		report, err := schema.Validate(&b, xsd.Limits{})
		if err != nil || !report.Valid() {
			t.Errorf("%s: %v %+v", name, err, report.Problems)
		}
	}
}

func TestVerdicts(t *testing.T) {
	s := suites(t, sample.Full())
	if len(s.Suites) != 2 || s.Suites[0].Name != "transport" || s.Suites[1].Name != "content" {
		t.Fatalf("%d suites", len(s.Suites))
	}
	if s.Tests != 11 || s.Failures != 2 || s.Errors != 1 || skipped(s) != 2 {
		t.Errorf("%d tests, %d failures, %d errors, %d skipped", s.Tests, s.Failures, s.Errors, skipped(s))
	}
	if c := find(t, s, "CNT-ENV-01"); c.Failure != nil || c.Error != nil || c.Skipped != nil || c.Time != "0.130" ||
		!strings.Contains(c.SystemOut.Data, "12 vendors") {
		t.Errorf("a pass: %+v", c)
	}
	if c := find(t, s, "CNT-DELTA-10"); c.Skipped == nil ||
		c.Skipped.Message != "not exercised: No change happened while the run watched." {
		t.Errorf("not exercised: %+v", c)
	}
	if c := find(t, s, "MNT-TLS-01"); c.Skipped == nil || !strings.HasPrefix(c.Skipped.Message, "out of scope: ") {
		t.Errorf("out of scope: %+v", c)
	}
	if c := find(t, s, "CNT-DELTA-04"); c.Error == nil || c.Failure != nil {
		t.Errorf("an error: %+v", c)
	}
	if c := find(t, s, "CNT-BAD-01"); c.Failure != nil || !strings.Contains(c.SystemOut.Data, "warning: CNT-BAD-01") {
		t.Errorf("a warning: %+v", c)
	}
}

func TestFailureTellsADeveloperEnough(t *testing.T) {
	f := find(t, suites(t, sample.Full()), "CNT-PRD-08").Failure
	if f == nil || !strings.HasPrefix(f.Message, "CNT-PRD-08: InstantDelivery stands after Price") {
		t.Fatalf("%+v", f)
	}
	for _, want := range []string{
		"CNT-PRD-08", "D3, Доступные методы", "InstantDelivery between ImageUrls and IsRenewal",
		"InstantDelivery after Price",
		"/ProductListResponse/ProductList/ProductContract/InstantDelivery", "byte 1127", ">    23 │", "200 OK",
		`curl -sS -i -u "$MONT_LOGIN:$MONT_PASSWORD"`, "--label-filter CNT-PRD-08", "montcheck sandbox --products 200",
		"and 3 more",
	} {
		if !strings.Contains(f.Data, want) {
			t.Errorf("the failure does not tell %q:\n%s", want, f.Data)
		}
	}
}

func TestStoppedRunIsNotGreen(t *testing.T) {
	r := sample.Cut()
	s := suites(t, r)
	if s.Errors != 1 || skipped(s) != len(r.Requirements) || s.Tests != len(r.Requirements)+1 {
		t.Errorf("%d tests, %d errors, %d skipped", s.Tests, s.Errors, skipped(s))
	}
	last := s.Suites[len(s.Suites)-1].Testcases[0]
	if last.Error == nil || !strings.Contains(last.Error.Message, "connection refused") {
		t.Errorf("%+v", last)
	}
}

func TestHostileRunIsWellFormed(t *testing.T) {
	s := suites(t, sample.Hostile()) // XML allows no control characters, and no "]]>" in CDATA
	f := s.Suites[0].Testcases
	if len(f) == 0 || !strings.Contains(f[0].Name, `\x1b[2J`) || !strings.Contains(f[0].Name, "]]>") {
		t.Errorf("%+v", f)
	}
	var b bytes.Buffer
	if err := Write(&b, sample.Hostile()); err != nil {
		t.Fatal(err)
	}
	if !printable.Clean(b.String()) {
		t.Error("the report shows control characters")
	}
}

func TestEmptyRun(t *testing.T) {
	if s := suites(t, sample.Empty()); s.Tests != 0 || len(s.Suites) != 0 {
		t.Errorf("%+v", s)
	}
}
