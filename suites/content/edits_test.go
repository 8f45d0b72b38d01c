package content_test

import (
	"strings"

	"github.com/beevik/etree"
)

// on keeps a rewrite to some methods, given with blanks between.
func on(methods string, r rewrite) rewrite {
	return func(c *call) {
		for _, m := range strings.Fields(methods) {
			if c.method == m {
				r(c)
			}
		}
	}
}

// asked keeps a rewrite to calls with an argument.
func asked(name, value string, r rewrite) rewrite {
	return func(c *call) {
		if strings.EqualFold(c.arg(name), value) {
			r(c)
		}
	}
}

// answers keeps a rewrite to the answers of MONT Content with status 200.
func answers(r rewrite) rewrite {
	return func(c *call) {
		if c.method != "door" && c.status == 200 {
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

// at changes every element at a path. Names in a path match in every
// namespace.
func at(path string, change func(*etree.Element)) rewrite {
	return func(c *call) {
		c.edit(func(d *etree.Document) {
			for _, e := range d.FindElements(path) {
				change(e)
			}
		})
	}
}

// ofProduct is the path of a product's member, wherever a product is given.
func ofProduct(id, member string) string { return "//*[PartNum][Id='" + id + "']/" + member }

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

// suffix puts something behind a text.
func suffix(s string) func(*etree.Element) {
	return func(e *etree.Element) { e.SetText(e.Text() + s) }
}

func remove(e *etree.Element) { e.Parent().RemoveChild(e) }

func empty(e *etree.Element) { e.Child = nil }

func null(e *etree.Element) {
	e.Child = nil
	e.CreateAttr("i:nil", "true")
}

func double(e *etree.Element) { e.Parent().InsertChildAt(e.Index()+1, e.Copy()) }

func last(e *etree.Element) {
	p := e.Parent()
	p.RemoveChild(e)
	p.AddChild(e)
}

// rename gives an element another name.
func rename(name string) func(*etree.Element) { return func(e *etree.Element) { e.Tag = name } }

// add puts an element with a text into another, in front of its children.
func add(tag, text string) func(*etree.Element) {
	return func(e *etree.Element) {
		child := etree.NewElement(tag)
		child.SetText(text)
		e.InsertChildAt(0, child)
	}
}

// raw replaces text in the body.
func raw(old, new string) rewrite {
	return answers(func(c *call) { c.body = []byte(strings.ReplaceAll(string(c.body), old, new)) })
}

// instead answers with what the sandbox says to another question.
func instead(path string) rewrite { return answers(func(c *call) { c.instead(path) }) }
