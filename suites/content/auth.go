package content

import (
	"fmt"
	"io"
	"regexp"
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/content/catalogue"
	"github.com/montcheck/montcheck/suites/transport"
)

// access decides how the service is reached and who may use it: D3,
// "Техническое описание".
func (s *suite) access() {
	It("is reached by HTTPS with a certificate that verifies", Decides("MNT-TLS-01"), func(ctx SpecContext) {
		a := s.Get(ctx, montcontent.TestConnection)
		wrong, note := transport.Protected(s.Target.Content.URL, &a.Exchange)
		if wrong.Summary != "" {
			Reject(ctx, a.About(ctx).Finding(wrong.Summary, wrong.Expected, wrong.Got))
		}
		Note(ctx, "%s", note)
	})

	It("accepts the login and password of the partner", Decides("MNT-AUTH-01"), func(ctx SpecContext) {
		a := s.Get(ctx, montcontent.GetAllVendors)
		a.Expect(ctx, a.Status()).To(Is(200), "the configured login is not accepted")
	})

	for i, m := range montcontent.Methods {
		It("refuses "+m.Name+" without credentials", Decides("MNT-AUTH-02"), func(ctx SpecContext) {
			s.refused(ctx, m, endpoint.Anonymous, "without credentials")
		})
		It("refuses "+m.Name+" with a login or password that is wrong", Decides("MNT-AUTH-03"), func(ctx SpecContext) {
			// A burst of wrong passwords could lock a real partner out.
			ours := s.Target.Environment.Sandbox != nil || s.Target.Control != nil
			if i < 2 || ours {
				s.refused(ctx, m, endpoint.WrongPassword, "with a wrong password")
				s.refused(ctx, m, endpoint.EmptyPassword, "with an empty password")
			}
			for login := endpoint.LongPassword; ours && login <= endpoint.OtherCase; login++ {
				if s.Target.HasLogin(login) {
					s.refused(ctx, m, login, "with a password that is right but for a letter or its case")
				}
			}
			s.refused(ctx, m, endpoint.UnknownLogin, "with an unknown login")
		})
	}
}

// everyLogin decides that the partner's login does in every call.
func (s *suite) everyLogin() {
	It("accepts the login and password of the partner in every call", Decides("MNT-AUTH-01"), func(ctx SpecContext) {
		var found Findings
		n := s.each(ctx, func(a *catalogue.Answer) bool { return a.Plain }, func(a *catalogue.Answer) {
			if a.Status() == 401 || a.Status() == 403 {
				found.Add(
					a.About(ctx).Finding(a.Asked()+" is refused, though the login is the configured one", "an answer",
						fmt.Sprintf("status %d", a.Status())))
			}
		})
		found.Settle(ctx)
		Note(ctx, "%d answers", n)
	})
}

// data are the names that only an answer with data has.
var data = regexp.MustCompile(
	`(Vendor|Category|FamilyGroup|Product)(Contract|List|Name|Id)\b|Current(Content|Price)Version`)

// refused calls a method with credentials that must not do, and expects a
// refusal that gives nothing away.
func (s *suite) refused(ctx SpecContext, m montcontent.Method, login endpoint.Login, how string) {
	s.Keep(ctx)
	arguments, missing := s.someArguments(ctx, m)
	path, err := m.Path(s.Target.Content.Forms, arguments...)
	Unable(ctx, err)
	a, err := s.At(ctx, m, path, login, false).Do()
	Unable(ctx, err)
	if a.Away != "" {
		NotExercised(ctx, "%s %s is answered with %s: see MNT-AVL-01", m.Name, how, a.Away)
	}
	s.open(ctx, m, path, missing == nil)
	a.Expect(ctx, a.Status()).To(IsOneOf(401, 403), "%s %s is not refused", m.Name, how)
	body, err := a.Open()
	Unable(ctx, err)
	defer body.Close()
	text, err := io.ReadAll(io.LimitReader(body, 1<<20))
	Unable(ctx, err)
	a.Expect(ctx, transport.Read(string(text)).Find(data)).To(Is(""), "the refusal of %s %s carries data", m.Name, how)
}

// open ends the spec where a method is not answered to the right login
// either, right after it was called with a wrong one, once a run: a service
// that lets no one in would refuse whatever is asked.
func (s *suite) open(ctx SpecContext, m montcontent.Method, path string, plain bool) {
	a := s.Opened[m.Name]
	if a == nil {
		var err error
		a, err = s.At(ctx, m, path, endpoint.Own, plain).Do()
		Unable(ctx, err)
		if s.Opened == nil {
			s.Opened = map[string]*catalogue.Answer{}
		}
		s.Opened[m.Name] = a
	}
	if slices.Contains([]int{401, 403, 429, 502, 503, 504}, a.Status()) {
		NotExercised(ctx, "a refusal proves nothing while %s is not answered to the right login (status %d): "+
			"see MNT-AUTH-01 and CNT-SCH-%s", m.Name, a.Status(), m.Name)
	}
}

// someArguments finds arguments for a method that exist in the catalogue.
// Where there are none to be found it says why and gives some that don't.
func (s *suite) someArguments(ctx SpecContext, m montcontent.Method) (arguments []any, missing error) {
	first := func(k catalogue.Kind, m montcontent.Method, member string, fallback any) any {
		l, err := s.Quiet(ctx, k, m)
		if err == nil {
			for _, e := range l.Entities {
				if text := e.Text(member); text != "" {
					return text
				}
			}
			err = fmt.Errorf("%s gives no %s to ask for", m.Name, k.Noun())
		}
		missing = err
		return fallback
	}
	for _, name := range m.Variables() {
		switch name {
		case "withPrice":
			arguments = append(arguments, true)
		case "contentVersion", "priceVersion":
			arguments = append(arguments, 0)
		case "partNum":
			arguments = append(arguments,
				first(catalogue.Product, montcontent.GetProductPrices, "PartNum", "montcheck"))
		case "familyGroupId":
			arguments = append(arguments, first(catalogue.Product, montcontent.GetProductPrices, "FamilyGroupId", 1))
		case "categoryId":
			arguments = append(arguments, first(catalogue.Category, montcontent.GetAllCategories, "Id", 1))
		case "vendorId":
			arguments = append(arguments, first(catalogue.Vendor, montcontent.GetAllVendors, "Id", 1))
		}
	}
	return arguments, missing
}
