package content

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/content/catalogue"
	"github.com/montcheck/montcheck/suites/transport"
)

// textsSurvive looks for letters outside ASCII in the catalogue; where the
// endpoint can be changed it sends some and reads them back.
func (s *suite) textsSurvive(ctx SpecContext) {
	l := s.Products(ctx)
	letters, all := 0, 0
	var found Findings
	suspicious := (*run.Finding)(nil)
	for _, list := range []*catalogue.Reading{s.Vendors(ctx), s.Categories(ctx), l} {
		for _, e := range list.Entities {
			s.lostLetters(ctx, list.Answer, e, &found, &suspicious)
			if all++; e.Texts.Outside {
				letters++
			}
		}
	}
	families := s.Families(ctx)
	for _, id := range families.Ids() {
		s.lostLetters(ctx, families.From[id], families.ByID[id], &found, &suspicious)
	}
	found.Settle(ctx)
	if suspicious != nil {
		Warn(ctx, *suspicious)
	}
	Note(ctx, "%d of %d vendors, categories and products have letters outside ASCII", letters, all)
	if s.Target.Control == nil || len(l.Entities) == 0 { // a product needs the rest of a catalogue
		if letters == 0 {
			NotExercised(ctx, "no text is outside ASCII, and none can be entered from here")
		}
		return
	}
	for _, k := range slices.Backward(catalogue.Kinds) { // nothing is added to what goes
		s.writesAndReads(ctx, k, &found)
	}
	found.Settle(ctx)
}

// unusual has every letter of the Russian alphabet, and what is easily lost: markup, quotes, a blank at which no line
// may break, letters beyond the alphabet and beyond 16 bits.
const unusual = "Съешь же ещё этих мягких французских булок, да выпей чаю. ЁЪЯ «№\u00A05» — 日本 𝄞 <&\">"

// writesAndReads gives an entity a name of unusual letters, and reads it back by every method.
func (s *suite) writesAndReads(ctx SpecContext, k catalogue.Kind, found *Findings) {
	added := s.Take(ctx, k)
	e := s.freshly(ctx, k, added)
	s.Edit(ctx, k, added.ID, unusual)
	for _, v := range catalogue.Views(e) {
		a, err := s.Prepare(ctx, v.Method, v.Arguments...).Do()
		Unable(ctx, err)
		if a.Unusable() != nil {
			continue // for the method's own requirement to say
		}
		if now := a.Reading(k).ByID[added.ID]; now != nil && !slices.Equal(now.Called(), e.Called()) {
			// a cache is for others to judge
			for _, name := range now.Called() {
				if name = strings.TrimSpace(name); !strings.HasPrefix(unusual, name) &&
					!strings.EqualFold(unusual, name) {
					// cut or in capitals: no letter is lost
					found.Add(a.About(ctx).At(now.Place).Finding(fmt.Sprintf("%s does not give the "+
						"name of %s %d as it was sent", a.Asked(), k.Noun(), added.ID), unusual, name))
				}
			}
		}
	}
}

// lostLetters notes texts that were encoded twice. Marks of lost letters may
// have been entered so: the first is worth a warning.
func (s *suite) lostLetters(ctx SpecContext, a *catalogue.Answer, e *catalogue.Entity, found *Findings,
	suspicious **run.Finding) {
	summary := fmt.Sprintf("a text of %s %d lost letters on the way", e.Kind.Noun(), e.ID)
	f := a.About(ctx).At(e.Place).Finding(summary, "texts as they were entered", cmp.Or(e.Texts.Twice, e.Texts.Lost))
	if e.Texts.Twice != "" {
		found.Add(f)
	} else if e.Texts.Lost != "" && *suspicious == nil {
		*suspicious = &f
	}
}

// everyEncoding judges how every answer is encoded and served.
func (s *suite) everyEncoding() {
	s.attributed("MNT-XML-01", "answers in well-formed XML, in the encoding it declares, served as XML", s.servedAsXML)
}

func (s *suite) servedAsXML(a *catalogue.Answer) (summary, expected, got string, place *run.Place) {
	if a.Status() != 200 {
		return
	}
	if a.Cut != nil {
		return "the answer ends early, or is not in the coding that its header says", "a whole document",
			a.Cut.Error(), nil
	}
	wrong := transport.ServedAsXML(a.Header(), a.Report.Encoding)
	return wrong.Summary, wrong.Expected, wrong.Got, nil
}

// letters decides that texts come as they were entered.
func (s *suite) letters() {
	It("keeps texts outside ASCII whole", Decides("MNT-XML-02"), s.textsSurvive)
}
