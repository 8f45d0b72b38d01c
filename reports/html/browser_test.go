package html

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/montcheck/montcheck/internal/sample"
)

const widerBy = `document.documentElement.scrollWidth - document.documentElement.clientWidth`

// A browser opens the page from a file: nothing is asked of any network,
// nothing is complained of, the marked line is there, and no content is cut
// off at the widths of a desk and of a hand.
func TestInABrowser(t *testing.T) {
	ctx, seen := browser(t)
	for _, lang := range []string{"en", "ru"} {
		for _, width := range []int64{1280, 390} {
			t.Run(fmt.Sprintf("%s at %d", lang, width), func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "run.html")
				if err := os.WriteFile(path, []byte(render(t, sample.Full(), lang)), 0o600); err != nil {
					t.Fatal(err)
				}
				if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900),
					chromedp.Navigate("file://"+path)); err != nil {
					t.Fatal(err)
				}
				marked := evaluate[string](t, ctx, `document.querySelector("mark").innerText`)
				color := evaluate[string](t, ctx,
					`getComputedStyle(document.querySelector(".marked td")).backgroundColor`)
				overflow := evaluate[int](t, ctx, widerBy)
				if strings.TrimSpace(marked) != "<a:InstantDelivery>true</a:InstantDelivery>" {
					t.Errorf("marked: %q", marked)
				}
				if color == "rgba(0, 0, 0, 0)" {
					t.Error("the style sheet did not take effect")
				}
				if overflow > 0 {
					t.Errorf("the page is %d pixels wider than the window", overflow)
				}
			})
		}
	}
	seen.check(t)
}

func TestHostileRunInABrowser(t *testing.T) {
	ctx, seen := browser(t)
	path := filepath.Join(t.TempDir(), "run.html")
	if err := os.WriteFile(path, []byte(render(t, sample.Hostile(), "en")), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 900), chromedp.Navigate("file://"+path)); err != nil {
		t.Fatal(err)
	}
	if overflow := evaluate[int](t, ctx, widerBy); overflow > 0 {
		t.Errorf("the page is %d pixels wider than the window", overflow)
	}
	if n := evaluate[int](t, ctx, `document.querySelectorAll("script, img, iframe, object, form").length`); n > 0 {
		t.Errorf("%d elements that the page does not have", n)
	}
	seen.check(t)
}

// traffic is what the browser asked for and complained of.
type traffic struct {
	mu       sync.Mutex
	requests []string
	problems []string
}

func (s *traffic) check(t *testing.T) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.requests) == 0 {
		t.Error("the browser did not even ask for the page: requests are not seen")
	}
	for _, url := range s.requests {
		if !strings.HasPrefix(url, "file://") && !strings.HasPrefix(url, "data:") {
			t.Errorf("the page asked for %s", url)
		}
	}
	for _, p := range s.problems {
		t.Errorf("the browser says: %s", p)
	}
}

func browser(t *testing.T) (context.Context, *traffic) {
	t.Helper()
	var program string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome", "headless-shell"} {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		t.Skip("no Chromium is installed: the page was not opened in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.UserDataDir(t.TempDir()))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	s := &traffic{}
	err := chromedp.Listen(ctx, func(event any) {
		s.mu.Lock()
		defer s.mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			s.requests = append(s.requests, e.Request.URL)
		case *runtime.EventConsoleAPICalled:
			s.problems = append(s.problems, fmt.Sprintf("console.%s", e.Type))
		case *runtime.EventExceptionThrown:
			s.problems = append(s.problems, e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			s.problems = append(s.problems, e.Entry.Text)
		}
	})
	if err != nil {
		t.Fatalf("%s does not start: %v", program, err)
	}
	if err := chromedp.Do(ctx, func(ctx context.Context, target *chromedp.Target) (struct{}, error) {
		_, err := cdp.Call(ctx, target, network.Enable, network.EnableParams{})
		return struct{}{}, err
	}); err != nil {
		t.Fatal(err)
	}
	limited, cancel := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	return limited, s
}

func evaluate[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}
