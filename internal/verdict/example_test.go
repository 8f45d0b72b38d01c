package verdict_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/runner"
	. "github.com/montcheck/montcheck/internal/verdict"
)

// vendors registers a spec that asks once and says what is wrong. A suite does so in its Specs(target).
func vendors(t *endpoint.Target) {
	Describe("vendors", func() {
		It("gives all of them", Decides("CNT-VEN-01"), func(ctx SpecContext) {
			request := endpoint.Request{Operation: "GetAllVendors", URL: t.Content.URL.String() + "/GetAllVendors"}
			a, err := t.Prepare(ctx, t.Content, request).Send(ctx)
			Unable(ctx, err) // where it could not be asked, nothing is decided
			About(ctx, a.Key()).Because("who has no vendors can't sort its catalogue").
				Expect(a.Status()).To(Is(200), "the method is refused")
		})
	})
}

func Example() {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	address, _ := url.Parse(server.URL)
	t, err := endpoint.New(endpoint.Options{Content: &endpoint.Service{Module: endpoint.Content, URL: address}})
	if err != nil {
		panic(err)
	}
	defer t.Close()
	result, err := runner.Run(runner.Options{
		Target: t, Suites: []runner.Suite{vendors}, Modules: []string{endpoint.Content}})
	if err != nil {
		panic(err)
	}
	for _, f := range result.Findings("CNT-VEN-01") {
		x, _ := result.Exchange(*f.Exchange)
		fmt.Printf("%s %s: %s, expected %s, got %s\n", f.Requirement, f.Verdict, f.Summary, f.Expected, f.Got)
		fmt.Println(x.Request.Method, x.Operation, x.Response.Status)
	}
	fmt.Println(result.Conclusion)
	// Output:
	// CNT-VEN-01 fail: the method is refused, expected 200, got 404
	// GET GetAllVendors 404
	// NON-CONFORMANT
}
