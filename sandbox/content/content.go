// Package content serves MONT Content (D3, "Сервис MONT Content"): the methods, their envelope, and the rendering of
// each contract.
package content

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/store"
	"github.com/montcheck/montcheck/sandbox/wcf"
)

// The error codes of this service, given in an ErrorContract. D3 leaves the codes to the service.
const (
	CodeNoFamilyGroup  = 10
	CodeNoProduct      = 20
	CodePartNumTooLong = 21
)

// Service is MONT Content over a catalogue.
type Service struct {
	*wcf.Service
	store   *store.Store
	now     func() time.Time
	log     *slog.Logger
	answers *answers
}

// New returns the service of the catalogue in s, which had so many products at its start. Errors carry the time that
// now tells.
func New(s *store.Store, products int, now func() time.Time, log *slog.Logger) *Service {
	service := &Service{store: s, now: now, log: log, answers: newAnswers(products)}
	service.Service = wcf.NewService("MONT Content", service.operations())
	return service
}

// Close lets go of the answers that are kept. It does not close the store.
func (s *Service) Close() { s.answers.Close() }

func (s *Service) operations() []wcf.Operation {
	vendor := wcf.Parameter{Name: "vendorId", Type: wcf.Int32}
	category := wcf.Parameter{Name: "categoryId", Type: wcf.Int32}
	family := wcf.Parameter{Name: "familyGroupId", Type: wcf.Int32}
	partNum := wcf.Parameter{Name: "partNum", Type: wcf.Text}
	withPrice := wcf.Parameter{Name: "withPrice", Type: wcf.Bool}
	content := wcf.Parameter{Name: "contentVersion", Type: wcf.Int64}
	price := wcf.Parameter{Name: "priceVersion", Type: wcf.Int64}

	var list []wcf.Operation
	with := func(name string, serve func(http.ResponseWriter, *http.Request, []wcf.Argument),
		parameters []wcf.Parameter) {
		list = append(list, wcf.Operation{Name: name, Method: http.MethodGet, Parameters: parameters, Serve: serve})
	}
	// one adds a method whose answer is short, quickly composed and often an error.
	one := func(name string, answer func(*reply, []wcf.Argument) error, parameters ...wcf.Parameter) {
		with(name, func(w http.ResponseWriter, r *http.Request, arguments []wcf.Argument) {
			s.serve(w, r, func(a *reply) error { return answer(a, arguments) })
		}, parameters)
	}
	add := func(name string, answer func(*reply, []wcf.Argument) error, parameters ...wcf.Parameter) {
		with(name, func(w http.ResponseWriter, r *http.Request, arguments []wcf.Argument) {
			s.serveKept(w, r, name, arguments, func(a *reply) error { return answer(a, arguments) })
		}, parameters)
	}
	add("GetAllVendors", func(a *reply, _ []wcf.Argument) error {
		return a.entities(vendorList, store.All(catalog.KindVendor))
	})
	add("GetVendorCategories", func(a *reply, v []wcf.Argument) error {
		return a.entities(categoryList, store.CategoriesOfVendor(int32(v[0].Int)))
	}, vendor)
	add("GetAllCategories", func(a *reply, _ []wcf.Argument) error {
		return a.entities(categoryList, store.All(catalog.KindCategory))
	})
	add("GetVendorFamilyGroups", func(a *reply, v []wcf.Argument) error {
		return a.entities(familyList, store.FamiliesOfVendor(int32(v[0].Int)))
	}, vendor)
	one("GetFamilyGroup", func(a *reply, v []wcf.Argument) error { return a.family(int32(v[0].Int)) }, family)
	add("GetCategoryFamilyGroup", func(a *reply, v []wcf.Argument) error {
		return a.entities(familyList, store.FamiliesOfCategory(int32(v[0].Int)))
	}, category)
	add("GetVendorProducts", func(a *reply, v []wcf.Argument) error {
		return a.products(store.ProductsOfVendor(int32(v[0].Int)), true, v[1].Bool)
	}, vendor, withPrice)
	add("GetCategoryProducts", func(a *reply, v []wcf.Argument) error {
		return a.products(store.ProductsOfCategory(int32(v[0].Int)), true, v[1].Bool)
	}, category, withPrice)
	add("GetFamilyGroupProducts", func(a *reply, v []wcf.Argument) error {
		return a.products(store.ProductsOfFamily(int32(v[0].Int)), true, v[1].Bool)
	}, family, withPrice)
	one("GetProduct", func(a *reply, v []wcf.Argument) error { return a.product(v[0].Text, v[1].Bool) },
		partNum, withPrice)
	add("GetAllProducts", func(a *reply, v []wcf.Argument) error {
		return a.products(store.AllProducts(), true, v[0].Bool)
	}, withPrice)
	add("GetProductPrices", func(a *reply, _ []wcf.Argument) error {
		return a.products(store.AllProducts(), false, true)
	})
	one("TestConnection", func(a *reply, _ []wcf.Argument) error { a.testConnection(); return nil })
	add("GetContentChanges", func(a *reply, v []wcf.Argument) error { return a.contentChanges(v[0].Int) }, content)
	add("GetPriceChanges", func(a *reply, v []wcf.Argument) error { return a.priceChanges(v[0].Int) }, price)
	add("GetAllChanges", func(a *reply, v []wcf.Argument) error { return a.allChanges(v[0].Int, v[1].Int) },
		content, price)
	return list
}

// serve answers with what is composed for this request alone.
func (s *Service) serve(w http.ResponseWriter, r *http.Request, answer func(*reply) error) {
	body := wcf.NewBody(w, wcf.ContentType)
	defer body.Release()
	err := s.store.View(r.Context(), func(from *store.Snapshot) error {
		return answer(&reply{Body: body, from: from, now: s.now})
	})
	if body.Err() != nil {
		return // the client is gone, and the query has ended with it
	}
	if err == nil {
		body.Finish()
		return
	}
	s.fail(w, r, err, body.Started())
}

// fail ends an answer that could not be made, of which a part may have been sent.
func (s *Service) fail(w http.ResponseWriter, r *http.Request, err error, started bool) {
	if errors.Is(err, context.Canceled) {
		return // the client is gone
	}
	s.log.Error("content", "path", r.URL.Path, "error", err)
	if !started {
		wcf.ServerError(w)
		return
	}
	panic(http.ErrAbortHandler) // a cut connection, so that half an answer is not taken for a whole one
}
