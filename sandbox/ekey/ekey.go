// Package ekey serves MONT eKey version 1 (D3, "Сервис MONT eKey"): an order of one product. Its XML has no namespace.
package ekey

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/montcheck/montcheck/sandbox/orders"
	"github.com/montcheck/montcheck/sandbox/wcf"
)

// Service is eKey version 1 over a book of orders. The login of a request has been checked.
type Service struct {
	book *orders.Book
	log  *slog.Logger
}

// New returns the service over book.
func New(book *orders.Book, log *slog.Logger) *wcf.Service {
	s := &Service{book, log}
	return wcf.NewService("MONT eKey", []wcf.Operation{
		{Name: "AddOrder", Method: http.MethodPost, Serve: s.addOrder},
		{Name: "GetOrder", Method: http.MethodGet, Parameters: []wcf.Parameter{{Name: "orderNum", Type: wcf.Text}},
			Serve: s.getOrder},
		{Name: "CheckMyBalance", Method: http.MethodGet, Serve: s.checkMyBalance},
	})
}

// addOrder checks in this order: the body can be read (else a page of WCF's), the number is there (6), the values have
// their form (7); then what orders.Book.Place checks.
func (s *Service) addOrder(w http.ResponseWriter, r *http.Request, _ []wcf.Argument) {
	root := wcf.ReadElement(w, r, "TransactionOrderLine")
	if root == nil {
		return
	}
	request, code := read(root)
	if code != 0 {
		refuse(w, code, texts[code], "")
		return
	}
	login, _, _ := r.BasicAuth()
	order, err := s.book.Place(r.Context(), login, request)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	wcf.Document(w, http.StatusOK, "", answer(order))
}

func (s *Service) getOrder(w http.ResponseWriter, r *http.Request, arguments []wcf.Argument) {
	login, _, _ := r.BasicAuth()
	order, err := s.book.Order(r.Context(), login, arguments[0].Text, orders.Version1)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	wcf.Document(w, http.StatusOK, "", answer(order))
}

func (s *Service) checkMyBalance(w http.ResponseWriter, r *http.Request, _ []wcf.Argument) {
	login, _, _ := r.BasicAuth()
	account, err := s.book.Account(r.Context(), login)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a := myBalance{IsBlocked: account.Blocked}
	for _, b := range account.Balances {
		a.Balances.Balance = append(a.Balances.Balance, balance{b.Currency, b.Available().String()})
	}
	wcf.Document(w, http.StatusOK, "", a)
}

// fail answers with the BusinessError of err. What went wrong inside is logged and not told.
func (s *Service) fail(w http.ResponseWriter, r *http.Request, err error) {
	refusal := (*orders.Refusal)(nil)
	switch {
	case errors.As(err, &refusal):
		code, vendor := codes[refusal.Reason], ""
		if refusal.Reason == orders.VendorRefused {
			vendor = refusal.About
		}
		refuse(w, code, texts[code], vendor)
	case errors.Is(err, orders.ErrNoOrder):
		refuse(w, NoOrder, noOrderText, "")
	default:
		if !errors.Is(err, context.Canceled) {
			s.log.Error("ekey", "path", r.URL.Path, "error", err)
		}
		refuse(w, Internal, texts[Internal], "")
	}
}

func refuse(w http.ResponseWriter, code Code, details, vendor string) {
	wcf.Document(w, http.StatusInternalServerError, "",
		businessError{ErrorDetails: details, ErrorCode: code, VendorDetails: vendor})
}
