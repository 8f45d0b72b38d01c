//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"text/template"
	"time"
)

// vegetaCommand makes this program load an address with the vegeta library, as
// it is and without a look at the answers, and print what it did.
const vegetaCommand = "vegeta"

// loadConnections are those of every load generator.
const loadConnections = 32

// loadGrace is how long montcheck goes on after its schedule with what is late,
// which is at this rate all the time: the others run for as much longer.
const loadGrace = 3 * time.Second

// loadRate is more than any generator can do: it shows what it can.
const loadRate = 500_000

// generated is what a generator did in a round.
type generated struct {
	Requests uint64        `json:"requests"`
	Elapsed  time.Duration `json:"elapsed"`
	Failed   uint64        `json:"failed"`
	Full     uint64        `json:"full"` // answers verified in full: their bytes were new
}

func (g generated) perSecond() float64 { return float64(g.Requests) / g.Elapsed.Seconds() }

func (g generated) full() float64 { return float64(g.Full) / float64(g.Requests) }

// loadCase is an answer that generators ask for as fast as they can.
type loadCase struct {
	name      string
	service   string // the service's address
	operation string // that montcheck asks
	path      string // below the service's address, that the others ask
	size      int64
	montcheck []generated
	vegeta    []generated
	k6        []generated // empty where there is no k6
}

// benchLoad measures montcheck load, which verifies every answer, beside the
// vegeta library and k6, which look at none: same nginx, same bytes, same number
// of connections.
func (w *workshop) benchLoad(ctx context.Context) error {
	o, p, dir, progress := w.options, w.peers, w.dir, w.progress
	fmt.Fprintln(progress, "answers of the sandbox, served by nginx")
	cases, err := serveAnswers(ctx, w.running, p, dir)
	if err != nil {
		return err
	}
	for i := range cases {
		c := &cases[i]
		fmt.Fprintf(progress, "%s, %s\n", c.name, megabytes(c.size))
		contenders := []func() (generated, error){
			func() (generated, error) { return byMontcheck(ctx, p, dir, c, o.load) },
			func() (generated, error) { return byVegeta(ctx, c.service+"/"+c.path, o.load+loadGrace) },
		}
		if p.k6 != "" {
			contenders = append(contenders,
				func() (generated, error) { return byK6(ctx, p, dir, c.service+"/"+c.path, o.load+loadGrace) })
		}
		samples, err := interleave(o.rounds, contenders...)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		c.montcheck, c.vegeta = samples[0], samples[1]
		if p.k6 != "" {
			c.k6 = samples[2]
		}
	}
	return reportLoad(w.out, p, ctx, cases)
}

const loadEnvironment = `environments:
  nginx:
    kind: sandbox
    login: partner
    password: partner-password
    content: { url: %q }
    load: { allowed: true, max_rate: %d }
`

// productsFor100KB is how many products' prices are some 100 KB.
const productsFor100KB = 105

// serveAnswers has nginx serve, as files, what the sandbox answers.
func serveAnswers(ctx context.Context, running *processes, p peers, dir string) ([]loadCase, error) {
	s, err := startSandbox(ctx, running, p.montcheck, productsFor100KB)
	if err != nil {
		return nil, err
	}
	var state struct{ PriceVersion int64 }
	if err := s.steer(ctx, http.MethodGet, "/state", "", &state); err != nil {
		return nil, err
	}
	current := fmt.Sprintf("GetPriceChanges/%d", state.PriceVersion)
	root := filepath.Join(dir, "answers")
	var answers []answer
	for _, path := range []string{"GetPriceChanges/0", current, "GetProductPrices"} {
		a := answer{name: path, call: "/" + path, file: filepath.Join(root, "service", path)}
		if err := os.MkdirAll(filepath.Dir(a.file), 0o700); err != nil {
			return nil, err
		}
		if err := s.keep(ctx, &a); err != nil {
			return nil, err
		}
		answers = append(answers, a)
	}
	address, err := startNginxAt(ctx, running, p.nginx, filepath.Join(dir, "nginx"), root)
	if err != nil {
		return nil, err
	}
	delta := loadCase{name: "a delta without changes", service: address + "/service", operation: "GetPriceChanges",
		path: current, size: answers[1].size}
	list := loadCase{name: "a price list", service: address + "/service", operation: "GetProductPrices",
		path: "GetProductPrices", size: answers[2].size}
	cases := []loadCase{delta, list}
	for _, share := range []string{"1", "10"} {
		for _, c := range []loadCase{delta, list} {
			c.name, c.service = c.name+", "+share+"% of them new", address+"/new"+share+"/service"
			cases = append(cases, c)
		}
	}
	return cases, nil
}

// exitIncomplete is montcheck load's exit code where no threshold was crossed
// and not all requests were sent.
const exitIncomplete = 4

// loadProfile asks one question as fast as can be. The stage's rate is never
// reached: what is late goes at once.
var loadProfile = template.Must(template.New("").Parse(`about: { en: as fast as can be }
stages: [{ rate: {{.Rate}}, duration: {{.Length}} }]
mix: { {{.Operation}}: 1 }
population: { partners: 32 }
workers: {{.Workers}}
timeout: {{.Grace}}
abort: { errors: 100% }
`))

func reportLoad(w io.Writer, p peers, ctx context.Context, cases []loadCase) error {
	for _, line := range p.machine(ctx) {
		fmt.Fprintln(w, line)
	}
	fmt.Fprintf(w, "Medians of %d interleaved rounds; a ratio is the median over the rounds, with its range.\n",
		len(cases[0].montcheck))
	fmt.Fprintf(w, "\nRequests a second against nginx, %d connections: montcheck verifies every answer, in full or "+
		"by bytes known from before, the others none\n\n", loadConnections)
	var rows [][]string
	for _, c := range cases {
		row := []string{c.name, megabytes(c.size), fmt.Sprintf("%.2g%%", 100*median(c.montcheck, generated.full)),
			perSecond(median(c.montcheck, generated.perSecond)),
			perSecond(median(c.vegeta, generated.perSecond)),
			times(ratioOf(c.montcheck, c.vegeta, generated.perSecond))}
		if len(c.k6) > 0 {
			row = append(row, perSecond(median(c.k6, generated.perSecond)),
				times(ratioOf(c.montcheck, c.k6, generated.perSecond)))
		} else {
			row = append(row, "–", "–")
		}
		rows = append(rows, row)
		for _, samples := range [][]generated{c.montcheck, c.vegeta, c.k6} {
			for _, g := range samples {
				if g.Failed > 0 {
					return fmt.Errorf("%s: %d requests failed", c.name, g.Failed)
				}
			}
		}
	}
	return table(w,
		[]string{"answer", "size", "verified in full", "montcheck", "vegeta", "montcheck to it", "k6",
			"montcheck to it"}, rows)
}
