// Package ekey2 serves MONT eKey version 2 (D1, and MONT's public wiki): an order with lines. Its XML has no namespace,
// and answers are wrapped as an XmlSerializer wraps them. What the documents leave open is inferred; docs/control.md
// and the comments say where.
package ekey2

import (
	"context"
	"encoding/xml"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/orders"
	"github.com/montcheck/montcheck/sandbox/store"
	"github.com/montcheck/montcheck/sandbox/wcf"
)

// Service is eKey version 2 over a book of orders. The login of a request has been checked.
type Service struct {
	book *orders.Book
	log  *slog.Logger
}

// New returns the service over book.
func New(book *orders.Book, log *slog.Logger) *wcf.Service {
	s := &Service{book, log}
	post := func(name string, answer func(context.Context, string, *reader, *wcf.Element) (any, error)) wcf.Operation {
		return wcf.Operation{Name: name, Method: http.MethodPost,
			Serve: func(w http.ResponseWriter, r *http.Request, _ []wcf.Argument) {
				root := wcf.ReadElement(w, r, name)
				if root == nil {
					return
				}
				login, _, _ := r.BasicAuth()
				in := new(reader)
				data, err := answer(r.Context(), login, in, root)
				s.reply(w, r, name, data, err)
			}}
	}
	get := func(name string, answer func(context.Context, string, []wcf.Argument) (any, error),
		parameters ...wcf.Parameter) wcf.Operation {
		return wcf.Operation{Name: name, Method: http.MethodGet, Parameters: parameters,
			Serve: func(w http.ResponseWriter, r *http.Request, arguments []wcf.Argument) {
				login, _, _ := r.BasicAuth()
				data, err := answer(r.Context(), login, arguments)
				s.reply(w, r, name, data, err)
			}}
	}
	return wcf.NewService("MONT eKey version 2", []wcf.Operation{
		post("AddOrder", s.addOrder),
		get("GetOrder", s.getOrder, wcf.Parameter{Name: "orderNumber", Type: wcf.Text}),
		post("GetUserInfoDescriptionFor", s.describeForm),
		post("CheckEndUserInfo", s.checkForm),
		{Name: "GetPriceChanges", Method: http.MethodGet,
			Parameters: []wcf.Parameter{{Name: "version", Type: wcf.Int64}}, Serve: s.getPriceChanges},
		get("CheckLimits", s.checkLimits),
	})
}

// addOrder checks the request's own form first (reader.order), then what orders.Book.Place checks.
func (s *Service) addOrder(ctx context.Context, login string, in *reader, root *wcf.Element) (any, error) {
	request, code := in.order(root)
	switch {
	case in.err != nil:
		return nil, unreadable{in.err}
	case code != OK:
		return nil, refusal(code)
	}
	placed, err := s.book.Place(ctx, login, request)
	if err != nil {
		return nil, err
	}
	return order(placed), nil
}

func (s *Service) getOrder(ctx context.Context, login string, arguments []wcf.Argument) (any, error) {
	found, err := s.book.Order(ctx, login, arguments[0].Text, orders.Version2)
	if err != nil {
		return nil, err
	}
	return order(found), nil
}

func (s *Service) describeForm(ctx context.Context, _ string, in *reader, root *wcf.Element) (any, error) {
	lang, partNums := in.text(root, "langCode"), in.strings(in.one(root, "partNums"))
	if in.err != nil {
		return nil, unreadable{in.err}
	}
	fields, err := s.book.Form(ctx, partNums)
	if err != nil {
		return nil, err
	}
	return describe(fields, lang, func(orders.Field) bool { return false }), nil
}

// checkForm tells of each field whether it is filled wrongly. A badly filled form is not an error of the call.
func (s *Service) checkForm(ctx context.Context, _ string, in *reader, root *wcf.Element) (any, error) {
	lang, partNum := in.text(root, "langCode"), in.text(root, "partNum")
	values := map[string]string{}
	for _, v := range in.form(in.one(root, "endUserInfo")) {
		values[v.Name] = v.Value
	}
	if in.err != nil {
		return nil, unreadable{in.err}
	}
	fields, err := s.book.Form(ctx, []string{partNum})
	if err != nil {
		return nil, err
	}
	return describe(fields, lang, func(f orders.Field) bool {
		if strings.TrimSpace(values[f.Name]) == "" {
			return f.Required
		}
		return !f.Accepts(values[f.Name])
	}), nil
}

func (s *Service) checkLimits(ctx context.Context, login string, _ []wcf.Argument) (any, error) {
	account, err := s.book.Account(ctx, login)
	if err != nil {
		return nil, err
	}
	var a limits
	for _, b := range account.Balances {
		a.ResellerLimitContract = append(a.ResellerLimitContract,
			resellerLimitContract{"ESD", b.Currency, b.Credit.String(), b.Available().String()})
	}
	return a, nil
}

// getPriceChanges gives the whole price list, whatever the version asked for ("getpricechanges"). It is not held in
// memory.
func (s *Service) getPriceChanges(w http.ResponseWriter, r *http.Request, _ []wcf.Argument) {
	body := wcf.NewBody(w, wcf.ContentType)
	defer body.Release()
	body.String(opening("GetPriceChanges") +
		"<Data><ActualVersion>0</ActualVersion><ClearBeforeUpdate>true</ClearBeforeUpdate><PriceList>")
	list := xml.NewEncoder(body)
	err := s.book.PriceList(r.Context(),
		func(o store.Offer, endUser catalog.Money) error { return list.Encode(price(o, endUser)) })
	switch {
	case err == nil:
		body.String("</PriceList></Data>" + outcome(OK) + closing("GetPriceChanges"))
		body.Finish()
	case body.Err() != nil, errors.Is(err, context.Canceled):
		// The client is gone, and the query has ended with it.
	default:
		s.log.Error("ekey2", "path", r.URL.Path, "error", err)
		if body.Started() {
			panic(http.ErrAbortHandler) // a cut connection, so that half an answer is not taken for a whole one
		}
		s.reply(w, r, "GetPriceChanges", nil, refusal(Internal))
	}
}
