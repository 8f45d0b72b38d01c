package xsd_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/lestrrat-go/libxml2/parser"
	binding "github.com/lestrrat-go/libxml2/xsd"

	"github.com/montcheck/montcheck/internal/xsd"
	"github.com/montcheck/montcheck/schemas"
)

// child names what a process started by a test of this file has to do; each process begins with libxml2 untouched.
const child = "MONTCHECK_XSD_TEST_CHILD"

func TestMain(m *testing.M) {
	switch name := os.Getenv(child); name {
	case "":
		os.Exit(m.Run())
	case "first use":
		firstUse()
	case "big document":
		bigDocument()
	case "hostile value":
		hostileValue()
	case "hostile value, binding":
		hostileValueByBinding()
	case "noise":
		noise()
	default:
		panic("unknown child " + name)
	}
}

// inChild runs this test binary again for one thing.
func inChild(name string) (stdout, stderr string, err error) {
	var out, errs bytes.Buffer
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), child+"="+name)
	command.Stdout, command.Stderr = &out, &errs
	err = command.Run()
	return out.String(), errs.String(), err
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func productListOrDie() *xsd.Schema {
	return must(xsd.Compile(schemas.FS(), "content/product-list.xsd"))
}

// plain is a product list that needs no file.
const plain = head + tail

func firstUse() {
	var wait sync.WaitGroup
	start := make(chan struct{})
	for range 16 {
		wait.Go(func() {
			<-start
			schema := productListOrDie()
			for range 20 {
				if report := must(schema.Validate(strings.NewReader(plain), xsd.Limits{})); !report.Valid() {
					panic(fmt.Sprint(report.Problems))
				}
			}
		})
	}
	close(start)
	wait.Wait()
	fmt.Print("done")
}

func TestFirstUseByManyGoroutines(t *testing.T) {
	for range 8 {
		if out, errs, err := inChild("first use"); err != nil || out != "done" {
			t.Fatalf("%v %s %s", err, out, errs)
		}
	}
}

// peak is the greatest memory that the process has held, in KB.
func peak() int {
	status := string(must(os.ReadFile("/proc/self/status")))
	_, rest, found := strings.Cut(status, "VmHWM:")
	if !found {
		panic("no VmHWM")
	}
	return must(strconv.Atoi(strings.Fields(rest)[0]))
}

func bigDocument() {
	schema := productListOrDie()
	p := product(&testing.B{})
	for _, n := range []int{500, 28_000} {
		report := must(schema.Validate(around(head, repeat(p, n), tail), xsd.Limits{}))
		if !report.Valid() {
			panic(fmt.Sprint(report.Problems))
		}
		fmt.Println(report.Bytes, peak())
	}
}

func TestMemoryIsConstant(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
	out, errs, err := inChild("big document")
	if err != nil {
		t.Fatal(err, errs)
	}
	var smallBytes, smallPeak, bigBytes, bigPeak int
	if _, err := fmt.Sscan(out, &smallBytes, &smallPeak, &bigBytes, &bigPeak); err != nil {
		t.Fatal(err, out)
	}
	if bigBytes < 60<<20 {
		t.Errorf("only %d bytes", bigBytes)
	}
	if grown := bigPeak - smallPeak; grown > 8<<10 {
		t.Errorf("%d bytes took %d KB more than %d bytes", bigBytes, grown, smallBytes)
	}
	t.Logf("%d bytes: peak %d KB; %d bytes: peak %d KB", smallBytes, smallPeak, bigBytes, bigPeak)
}

// hostile is an answer with a value of 20,000 characters that no enumeration has.
func hostile() string {
	return head + strings.Replace(product(&testing.B{}), "<a:ValueType>String",
		"<a:ValueType>"+strings.Repeat("A", 20_000), 1) + tail
}

func hostileValue() {
	report := must(productListOrDie().Validate(strings.NewReader(hostile()), xsd.Limits{}))
	if len(report.Problems) != 1 {
		panic(fmt.Sprint(report.Problems))
	}
	fmt.Print(report.Problems[0].Message)
}

// hostileValueByBinding does the same through the binding that validates a tree.
func hostileValueByBinding() {
	schema := must(binding.ParseFromFile("../../schemas/content/product-list.xsd"))
	document := must(parser.New().ParseString(hostile()))
	fmt.Print(schema.Validate(document) != nil)
}

func TestHugeInvalidValue(t *testing.T) {
	out, errs, err := inChild("hostile value")
	if err != nil || !strings.Contains(out, "(20000 bytes); expected String, Int or Bool") || len(out) > 500 {
		t.Errorf("%v %s %s", err, out, errs)
	}
	_, errs, err = inChild("hostile value, binding")
	t.Logf("the binding's own validation of the same answer: %v %.120s", err, errs)
}

// noise makes libxml2 complain in every way that it knows.
func noise() {
	schema := productListOrDie()
	for _, document := range []string{
		"", "x", "<a", "<a>&x;</a>", plain + "x", "\xFF\xFEx", "<!DOCTYPE a SYSTEM 'file:///none'><a/>", "<a b:c=''/>",
		"<a xmlns:b='%'/>",
		`<?xml version="1.0" encoding="klingon"?><a/>`, `<?xml version="9"?><a/>`,
		strings.Replace(plain, "false", "no", 1), hostile(),
		strings.Replace(plain, "<Error>", "<Error xmlns:i='"+instance+"' i:type='none'>", 1), "<a>\xC3(</a>",
		"<a xml:lang='?' xml:space='?'/>",
	} {
		must(schema.Validate(strings.NewReader(document), xsd.Limits{}))
	}
	for _, schema := range []string{"", "<x",
		"<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='a' type='b'/></xs:schema>"} {
		if _, err := xsd.Compile(files{"a.xsd": schema}.fs(), "a.xsd"); err == nil {
			panic("compiled " + schema)
		}
	}
}

func TestLibxml2WritesNothing(t *testing.T) {
	out, errs, err := inChild("noise")
	if err != nil || out != "" || errs != "" {
		t.Errorf("%v\nstdout: %s\nstderr: %s", err, out, errs)
	}
}

// TestManyAtOnce validates good and bad documents on all threads: each report must be its document's own.
func TestManyAtOnce(t *testing.T) {
	schema := productList(t)
	p := product(t)
	var wait sync.WaitGroup
	for worker := range 16 {
		wait.Go(func() {
			for i := range 30 {
				wrong := (worker + i) % 5
				document := head + strings.Repeat(p, i) +
					strings.Repeat(strings.Replace(p, "<a:Id>626", "<a:Id>x", 1), wrong) + tail
				report, err := schema.Validate(strings.NewReader(document), xsd.Limits{})
				if err != nil || len(report.Problems) != wrong || !report.WellFormed {
					t.Errorf("%v: %d problems, expected %d", err, len(report.Problems), wrong)
				}
			}
		})
	}
	wait.Wait()
}
