package html

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/montcheck/montcheck/internal/sample"
)

// In a browser the charts are drawn, nothing is asked of the network, and the
// page is no wider than the window, whatever an endpoint sent.
func TestLoadInABrowser(t *testing.T) {
	ctx, seen := browser(t)
	for _, width := range []int64{1280, 390} {
		path := filepath.Join(t.TempDir(), "load.html")
		if err := os.WriteFile(path, []byte(renderLoad(t, sample.Load(t), "ru")), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900),
			chromedp.Navigate("file://"+path)); err != nil {
			t.Fatal(err)
		}
		drawn := evaluate[int](t, ctx, `[...document.images].filter(i => i.complete && i.naturalWidth > 0 && `+
			`i.getBoundingClientRect().height > 50).length`)
		if drawn != 4 {
			t.Errorf("%d charts are drawn", drawn)
		}
		if overflow := evaluate[int](t, ctx, widerBy); overflow > 0 {
			t.Errorf("the page is %d pixels wider than a window of %d", overflow, width)
		}
		if n := evaluate[int](t, ctx, `document.querySelectorAll("script, iframe, object, form").length`); n > 0 {
			t.Errorf("%d elements that the page does not have", n)
		}
	}
	seen.check(t)
}
