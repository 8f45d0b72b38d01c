package sandbox_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/montcheck/montcheck/sandbox"
)

// discard is a ResponseWriter that counts.
type discard struct {
	header http.Header
	bytes  int64
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(p []byte) (int, error) { d.bytes += int64(len(p)); return len(p), nil }

func BenchmarkNew(b *testing.B) {
	for _, products := range []int{2_000, 50_000} {
		b.Run(fmt.Sprint(products), func(b *testing.B) {
			for b.Loop() {
				s, err := sandbox.New(b.Context(), sandbox.Options{Products: products})
				if err != nil {
					b.Fatal(err)
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkContent measures answers without the network.
func BenchmarkContent(b *testing.B) {
	s, err := sandbox.New(context.Background(), sandbox.Options{Products: 50_000, Control: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	handler := s.Handler()
	state := stateOf(b, handler)
	post(b, handler, "/prices", `{"count":100}`)
	for _, c := range []struct{ name, call string }{
		{"full", "/GetAllProducts?withPrice=True"},
		{"prices", "/GetProductPrices"},
		{"delta100", fmt.Sprintf("/GetPriceChanges/%d", state.PriceVersion)},
		{"all100",
			fmt.Sprintf("/GetAllChanges?contentVersion=%d&priceVersion=%d", state.ContentVersion, state.PriceVersion)},
		{"nothing",
			fmt.Sprintf("/GetAllChanges?contentVersion=%d&priceVersion=%d", state.ContentVersion,
				state.PriceVersion+1)},
		{"everything", "/GetAllChanges?contentVersion=0&priceVersion=0"},
		{"product", "/GetProduct/%D0%9A%D0%9B%D0%AE%D0%A7-00007?withPrice=True"},
		{"vendors", "/GetAllVendors"},
	} {
		b.Run(c.name, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodGet, sandbox.ContentPath+c.call, nil)
			r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
			b.ReportAllocs()
			for b.Loop() {
				w := &discard{header: http.Header{}}
				handler.ServeHTTP(w, r)
				if w.status > 200 || w.bytes == 0 {
					b.Fatalf("status %d, %d bytes", w.status, w.bytes)
				}
				b.SetBytes(w.bytes)
			}
		})
	}
}

// BenchmarkParallel measures short answers asked for by many at once.
func BenchmarkParallel(b *testing.B) {
	handler := start(b, sandbox.Options{})
	for _, method := range []string{"/GetAllChanges/5000000048/7000000060",
		"/GetProduct/%D0%9A%D0%9B%D0%AE%D0%A7-00007/True"} {
		b.Run(method, func(b *testing.B) {
			b.SetParallelism(32)
			b.RunParallel(func(pb *testing.PB) {
				r := httptest.NewRequest(http.MethodGet, sandbox.ContentPath+method, nil)
				r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
				for pb.Next() {
					handler.ServeHTTP(&discard{header: http.Header{}}, r)
				}
			})
		})
	}
}

// BenchmarkOrders measures placing and reading an order, in memory and in a file, and the price list.
func BenchmarkOrders(b *testing.B) {
	for _, file := range []string{"", b.TempDir() + "/bench.db"} {
		s, err := sandbox.New(b.Context(), sandbox.Options{Data: file, Control: true})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = s.Close() })
		shop := &shop{Handler: s.Handler(), sandbox: s}
		post(b, shop, "/balance", `{"currency":"RUB","credit":"9999999999"}`)
		partNum := shop.find(b, isPlain).PartNum
		where := map[bool]string{true: "memory", false: "file"}[file == ""]
		run := func(name string, send func(i int) *httptest.ResponseRecorder) {
			b.Run(where+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					if w := send(i); w.Code != http.StatusOK {
						b.Fatal(w.Code, w.Body)
					}
				}
			})
		}
		run("AddOrder", func(i int) *httptest.ResponseRecorder {
			return shop.send("", "POST", sandbox.EKeyPath+"/AddOrder", line(fmt.Sprint(i), partNum, 1, ""))
		})
		shop.add("", "read", partNum, 1, "")
		run("GetOrder", func(int) *httptest.ResponseRecorder {
			return shop.send("", "GET", sandbox.EKeyPath+"/GetOrder/read", "")
		})
		run("GetPriceChanges", func(int) *httptest.ResponseRecorder {
			return shop.send("", "GET", sandbox.EKey2Path+"/GetPriceChanges/0", "")
		})
	}
}
