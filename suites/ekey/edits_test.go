package ekey_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/beevik/etree"
)

// v1 and v2 keep a rewrite to methods of a version of eKey, given with
// blanks between.
func v1(methods string, r rewrite) rewrite { return on(1, methods, r) }
func v2(methods string, r rewrite) rewrite { return on(2, methods, r) }

func on(version int, methods string, r rewrite) rewrite {
	return func(c *call) {
		if c.eKey == version && slices.Contains(strings.Fields(methods), c.method) {
			r(c)
		}
	}
}

// where keeps a rewrite to bodies that hold a text.
func where(has string, r rewrite) rewrite {
	return func(c *call) {
		if strings.Contains(string(*c.text()), has) {
			r(c)
		}
	}
}

// refused keeps a rewrite to answers with a code.
func refused(code string, r rewrite) rewrite {
	return func(c *call) {
		if c.code() == code {
			r(c)
		}
	}
}

// nth keeps a rewrite to its n-th chance, from 1.
func nth(n int, r rewrite) rewrite {
	return func(c *call) {
		if n--; n == 0 {
			r(c)
		}
	}
}

// both does one rewrite after the other.
func both(all ...rewrite) rewrite {
	return func(c *call) {
		for _, r := range all {
			r(c)
		}
	}
}

// at changes every element at a path.
func at(path string, change func(*etree.Element)) rewrite {
	return func(c *call) {
		c.edit(func(d *etree.Document) {
			for _, e := range d.FindElements(path) {
				change(e)
			}
		})
	}
}

// first changes the first element at a path.
func first(path string, change func(*etree.Element)) rewrite {
	return func(c *call) {
		c.edit(func(d *etree.Document) {
			if e := d.FindElement(path); e != nil {
				change(e)
			}
		})
	}
}

func text(s string) func(*etree.Element) { return func(e *etree.Element) { e.SetText(s) } }

func suffix(s string) func(*etree.Element) {
	return func(e *etree.Element) { e.SetText(e.Text() + s) }
}

func remove(e *etree.Element) { e.Parent().RemoveChild(e) }

func empty(e *etree.Element) { e.Child = nil }

func double(e *etree.Element) { e.Parent().InsertChildAt(e.Index()+1, e.Copy()) }

func last(e *etree.Element) {
	p := e.Parent()
	p.RemoveChild(e)
	p.AddChild(e)
}

// child puts an element with a text into another, in front of its children.
func child(tag, text string) func(*etree.Element) {
	return func(e *etree.Element) {
		child := etree.NewElement(tag)
		child.SetText(text)
		e.InsertChildAt(0, child)
	}
}

// raw replaces text in the body.
func raw(old, new string) rewrite {
	return func(c *call) { *c.text() = []byte(strings.ReplaceAll(string(*c.text()), old, new)) }
}

// status gives an answer another status.
func status(code int) rewrite { return func(c *call) { c.status = code } }

// header sets a header of the answer.
func header(name, value string) rewrite { return func(c *call) { c.header.Set(name, value) } }

// extra places an order of something plain for real, under a number made of
// the asked one, and returns its answer, which gives the asked one.
func (c *call) extra(number string) *http.Response {
	c.proxy.extras++
	own := fmt.Sprintf("%s~%d", number, c.proxy.extras)
	r := c.place(own)
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(strings.NewReader(strings.ReplaceAll(string(body), own, number)))
	return r
}

// place orders something plain under a number.
func (c *call) place(number string) *http.Response {
	body := fmt.Sprintf("<TransactionOrderLine><OrderNum>%s</OrderNum><PartNum>%s</PartNum><quantity>%s</quantity></TransactionOrderLine>", number, c.proxy.plain, c.proxy.quantity)
	if c.eKey == 2 {
		body = fmt.Sprintf("<AddOrder><orderRequest><OrderNum>%s</OrderNum><SendOrderLines><SendOrderLineContract><OrderLineNum>%[1]s-x</OrderLineNum><PartNum>%s</PartNum><Quantity>%s</Quantity></SendOrderLineContract></SendOrderLines></orderRequest></AddOrder>",
			number, c.proxy.plain, c.proxy.quantity)
	}
	return c.fetch("AddOrder", body)
}

// accepts makes the service accept what it must refuse.
func accepts(c *call) { c.take(c.extra(c.number)) }

// leaves makes a refusal leave an order behind.
func leaves(c *call) { c.place(c.number) }

// charges makes the service charge for something more.
func charges(c *call) { c.extra(c.number) }

// placed keeps a rewrite to orders that were accepted.
func placed(r rewrite) rewrite {
	return func(c *call) {
		if c.method == "AddOrder" && c.accepted() {
			r(c)
		}
	}
}

// again keeps a rewrite to all but the first call of a method for a number.
func again(r rewrite) rewrite {
	seen := map[string]int{}
	return func(c *call) {
		if key := c.method + c.number; c.number != "" {
			if seen[key]++; seen[key] > 1 {
				r(c)
			}
		}
	}
}

// refuse1 and refuse2 answer with a refusal instead.
func refuse1(code string) rewrite {
	return func(c *call) {
		c.status, c.body = 500, []byte("<BusinessError><ErrorDetails>No</ErrorDetails><ErrorCode>"+code+"</ErrorCode></BusinessError>")
	}
}

func refuse2(code string) rewrite {
	return func(c *call) {
		c.body = []byte("<" + c.method + "Response><" + c.method + "Result><IsError>true</IsError><ErrorCode>" + code +
			"</ErrorCode><Errors><string>No</string></Errors></" + c.method + "Result></" + c.method + "Response>")
	}
}

// longLine refuses line numbers of more than 32 characters.
func longLine(code string) rewrite {
	return v2("AddOrder", func(c *call) {
		if strings.Contains(string(c.sent), strings.Repeat("-", 40)) {
			refuse2(code)(c)
		}
	})
}

// asked does a rewrite where the request held a text.
func asked(c *call, text string, r rewrite) {
	if has(c.sent, text) {
		r(c)
	}
}

func has(body []byte, text string) bool { return strings.Contains(string(body), text) }

// textOf is the text of the first element at a path.
func textOf(body []byte, path string) string {
	d := etree.NewDocument()
	if d.ReadFromBytes(body) != nil {
		return ""
	}
	return textAt(d, path)
}

// key1 puts a key into Keys.
func key1(keys *etree.Element) {
	k := keys.CreateElement("ProductKey")
	for _, m := range [][2]string{{"ActiveKey", "AAAA-BBBB"}, {"DateAdd", "2026-01-01T10:00:00+03:00"}, {"VendorClientTransactionId", "00000000-0000-4000-8000-000000000001"},
		{"keyTypeId", "1"}, {"SequenceNumber", "1"}, {"Description", ""}} {
		k.CreateElement(m[0]).SetText(m[1])
	}
}

// leaving gives an order that was slow the state before, once, after it
// came to its end.
func leaving(before, end, path string) rewrite {
	seen := map[string]int{}
	return func(c *call) {
		d := c.tree()
		if d == nil || !c.accepted() || !slow(c) {
			return
		}
		if textAt(d, path) == end {
			if seen[c.number]++; seen[c.number] == 2 {
				at(path, text(before))(c)
			}
		}
	}
}

func slow(c *call) bool {
	return has(c.body, ">"+c.proxy.special.FinishesLater+"<") || has(c.body, ">"+c.proxy.special.FinishesAndFails+"<")
}

// replacing gives orders otherwise once a duplicate of them was refused.
func replacing(r rewrite) rewrite {
	replaced := map[string]bool{}
	return func(c *call) {
		switch code := c.code(); {
		case c.method == "AddOrder" && (c.eKey == 1 && code == "3" || c.eKey == 2 && code == "4"):
			replaced[c.number] = true
		case c.method == "GetOrder" && replaced[c.number]:
			r(c)
		}
	}
}

// renumber gives a request another number, and its lines too.
func renumber(c *call) {
	c.proxy.extras++
	c.own = fmt.Sprintf("%s~%d", c.number, c.proxy.extras)
	raw(">"+c.number, ">"+c.own)(c)
}

// restored gives the answer the number that was asked for.
func restored(c *call) {
	if c.own != "" {
		raw(c.own, c.number)(c)
	}
}

// atOnce accepts duplicates that come while another is being answered.
func atOnce() rewrite {
	busy := map[string]int{}
	return func(c *call) {
		if busy[c.number]++; busy[c.number] > 1 {
			renumber(c)
		}
		c.proxy.mu.Unlock()
		select {
		case <-c.Context().Done():
		case <-time.After(10 * time.Millisecond): // for the others to come
		}
		c.proxy.mu.Lock()
		number := c.number
		c.after = func() { delete(busy, number) }
	}
}

// lost forgets the number of an order whose client hung up before the
// answer.
func lost() (ask, answer rewrite) {
	gone := map[string]bool{}
	ask = func(c *call) {
		if gone[c.number] {
			renumber(c)
		}
	}
	answer = func(c *call) {
		restored(c)
		if !c.accepted() {
			return
		}
		c.proxy.mu.Unlock()
		select {
		case <-c.Context().Done():
			defer func() { gone[c.number] = true }()
		case <-time.After(10 * time.Millisecond):
		}
		c.proxy.mu.Lock()
	}
	return ask, answer
}

func replace(s, old, new string) string { return strings.ReplaceAll(s, old, new) }

// nthOf does a rewrite at the second call for the order.
func nthOf(c *call, r rewrite) {
	if c.proxy.calls == nil {
		c.proxy.calls = map[string]int{}
	}
	if c.proxy.calls[c.number]++; c.proxy.calls[c.number] == 2 {
		r(c)
	}
}

// days tells whether the sandbox's clock was moved by a day.
func (p *proxy) days() bool { return time.Until(p.sandbox.Clock().Now()) > 24*time.Hour }

// rounded gives every amount as the same.
func rounded(c *call) {
	at("//*", func(e *etree.Element) {
		if len(e.ChildElements()) == 0 && strings.Contains(e.Text(), ".") {
			e.SetText("5000.00")
		}
	})(c)
}

// swift keeps a rewrite to orders without a slow line.
func swift(r rewrite) rewrite {
	return func(c *call) {
		if c.accepted() && !slow(c) {
			r(c)
		}
	}
}

// asPartner takes the second partner for the first.
func asPartner(c *call) {
	if user, _, _ := c.BasicAuth(); user == "partner-two" {
		c.SetBasicAuth("partner", "partner-password")
	}
}
