package westcon

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// sharedCustomerNumber is one that every partner uses for an order of its own.
const sharedCustomerNumber = "STOCK REFILL"

// others is the number of a partner's orders that show nothing special.
const others = 12

// generate makes the partners' orders. A partner's first ones have something for a test each; Scenarios names them.
func generate(seed uint64, partnerKeys []string) []order {
	g := generator{Rand: rand.New(rand.NewPCG(seed, 0x5765_7374_636f_6e)), taken: map[string]bool{}}
	var all []order
	for _, key := range partnerKeys {
		g.partner = key
		project := g.customer("Rb%s-03")
		list := []order{
			g.order(project, g.bundle(Invoiced, 2), g.line(Invoiced)),
			g.order(project, g.line(Shipped), g.line(Shipped)),
			g.order(project, g.line(Ordered)),
			g.order(g.customer("Заказ №%s/А"), g.bundle(Invoiced, 1), g.line(Shipped), g.bundle(Ordered, 3),
				g.service()),
			g.order(sharedCustomerNumber, g.line(Invoiced)),
		}
		// Two numbers that only their case tells apart.
		upper := g.customer("PO%s-A")
		list = append(list, g.order(upper, g.line(Shipped)), g.order("po"+upper[2:len(upper)-1]+"a", g.line(Invoiced)))

		long := make([][]Line, 120)
		for i := range long {
			long[i] = g.line(g.status())
		}
		list = append(list, g.order(g.customer("%s"), long...))
		for range others {
			list = append(list,
				g.order(g.customer("Q-%s"), g.line(g.status()), g.bundle(g.status(), g.IntN(4)), g.line(g.status())))
		}
		all = append(all, list...)
	}
	return all
}

// generator draws what orders are made of.
type generator struct {
	*rand.Rand
	partner string
	taken   map[string]bool
}

// number draws digits that have not been drawn for the form yet.
func (g *generator) number(form string, digits int) string {
	for {
		low := 1
		for range digits - 1 {
			low *= 10
		}
		n := fmt.Sprintf(form, fmt.Sprint(low+g.IntN(9*low)))
		if !g.taken[n] {
			g.taken[n] = true
			return n
		}
	}
}

func (g *generator) customer(form string) string { return g.number(form, 5) }

func (g *generator) status() Status { return []Status{Invoiced, Shipped, Ordered}[g.IntN(3)] }

// line draws one line.
func (g *generator) line(s Status) []Line {
	return []Line{
		{Product: g.number("T%s", 6), Quantity: int64(1+g.IntN(25)) * 1000, Unit: "EA", Status: s, Parent: NoLine}}
}

// bundle draws a line and the lines below it.
func (g *generator) bundle(s Status, parts int) []Line {
	lines := g.line(s)
	for range parts {
		part := g.line(s)[0]
		part.Parent, part.Quantity = "", lines[0].Quantity
		lines = append(lines, part)
	}
	return lines
}

// service draws a line of hours, the only ones that are not whole.
func (g *generator) service() []Line {
	lines := g.line(Invoiced)
	lines[0].Quantity, lines[0].Unit = int64(1+g.IntN(9))*1000+500, "HR"
	return lines
}

// order numbers the groups' lines and dates them. A line of a group that has no parent yet is below the group's first.
func (g *generator) order(customer string, groups ...[]Line) order {
	o := order{partnerKey: g.partner, number: g.number("0000%s", 6), customer: customer}
	var (
		placed   = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, g.IntN(300))
		shipped  = placed.AddDate(0, 0, 1+g.IntN(20))
		invoiced = shipped.AddDate(0, 0, g.IntN(5))
		billing  = g.number("00%s", 8)
		known    = g.IntN(2) == 0 // whether the partner numbered its lines
	)
	for _, group := range groups {
		first := ""
		for _, l := range group {
			l.Number = fmt.Sprintf("%06d", 10*(len(o.lines)+1))
			if first == "" {
				first = l.Number
			}
			if l.Parent == "" {
				l.Parent = first
			}
			if known {
				l.CustomerLine = fmt.Sprint(len(o.lines) + 1)
			}
			l.StatusDate = day(placed)
			if l.Status != Ordered {
				l.StatusDate, l.ShipDate = day(shipped), day(shipped)
			}
			if l.Status == Invoiced {
				l.StatusDate, l.BillingDocument = day(invoiced), billing
			}
			o.lines = append(o.lines, l)
		}
	}
	return o
}

func day(t time.Time) string { return t.Format("20060102") }
