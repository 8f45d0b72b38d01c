package content

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/suites/transport"
)

// access decides how the service is reached and who may use it: D3,
// "Техническое описание".
func (s *session) access() {
	It("is reached by HTTPS with a certificate that verifies", Decides("MNT-TLS-01"), func(ctx SpecContext) {
		a := s.get(ctx, montcontent.TestConnection)
		wrong, note := transport.Protected(s.t.Content.URL, &a.Exchange)
		if wrong.Summary != "" {
			Reject(ctx, a.about(ctx).Finding(wrong.Summary, wrong.Expected, wrong.Got))
		}
		Note(ctx, "%s", note)
	})

	It("accepts the login and password of the partner", Decides("MNT-AUTH-01"), func(ctx SpecContext) {
		a := s.get(ctx, montcontent.GetAllVendors)
		a.expect(ctx, a.Status()).To(Is(200), "the configured login is not accepted")
	})

	for i, m := range montcontent.Methods {
		It("refuses "+m.Name+" without credentials", Decides("MNT-AUTH-02"), func(ctx SpecContext) {
			s.refused(ctx, m, target.Anonymous, "without credentials")
		})
		It("refuses "+m.Name+" with a login or password that is wrong", Decides("MNT-AUTH-03"), func(ctx SpecContext) {
			// A burst of wrong passwords could lock a real partner out.
			ours := s.t.Environment.Sandbox != nil || s.t.Control != nil
			if i < 2 || ours {
				s.refused(ctx, m, target.WrongPassword, "with a wrong password")
				s.refused(ctx, m, target.EmptyPassword, "with an empty password")
			}
			for login := target.LongPassword; ours && login <= target.OtherCase; login++ {
				if s.t.HasLogin(login) {
					s.refused(ctx, m, login, "with a password that is right but for a letter or its case")
				}
			}
			s.refused(ctx, m, target.UnknownLogin, "with an unknown login")
		})
	}

	It("keeps texts outside ASCII whole", Decides("MNT-XML-02"), s.textsSurvive)
}

// data are the names that only an answer with data has.
var data = regexp.MustCompile(
	`(Vendor|Category|FamilyGroup|Product)(Contract|List|Name|Id)\b|Current(Content|Price)Version`)

// refused calls a method with credentials that must not do, and expects a
// refusal that gives nothing away.
func (s *session) refused(ctx SpecContext, m montcontent.Method, login target.Login, how string) {
	s.keep(ctx)
	arguments, missing := s.someArguments(ctx, m)
	path, err := m.Path(s.t.Content.Forms, arguments...)
	Unable(ctx, err)
	a, err := s.at(ctx, m, path, login, false).do()
	Unable(ctx, err)
	if a.Away != "" {
		NotExercised(ctx, "%s %s is answered with %s: see MNT-AVL-01", m.Name, how, a.Away)
	}
	s.open(ctx, m, path, missing == nil)
	a.expect(ctx, a.Status()).To(IsOneOf(401, 403), "%s %s is not refused", m.Name, how)
	body, err := a.Open()
	Unable(ctx, err)
	defer body.Close()
	text, err := io.ReadAll(io.LimitReader(body, 1<<20))
	Unable(ctx, err)
	a.expect(ctx, transport.Read(string(text)).Find(data)).To(Is(""), "the refusal of %s %s carries data", m.Name, how)
}

// open ends the spec where a method is not answered to the right login
// either, right after it was called with a wrong one, once a run: a service
// that lets no one in would refuse whatever is asked.
func (s *session) open(ctx SpecContext, m montcontent.Method, path string, plain bool) {
	a := s.opened[m.Name]
	if a == nil {
		var err error
		a, err = s.at(ctx, m, path, target.Own, plain).do()
		Unable(ctx, err)
		if s.opened == nil {
			s.opened = map[string]*answer{}
		}
		s.opened[m.Name] = a
	}
	if slices.Contains([]int{401, 403, 429, 502, 503, 504}, a.Status()) {
		NotExercised(ctx, "a refusal proves nothing while %s is not answered to the right login (status %d): "+
			"see MNT-AUTH-01 and CNT-SCH-%s", m.Name, a.Status(), m.Name)
	}
}

// someArguments finds arguments for a method that exist in the catalogue.
// Where there are none to be found it says why and gives some that don't.
func (s *session) someArguments(ctx SpecContext, m montcontent.Method) (arguments []any, missing error) {
	first := func(k kind, m montcontent.Method, member string, fallback any) any {
		l, err := s.quiet(ctx, k, m)
		if err == nil && len(l.entities) == 0 {
			err = fmt.Errorf("%s gives no %s to ask for", m.Name, k.noun())
		}
		if err != nil {
			missing = err
			return fallback
		}
		return l.entities[0].text(member)
	}
	for _, name := range m.Variables() {
		switch name {
		case "withPrice":
			arguments = append(arguments, true)
		case "contentVersion", "priceVersion":
			arguments = append(arguments, 0)
		case "partNum":
			arguments = append(arguments, first(product, montcontent.GetProductPrices, "PartNum", "montcheck"))
		case "familyGroupId":
			arguments = append(arguments, first(product, montcontent.GetProductPrices, "FamilyGroupId", 1))
		case "categoryId":
			arguments = append(arguments, first(category, montcontent.GetAllCategories, "Id", 1))
		case "vendorId":
			arguments = append(arguments, first(vendor, montcontent.GetAllVendors, "Id", 1))
		}
	}
	return arguments, missing
}

// textsSurvive looks for letters outside ASCII in the catalogue; where the
// endpoint can be changed it sends some and reads them back.
func (s *session) textsSurvive(ctx SpecContext) {
	l := s.products(ctx)
	letters, all := 0, 0
	var found Findings
	suspicious := (*run.Finding)(nil)
	for _, list := range []*reading{s.vendors(ctx), s.categories(ctx), l} {
		for _, e := range list.entities {
			s.lostLetters(ctx, list.answer, e, &found, &suspicious)
			if all++; e.texts.Outside {
				letters++
			}
		}
	}
	families := s.families(ctx)
	for _, id := range families.ids() {
		s.lostLetters(ctx, families.from[id], families.byID[id], &found, &suspicious)
	}
	found.Settle(ctx)
	if suspicious != nil {
		Warn(ctx, *suspicious)
	}
	Note(ctx, "%d of %d vendors, categories and products have letters outside ASCII", letters, all)
	if s.t.Control == nil || len(l.entities) == 0 { // a product needs the rest of a catalogue
		if letters == 0 {
			NotExercised(ctx, "no text is outside ASCII, and none can be entered from here")
		}
		return
	}
	for _, k := range kinds {
		s.writesAndReads(ctx, k, &found)
	}
	found.Settle(ctx)
}

// unusual has every letter of the Russian alphabet, and what is easily lost: markup, quotes, a blank at which no line
// may break, letters beyond the alphabet and beyond 16 bits.
const unusual = "Съешь же ещё этих мягких французских булок, да выпей чаю. ЁЪЯ «№\u00A05» — 日本 𝄞 <&\">"

// writesAndReads gives an entity a name of unusual letters, and reads it back by every method.
func (s *session) writesAndReads(ctx SpecContext, k kind, found *Findings) {
	added := s.add(ctx, k)
	e := s.freshly(ctx, k, added)
	s.edit(ctx, k, added.ID, unusual)
	for _, v := range views(e) {
		a, err := s.prepare(ctx, v.method, v.arguments...).do()
		Unable(ctx, err)
		if a.unusable() != nil {
			continue // for the method's own requirement to say
		}
		if now := a.reading(k).byID[added.ID]; now != nil && !slices.Equal(now.called(), e.called()) {
			// a cache is for others to judge
			for _, name := range now.called() {
				if name = strings.TrimSpace(name); !strings.HasPrefix(unusual, name) &&
					!strings.EqualFold(unusual, name) {
					// cut or in capitals: no letter is lost
					found.Add(a.about(ctx).At(now.place).Finding(fmt.Sprintf("%s does not give the "+
						"name of %s %d as it was sent", a.asked(), k.noun(), added.ID), unusual, name))
				}
			}
		}
	}
}

// lostLetters notes texts that were encoded twice. Marks of lost letters may
// have been entered so: the first is worth a warning.
func (s *session) lostLetters(ctx SpecContext, a *answer, e *entity, found *Findings, suspicious **run.Finding) {
	summary := fmt.Sprintf("a text of %s %d lost letters on the way", e.kind.noun(), e.id)
	f := a.about(ctx).At(e.place).Finding(summary, "texts as they were entered", cmp.Or(e.texts.Twice, e.texts.Lost))
	if e.texts.Twice != "" {
		found.Add(f)
	} else if e.texts.Lost != "" && *suspicious == nil {
		*suspicious = &f
	}
}
