package control

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"

	"golang.org/x/text/currency"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/orders"
	"github.com/montcheck/montcheck/sandbox/westcon"
)

// login is the one that a request's query names, or else the first partner's.
func (d *Door) login(r *http.Request) string { return cmp.Or(r.URL.Query().Get("login"), d.partner) }

type scenarios struct {
	orders.Scenarios
	FinishesAfter string            `json:"finishesAfter"`
	Westcon       westcon.Scenarios `json:"westcon"`
}

func (d *Door) scenarios(r *http.Request) (any, error) {
	found, err := d.book.Scenarios(r.Context(), d.login(r))
	if err != nil {
		return nil, err
	}
	numbers, err := d.westcon.Scenarios(r.Context())
	return scenarios{found, orders.FinishesAfter.String(), numbers}, err
}

type account struct {
	Login    string    `json:"login"`
	Blocked  bool      `json:"blocked"`
	Balances []balance `json:"balances"`
}

type balance struct {
	Currency  string `json:"currency"`
	Credit    string `json:"credit"`
	Spent     string `json:"spent"`
	Available string `json:"available"`
}

func (d *Door) balance(r *http.Request, login string) (any, error) {
	out := account{Login: cmp.Or(login, d.login(r)), Balances: []balance{}}
	found, err := d.book.Account(r.Context(), out.Login)
	out.Blocked = found.Blocked
	for _, b := range found.Balances {
		out.Balances = append(out.Balances,
			balance{b.Currency, b.Credit.String(), b.Spent.String(), b.Available().String()})
	}
	return out, err
}

type balanceRequest struct {
	Login    string `json:"login"`
	Currency string `json:"currency"`
	Credit   string `json:"credit"`
	Blocked  *bool  `json:"blocked"`
}

func (d *Door) setBalance(r *http.Request, in *balanceRequest) (any, error) {
	if (in.Currency == "") != (in.Credit == "") || in.Currency == "" && in.Blocked == nil {
		return nil, badRequest{errors.New(`give "currency" and "credit", or "blocked", or all of them`)}
	}
	login := cmp.Or(in.Login, d.partner)
	if in.Currency != "" {
		if unit, err := currency.ParseISO(in.Currency); err != nil || unit.String() != in.Currency {
			return nil,
				badRequest{fmt.Errorf(`"currency" must be a code of ISO 4217, such as RUB: got %q`, in.Currency)}
		}
		credit, err := catalog.ParseMoney(in.Credit)
		if err != nil {
			return nil, badRequest{fmt.Errorf(`"credit": %w`, err)}
		}
		if err := d.book.SetCredit(r.Context(), login, in.Currency, credit); err != nil {
			return nil, err
		}
	}
	if in.Blocked != nil {
		if err := d.book.SetBlocked(r.Context(), login, *in.Blocked); err != nil {
			return nil, err
		}
	}
	return d.balance(r, login)
}
