package hook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// Change changes an element.
type Change func(*etree.Element)

// At changes every element at a path. Names match in every namespace; the path may name facts.
func At(path string, do Change) Hook {
	return func(c *Call) {
		c.each(path, func(all []*etree.Element) {
			for _, e := range all {
				do(e)
			}
		})
	}
}

// First changes the first element at a path.
func First(path string, do Change) Hook {
	return func(c *Call) { c.each(path, func(all []*etree.Element) { do(all[0]) }) }
}

// Final changes the last element at a path.
func Final(path string, do Change) Hook {
	return func(c *Call) { c.each(path, func(all []*etree.Element) { do(all[len(all)-1]) }) }
}

// Lists changes every element of these names, in answers with status 200.
func Lists(names string, do Change) Hook {
	in := strings.Fields(names)
	return IfOK(At("//*", func(e *etree.Element) {
		if slices.Contains(in, e.Tag) {
			do(e)
		}
	}))
}

// Put gives every element at a path a text, which may name facts.
func Put(path, value string) Hook {
	return func(c *Call) { At(path, Text(c.Expand(value)))(c) }
}

// Insert puts an element with a text, which may name facts, first into every element at a path.
func Insert(path, tag, value string) Hook {
	return func(c *Call) { At(path, Child(tag, c.Expand(value)))(c) }
}

// Text gives an element a text.
func Text(s string) Change { return func(e *etree.Element) { e.SetText(s) } }

// Respell gives an element the text that is made of its own.
func Respell(f func(string) string) Change { return func(e *etree.Element) { e.SetText(f(e.Text())) } }

// Suffix puts something behind a text.
func Suffix(s string) Change { return Respell(func(was string) string { return was + s }) }

// Shift adds to a whole number.
func Shift(by int64) Change {
	return func(e *etree.Element) {
		if v, err := strconv.ParseInt(e.Text(), 10, 64); err == nil {
			e.SetText(fmt.Sprint(v + by))
		}
	}
}

// Stated changes an element that has a text.
func Stated(do Change) Change {
	return If(func(e *etree.Element) bool { return e.Text() != "" }, do)
}

// If changes an element that is something.
func If(is func(*etree.Element) bool, do Change) Change {
	return func(e *etree.Element) {
		if is(e) {
			do(e)
		}
	}
}

// Member changes a member of an element, where it has it.
func Member(name string, do Change) Change {
	return func(e *etree.Element) {
		if m := e.SelectElement(name); m != nil {
			do(m)
		}
	}
}

// Remove takes an element away.
func Remove(e *etree.Element) { e.Parent().RemoveChild(e) }

// Empty takes away what is in an element.
func Empty(e *etree.Element) { e.Child = nil }

// Nil makes an element of MONT Content nil.
func Nil(e *etree.Element) {
	e.Child = nil
	e.CreateAttr("i:nil", "true")
}

// NilOfXSI makes an element of eKey nil.
func NilOfXSI(e *etree.Element) {
	e.Child = nil
	e.CreateAttr("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
	e.CreateAttr("xsi:nil", "true")
}

// Fill gives an element that was nil a text.
func Fill(s string) Change {
	return func(e *etree.Element) {
		e.RemoveAttr("i:nil")
		e.SetText(s)
	}
}

// Double gives an element twice.
func Double(e *etree.Element) { e.Parent().InsertChildAt(e.Index()+1, e.Copy()) }

// ToFront makes an element the first of its parent.
func ToFront(e *etree.Element) { e.Parent().InsertChildAt(0, e) }

// ToEnd makes an element the last of its parent.
func ToEnd(e *etree.Element) {
	p := e.Parent()
	p.RemoveChild(e)
	p.AddChild(e)
}

// Reverse puts an element's children into the opposite order.
func Reverse(e *etree.Element) {
	for _, child := range e.ChildElements() {
		e.InsertChildAt(0, e.RemoveChild(child))
	}
}

// Cap takes all but the first n children away.
func Cap(n int) Change {
	return func(list *etree.Element) {
		for i, e := range list.ChildElements() {
			if i >= n {
				list.RemoveChild(e)
			}
		}
	}
}

// Rename gives an element another name.
func Rename(name string) Change { return func(e *etree.Element) { e.Tag = name } }

// Child puts an element with a text into another, in front of its children.
func Child(tag, text string) Change {
	return func(e *etree.Element) {
		child := etree.NewElement(tag)
		child.SetText(text)
		e.InsertChildAt(0, child)
	}
}

// OtherCurrency gives a currency that it was not.
func OtherCurrency(e *etree.Element) {
	if e.Text() == "EUR" {
		e.SetText("USD")
	} else {
		e.SetText("EUR")
	}
}

// Capitalize writes a boolean as .NET's Boolean.ToString does.
func Capitalize(e *etree.Element) {
	if e.Text() == "true" || e.Text() == "false" {
		e.SetText(strings.ToUpper(e.Text()[:1]) + e.Text()[1:])
	}
}

// TextOf is the text of an element's member; empty where it has none.
func TextOf(e *etree.Element, member string) string {
	if m := e.FindElement(member); m != nil {
		return m.Text()
	}
	return ""
}

func textAt(d *etree.Document, path string) string {
	if e := d.FindElement(path); e != nil {
		return e.Text()
	}
	return ""
}
