package loadprofiles

import (
	"strconv"
	"time"

	"github.com/montcheck/montcheck/internal/strictyaml"
)

// ReadYAML reads a text by language.
func (t *Text) ReadYAML(n strictyaml.Node) {
	if !n.IsMapping() {
		n.Wants("the text by language, such as { en: My load }")
		return
	}
	type plain Text
	n.Decode((*plain)(t))
}

// ReadYAML reads a rate, or a course of rates.
func (r *Rate) ReadYAML(n strictyaml.Node) {
	constant, ok := n.Number()
	switch {
	case ok:
		*r = Rate{From: constant, To: constant}
	case !n.IsMapping():
		n.Wants("a number of requests a second, or { from: 5, to: 50 }")
	default:
		type plain Rate
		n.Decode((*plain)(r))
	}
}

// ReadYAML reads a number of versions, or all.
func (b *Behind) ReadYAML(n strictyaml.Node) {
	const wanted = "a number of versions, or all"
	text, ok := n.Text(wanted)
	if !ok {
		return
	}
	if text == "all" {
		*b = Everything
		return
	}
	number, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		n.Wants(wanted)
	}
	*b = Behind(number)
}

// ReadYAML reads 1m30s.
func (d *Duration) ReadYAML(n strictyaml.Node) {
	const wanted = "a length of time such as 30s"
	text, ok := n.Text(wanted)
	if !ok {
		return
	}
	long, err := time.ParseDuration(text)
	if err != nil {
		n.Wants(wanted)
	}
	*d = Duration(long)
}

// ReadYAML reads 5% or 0.05.
func (p *Part) ReadYAML(n strictyaml.Node) {
	text, ok := n.Text("a part such as 50%")
	if !ok {
		return
	}
	var err error
	if *p, err = parsePart(text); err != nil {
		n.Fail("%v", err)
	}
}
