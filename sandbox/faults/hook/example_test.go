package hook_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// service answers every question with a text, as MONT Content and Westcon.
func service(answer string) Host {
	return Host{
		Content: "/content", EKey: "/ekey", EKey2: "/ekey2", Control: "/control",
		Westcon: Westcon{Path: "/westcon", Tokens: "/westcon/token"},
		Services: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/xml; charset=utf-8")
			_, _ = io.WriteString(w, answer)
		}),
	}
}

// ask prints what a client gets from a service with a hook.
func ask(host Host, of Service, answer Hook, paths ...string) {
	served := Wrap(host, Of{Service: of, Pair: Pair{Answer: answer}})
	for _, path := range paths {
		w := httptest.NewRecorder()
		served.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, http.NoBody))
		fmt.Println(w.Code, w.Body)
	}
}

const prices = `<R><Product><Id>1</Id><Price>10</Price></Product><Product><Id>2</Id><Price>20</Price></Product></R>`

// Which calls, which elements of them, what becomes of these.
func Example() {
	row := On("GetPriceChanges", At("//Product[Id='2']/Price", Suffix("1")))
	ask(service(prices), ContentService, row, "/content/GetPriceChanges/0", "/content/GetAllProducts/True")
	// Output:
	// 200 <R><Product><Id>1</Id><Price>10</Price></Product><Product><Id>2</Id><Price>201</Price></Product></R>
	// 200 <R><Product><Id>1</Id><Price>10</Price></Product><Product><Id>2</Id><Price>20</Price></Product></R>
}

// A fault that shows now and then only.
func ExampleEveryNth() {
	row := EveryNth(2, (*Call).Question, First("//Product", Remove))
	ask(service(prices), ContentService, row, "/content/GetPriceChanges/0", "/content/GetPriceChanges/0")
	// Output:
	// 200 <R><Product><Id>1</Id><Price>10</Price></Product><Product><Id>2</Id><Price>20</Price></Product></R>
	// 200 <R><Product><Id>2</Id><Price>20</Price></Product></R>
}

// Several things at once; a Change of the text that an element has.
func ExampleDo() {
	row := Do(Final("//Product", Double), At("//Id", Respell(func(id string) string { return "0" + id })), Status(500))
	ask(service("<R><Product><Id>7</Id></Product></R>"), ContentService, row, "/content/GetProduct/x")
	// Output:
	// 500 <R><Product><Id>07</Id></Product><Product><Id>07</Id></Product></R>
}

// What is asked again is answered as before.
func ExampleFirstAnswer() {
	n := 0 // the first question is the hook's own: it looks at the catalogue
	host := service("")
	host.Services = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n++
		fmt.Fprintf(w, "answer %d", n)
	})
	ask(host, ContentService, On("GetAllVendors", FirstAnswer()), "/content/GetAllVendors", "/content/GetAllVendors")
	// Output:
	// 200 answer 2
	// 200 answer 2
}

// Lines of an order's status, of which some hide what is another partner's.
func ExampleEachLine() {
	host := service(`{"MT_OrderStatus_Response":[{"lineStatusCode":"OPN"},{"lineStatusCode":"NAO"}]}`)
	ask(host, WestconService, EachLine(func(l OrderLine) { l["lineQuantity"] = 2 }), "/westcon/Orders/orderStatus")
	// Output:
	// 200 {"MT_OrderStatus_Response":[{"lineQuantity":2,"lineStatusCode":"OPN"},{"lineStatusCode":"NAO"}]}
}
