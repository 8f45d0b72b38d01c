package sandbox_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/montcheck/montcheck/sandbox"
)

// TestNoStaleAnswer publishes prices while many read. No answer may be older than what was published, or read by
// anyone, before it was asked for; and each must have the price of the version that it names.
func TestNoStaleAnswer(t *testing.T) {
	for name, file := range map[string]string{"memory": "", "file": filepath.Join(t.TempDir(), "fresh.db")} {
		t.Run(name, func(t *testing.T) {
			h := start(t, sandbox.Options{Products: 600, Data: file, Control: true})
			from := stateOf(t, h)
			var newest atomic.Int64 // price version that was published, or read
			newest.Store(from.PriceVersion)
			const publications = 60
			priceOf := func(version int64) string { return fmt.Sprintf("%d.00", 1000+version-from.PriceVersion) }

			published := make(chan struct{})
			go func() {
				defer close(published)
				for i := range int64(publications) {
					version := from.PriceVersion + i + 1
					w := post(t, h, "/prices",
						fmt.Sprintf(`{"changes":[{"productId":1,"price":%q}]}`, priceOf(version)))
					if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), strconv.FormatInt(version, 10)) {
						t.Errorf("publication %d: %d %s", i, w.Code, w.Body)
						return
					}
					raise(&newest, version)
					// A publication that fails changes nothing that is known of versions.
					if w := post(t, h, "/prices",
						`{"changes":[{"productId":99999,"price":"1.00"}]}`); w.Code == http.StatusOK {
						t.Error("a product that there is not got a price")
					}
				}
			}()
			calls := []string{ // a short answer and one that goes to a file
				fmt.Sprintf("/GetPriceChanges/%d", from.PriceVersion),
				fmt.Sprintf("/GetAllChanges?contentVersion=%d&priceVersion=0", from.ContentVersion),
			}
			var reading sync.WaitGroup
			for g := range 6 {
				reading.Go(func() {
					for more := true; more; {
						select {
						case <-published:
							more = false // and one after the last publication
						default:
						}
						least := newest.Load()
						version, price := priceIn(call(t, h, calls[g%3/2]).Body.String())
						if version < least {
							t.Errorf("an answer of version %d was asked for after %d", version, least)
						}
						if version > from.PriceVersion && price != priceOf(version) {
							t.Errorf("version %d has the price %s, not %s", version, price, priceOf(version))
						}
						raise(&newest, version)
					}
				})
			}
			reading.Wait()
			if n := newest.Load(); n != from.PriceVersion+publications {
				t.Errorf("the last version is %d", n)
			}
		})
	}
}

func raise(to *atomic.Int64, version int64) {
	for {
		if was := to.Load(); was >= version || to.CompareAndSwap(was, version) {
			return
		}
	}
}

// priceIn returns an answer's price version and the price of the product with id 1.
func priceIn(body string) (version int64, price string) {
	between := func(text, open, end string) string {
		_, text, _ = strings.Cut(text, open)
		text, _, _ = strings.Cut(text, end)
		return text
	}
	version, _ = strconv.ParseInt(between(body, "<a:CurrentPriceVersion>", "<"), 10, 64)
	_, product, _ := strings.Cut(body, "<a:Id>1</a:Id><a:ImageUrls")
	return version, between(product, "<a:Price>", "<")
}
