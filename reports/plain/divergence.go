package plain

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/printable"
)

// Broken are the requirements that a divergence breaks.
func Broken(d result.Divergence) []string {
	if d.Against == "replica" {
		return []string{compose, noneLost}
	}
	return []string{noneLost}
}

// Diverged is what is told of a divergence, and of others like it: of the same
// product by the same first wrong answer.
type Diverged struct {
	What, Size string
	Lead       string   // of the history
	History    []string // of answers, a line each
	Broken     []string // requirements
	Requests   []string // below the service's address: those that show it
}

// Divergences tells replicas that went wrong.
func Divergences(m *messages.Messages, all []result.Divergence) []Diverged {
	type cause struct {
		against, part, asked, body string
		product, version           int64
	}
	var told []Diverged
	first, known := []result.Divergence{}, map[cause]int{}
	later := []int{}
	for _, d := range all {
		c := cause{against: d.Against, part: d.Product.PartNum, product: d.Product.ID}
		if len(d.History) > 0 {
			c.asked, c.body = d.History[0].Request, d.History[0].Body
		} else {
			c.version = d.Version
		}
		if i, again := known[c]; again {
			later[i]++
			first[i].Partners, first[i].Products = max(first[i].Partners, d.Partners),
				max(first[i].Products, d.Products)
			continue
		}
		known[c] = len(first)
		first, later = append(first, d), append(later, 0)
	}
	for i, d := range first {
		one := divergence(m, d)
		if later[i] > 0 {
			one.Size += " " + m.N("load.diverged.again", later[i])
		}
		told = append(told, one)
	}
	return told
}

func divergence(m *messages.Messages, d result.Divergence) Diverged {
	one := Diverged{Broken: Broken(d)}
	if d.Against == "shard" {
		var lists []string
		for _, l := range d.Lists {
			lists = append(lists,
				m.T("load.diverged.list", fmt.Sprint(l.Shards), printable.Line(printable.Cut(l.Digest, 12))))
		}
		one.What, one.Size = m.T("load.diverged.shards", d.Version), strings.Join(lists, "; ")
		return one
	}
	said := func(text string) string { return printable.Line(cmp.Or(text, m.T("load.nothing"))) }
	against := map[string]string{"list": m.T("load.against.list"), "replica": m.T("load.against.replica")}[d.Against]
	product := strconv.FormatInt(d.Product.ID, 10)
	if d.Product.PartNum != "" {
		product += " (" + printable.Line(d.Product.PartNum) + ")"
	}
	one.What = m.T("load.diverged", d.Version, product, said(d.Product.Replica), said(d.Product.Other), against)
	one.Size = m.N("load.held.by", d.Partners) + " " + m.N("load.differ", d.Products)
	one.Lead = m.T("load.history")
	if len(d.History) == 0 {
		one.Lead = m.T("load.history.none")
	}
	for _, s := range d.History {
		then := said(s.Said)
		if s.Forgotten {
			then = m.T("load.forgotten")
		}
		line := m.T("load.step", printable.Line(s.Request), s.Asked, s.Got, m.N("load.products", s.Products), then)
		if s.Now != "" && (s.Now != s.Said || s.Forgotten) {
			line += "; " + m.T("load.step.now", printable.Line(s.Now))
		}
		one.History = append(one.History, fmt.Sprintf("%s (SHA-256 %.12s)", line, printable.Line(s.Body)))
		if s.Request != "" && !slices.Contains(one.Requests, s.Request) {
			one.Requests = append(one.Requests, s.Request)
		}
	}
	if d.List != "" {
		one.Requests = append(one.Requests, d.List)
	}
	return one
}
