// Package content holds the certification specs of MONT Content (D3,
// "Сервис MONT Content") and of the transport that MONT's services share.
//
// It reads the wire with its own eyes and knows nothing of the sandbox: what
// it needs it discovers in the catalogue that it finds.
package content

import (
	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/suites/content/catalogue"
)

// suite is the session with what decides.
type suite struct{ *catalogue.Session }

// Specs registers the specs against a target.
func Specs(t *endpoint.Target) {
	s := &suite{catalogue.NewSession(t)}
	Describe(endpoint.Transport, SpecPriority(1), func() {
		s.access()
		s.letters()
	})
	// Ordered, because the last specs judge what the others were answered.
	Describe(endpoint.Content, Ordered, ContinueOnFailure, func() {
		s.addresses()
		s.familyPayload()
		s.vendorList()
		s.categoryLists()
		s.familyGroups()
		s.familyRelations()
		s.productLists()
		s.productFacts()
		s.prices()
		s.deltas()
		s.deltaKinds()
		s.steered()
		s.repeated()
		s.connection()
		s.nonsenseIsAnswered()
		s.unknownVersions()
		s.allFamilies()
		// all answers of the run, whichever spec asked for them
		s.everySchema()
		s.available()
		s.everyEncoding()
		s.everyEnvelope()
		s.everyProduct()
		s.everyDelta()
		s.everyLogin()
		s.everyDetails()
		s.everyVersion()
		s.everyError()
	})
}

// Probes are the calls by which a run finds out beforehand whether the
// service can be certified at all.
func Probes(service *endpoint.Service) [][2]string {
	var probes [][2]string
	for _, m := range []montcontent.Method{montcontent.TestConnection, montcontent.GetAllVendors} {
		probes = append(probes, [2]string{m.Name, service.URL.String() + "/" + m.FormOf(service.Forms)})
	}
	return probes
}
