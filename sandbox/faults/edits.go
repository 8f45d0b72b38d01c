package faults

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// change changes an element.
type change func(*etree.Element)

// when keeps a hook to the calls that are something.
func when(is func(*call) bool, h hook) hook {
	return func(c *call) {
		if is(c) {
			h(c)
		}
	}
}

// on keeps a hook to some methods, given with blanks between.
func on(methods string, h hook) hook {
	return when(func(c *call) bool { return slices.Contains(strings.Fields(methods), c.method) }, h)
}

// asked keeps a hook to calls with an argument. The value may name a fact.
func asked(name, value string, h hook) hook {
	return when(func(c *call) bool { return strings.EqualFold(c.arg(name), c.proxy.expand(value)) }, h)
}

// answers keeps a hook to answers with status 200.
func answers(h hook) hook {
	return when(func(c *call) bool { return c.status == http.StatusOK }, h)
}

// where keeps a hook to bodies that hold a text.
func where(has string, h hook) hook {
	return when(func(c *call) bool { return strings.Contains(string(*c.text()), has) }, h)
}

// nth keeps a hook to its n-th chance, from 1.
func nth(n int, h hook) hook {
	return func(c *call) {
		if n--; n == 0 {
			h(c)
		}
	}
}

// everyNth keeps a hook to each n-th of the calls that are the same, by what same makes of them.
func everyNth(n int, same func(*call) string, h hook) hook {
	seen := map[string]int{}
	return func(c *call) {
		key := same(c)
		if seen[key]++; seen[key]%n == 0 {
			h(c)
		}
	}
}

// fromNth keeps a hook to all but the first of the calls that are the same: from the n-th on.
func fromNth(n int, same func(*call) string, h hook) hook {
	seen := map[string]int{}
	return func(c *call) {
		key := same(c)
		if seen[key]++; seen[key] >= n {
			h(c)
		}
	}
}

// anyCall makes all calls the same.
func anyCall(*call) string { return "" }

// flip does a hook at every other of the answers to a call, and third at every third.
func flip(h hook) hook  { return answers(everyNth(2, (*call).asked, h)) }
func third(h hook) hook { return answers(everyNth(3, (*call).asked, h)) }

// crossed gives two calls each other's answers where they come at the same moment and are apart.
func crossed(apart func(a, b *call) bool) hook {
	return meeting(apart, func(a, b *call) { a.body, b.body = b.body, a.body })
}

// meeting does something with two calls that come at the same moment and are apart.
func meeting(apart func(a, b *call) bool, do func(a, b *call)) hook {
	var waiting *call
	return func(c *call) {
		if waiting != nil && apart(waiting, c) {
			do(waiting, c)
			waiting = nil
			return
		}
		waiting = c
		c.await()
		if waiting == c {
			waiting = nil
		}
	}
}

// both does one hook after the other.
func both(all ...hook) hook {
	return func(c *call) {
		for _, h := range all {
			h(c)
		}
	}
}

// at changes every element at a path.
func at(path string, do change) hook {
	return func(c *call) {
		c.each(path, func(all []*etree.Element) {
			for _, e := range all {
				do(e)
			}
		})
	}
}

// lists changes every element of these names, in answers.
func lists(names string, do change) hook {
	in := strings.Fields(names)
	return answers(at("//*", func(e *etree.Element) {
		if slices.Contains(in, e.Tag) {
			do(e)
		}
	}))
}

// first changes the first element at a path.
func first(path string, do change) hook {
	return func(c *call) { c.each(path, func(all []*etree.Element) { do(all[0]) }) }
}

// final changes the last element at a path.
func final(path string, do change) hook {
	return func(c *call) { c.each(path, func(all []*etree.Element) { do(all[len(all)-1]) }) }
}

// put gives every element at a path a text, which may name facts.
func put(path, value string) hook {
	return func(c *call) { at(path, text(c.proxy.expand(value)))(c) }
}

// insert puts an element with a text, which may name facts, first into every element at a path.
func insert(path, tag, value string) hook {
	return func(c *call) { at(path, child(tag, c.proxy.expand(value)))(c) }
}

// raw replaces text in the body.
func raw(old, new string) hook {
	return func(c *call) { *c.text() = []byte(strings.ReplaceAll(string(*c.text()), old, new)) }
}

// instead answers with what MONT Content says to another question, which may name facts.
func instead(path string) hook {
	return answers(func(c *call) { c.instead(c.proxy.expand(path)) })
}

// status gives an answer another status.
func status(code int) hook { return func(c *call) { c.status = code } }

// header sets a header of the answer.
func header(name, value string) hook { return func(c *call) { c.header.Set(name, value) } }

func text(s string) change { return func(e *etree.Element) { e.SetText(s) } }

// suffix puts something behind a text.
func suffix(s string) change { return func(e *etree.Element) { e.SetText(e.Text() + s) } }

// stated changes an element that has a text.
func stated(do change) change {
	return func(e *etree.Element) {
		if e.Text() != "" {
			do(e)
		}
	}
}

// shift adds to a number.
func shift(by int64) change {
	return func(e *etree.Element) {
		if v, err := strconv.ParseInt(e.Text(), 10, 64); err == nil {
			e.SetText(fmt.Sprint(v + by))
		}
	}
}

func remove(e *etree.Element) { e.Parent().RemoveChild(e) }

func empty(e *etree.Element) { e.Child = nil }

func null(e *etree.Element) {
	e.Child = nil
	e.CreateAttr("i:nil", "true")
}

// filled gives an element that was nil a text.
func filled(s string) change {
	return func(e *etree.Element) {
		e.RemoveAttr("i:nil")
		e.SetText(s)
	}
}

func double(e *etree.Element) { e.Parent().InsertChildAt(e.Index()+1, e.Copy()) }

func last(e *etree.Element) {
	p := e.Parent()
	p.RemoveChild(e)
	p.AddChild(e)
}

func rename(name string) change { return func(e *etree.Element) { e.Tag = name } }

// child puts an element with a text into another, in front of its children.
func child(tag, text string) change {
	return func(e *etree.Element) {
		child := etree.NewElement(tag)
		child.SetText(text)
		e.InsertChildAt(0, child)
	}
}

// otherCurrency gives a currency that it was not.
func otherCurrency(e *etree.Element) {
	if e.Text() == "EUR" {
		e.SetText("USD")
	} else {
		e.SetText("EUR")
	}
}

func has(body []byte, text string) bool { return strings.Contains(string(body), text) }

// before puts text before a body.
func before(text string) hook {
	return answers(func(c *call) { c.body = append([]byte(text), c.body...) })
}
