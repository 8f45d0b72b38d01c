package westcon

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/montcheck/montcheck/internal/coding"
	"github.com/montcheck/montcheck/internal/run"
)

// orderStatus is the answer of Orders/orderStatus as the suite reads it: with
// no regard to letters' case in names, to types, or to a missing array. Those
// are for the schema to judge; one mistake there must not look like many.
type orderStatus struct {
	lines []*line
	none  string // what stands for no lines where it is no empty array: null, {} or ""
}

// line is a line of an order.
type line struct {
	members map[string]string // by name, in lower case
	further map[string]string // members that D2 does not show, by name
	noTexts map[string]bool   // names of members whose values are no texts, in lower case
	pointer string
	text    []byte // the whole body
	offset  int    // in it
}

// place is where the line stands.
func (l *line) place() run.Place {
	before := l.text[:l.offset]
	return run.Place{
		Path: l.pointer, Offset: int64(l.offset), Line: 1 + bytes.Count(before, []byte("\n")),
		Column: l.offset - bytes.LastIndexByte(before, '\n'),
	}
}

// notOwn is the status of the line that stands for an order of someone else.
const notOwn = "NAO"

func (l *line) get(name string) string { return l.members[strings.ToLower(name)] }

// hasText tells whether a member is there, and is a text.
func (l *line) hasText(name string) bool {
	name = strings.ToLower(name)
	_, there := l.members[name]
	return there && !l.noTexts[name]
}

func (l *line) order() string    { return l.get("eRPOrderNumber") }
func (l *line) number() string   { return l.get("eRPOrderLineNumber") }
func (l *line) customer() string { return l.get("customerOrderNumber") }
func (l *line) code() string     { return l.get("lineStatusCode") }

// members are the documented members in the order of D2's sample, and which
// of them time changes.
var members = []struct {
	name    string
	changes bool
}{
	{"eRPOrderNumber", false}, {"eRPOrderLineNumber", false}, {"customerOrderNumber", false},
	{"customerLineNumber", false},
	{"eRPProductNumber", false}, {"lineQuantity", false}, {"unitOfMeasure", false}, {"lineStatusCode", true},
	{"lineStatusDescription", true}, {"statusDate", true}, {"shipDate", true}, {"billingDocument", true},
	{"parentERPLine", false},
}

// whole is all that a line says, to compare it.
func (l *line) whole() string { return l.say(true) }

// identity is what a line says that does not change with time.
func (l *line) identity() string { return l.say(false) }

func (l *line) say(all bool) string {
	var words []string
	for _, m := range members {
		if all || !m.changes {
			words = append(words, m.name+" "+strings.TrimSpace(l.get(m.name)))
		}
	}
	return strings.Join(words, ", ")
}

// root is the member that holds the lines.
const root = "MT_OrderStatus_Response"

// hasRoot tells whether an answer has the member that holds the lines, in
// letters of whatever case.
func (a *answer) hasRoot() bool {
	var members map[string]json.RawMessage
	if json.Unmarshal([]byte(a.text), &members) != nil {
		return a.status != nil
	}
	for name := range members {
		if strings.EqualFold(name, root) {
			return true
		}
	}
	return false
}

// own returns the lines that show something: not those that say that an
// order is someone else's.
func (o *orderStatus) own() []*line {
	return slices.DeleteFunc(slices.Clone(o.lines), func(l *line) bool { return l.code() == notOwn })
}

// examine validates and reads an answer.
func (a *answer) examine() error {
	body, err := a.Open()
	if err != nil {
		return err
	}
	defer body.Close()
	text, err := io.ReadAll(io.LimitReader(body, longest))
	if err != nil {
		return err
	}
	a.text = string(text)
	if a.question.sort != token && a.question.sort != badToken {
		a.status = read(text)
	}
	if schema := a.schema(); schema != nil {
		a.report, err = schema.Validate(bytes.NewReader(text))
	}
	return err
}

// read reads an order status; nil where the body is none.
func read(text []byte) *orderStatus {
	d := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if d.PeekKind() != '{' {
		return nil
	}
	d.ReadToken()
	if d.PeekKind() == '}' {
		return &orderStatus{none: "{}"}
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return nil
		}
		if !strings.EqualFold(name.String(), root) {
			if d.SkipValue() != nil {
				return nil
			}
			continue
		}
		return readLines(d, text)
	}
	return nil
}

func readLines(d *jsontext.Decoder, text []byte) *orderStatus {
	o := &orderStatus{}
	switch d.PeekKind() {
	case '[':
		d.ReadToken()
	case '{': // a single line without its array
		switch l := readLine(d, text, "/"+root); {
		case l == nil:
		case len(l.members)+len(l.further) == 0:
			o.none = "{}"
		default:
			o.lines = append(o.lines, l)
		}
		return o
	case 'n', '"': // as converters of XML write a list without items
		raw, err := d.ReadValue()
		if o.none = string(raw); err != nil ||
			strings.TrimSpace(plain(json.RawMessage(raw))) != "" && raw.Kind() != 'n' {
			return nil
		}
		return o
	default:
		return nil
	}
	for d.PeekKind() != ']' {
		l := readLine(d, text, "/"+root+"/"+strconv.Itoa(len(o.lines)))
		if l == nil {
			return nil
		}
		o.lines = append(o.lines, l)
	}
	return o
}

// readLine reads a line; nil where the JSON ends or breaks.
func readLine(d *jsontext.Decoder, text []byte, pointer string) *line {
	raw, err := d.ReadValue()
	if err != nil {
		return nil
	}
	l := &line{members: map[string]string{}, further: map[string]string{}, noTexts: map[string]bool{}, pointer: pointer,
		text: text, offset: int(d.InputOffset()) - len(raw)}
	var values map[string]json.RawMessage
	if json.Unmarshal(raw, &values) != nil {
		return l // no object: the schema says so
	}
	for name, value := range values {
		known := canonical[strings.ToLower(name)]
		if known == "" {
			l.further[name] = plain(value)
			continue
		}
		if _, exact := values[known]; exact && name != known {
			continue // the same in other letters: the schema judges that
		}
		l.members[strings.ToLower(name)] = plain(value)
		l.noTexts[strings.ToLower(name)] = value[0] != '"'
	}
	return l
}

// canonical are the documented members by their names in lower case.
var canonical = func() map[string]string {
	all := map[string]string{}
	for _, m := range members {
		all[strings.ToLower(m.name)] = m.name
	}
	return all
}()

// plain is a value as text; null as empty.
func plain(value json.RawMessage) string {
	var s string
	if json.Unmarshal(value, &s) == nil {
		return s
	}
	return string(value)
}

// isJSON tells whether the answer is declared as JSON.
func (a *answer) isJSON() bool {
	return coding.TypeOf(a.Header()).Media == "application/json"
}

// padded is a Westcon order number as answers print it.
func padded(number string) string {
	number = strings.TrimSpace(number)
	if n := len(number); n < 10 && strings.Trim(number, "0123456789") == "" {
		return strings.Repeat("0", 10-n) + number
	}
	return number
}

// bare is a Westcon order number as D2's request has it, without zeros in
// front.
func bare(number string) string { return strings.TrimLeft(number, "0") }
