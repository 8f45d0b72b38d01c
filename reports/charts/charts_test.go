package charts

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/loadprofiles"
	"github.com/montcheck/montcheck/reports/messages"
)

// Slices are as long as they are, not as they should be.
func TestPerSecond(t *testing.T) {
	if got := perSecond(10, result.Slice{Length: 2500 * time.Millisecond}); got != 4 {
		t.Errorf("%g", got)
	}
}

func TestNice(t *testing.T) {
	for end, want := range map[float64]float64{3.5: 1, 0.7: 0.2, 26: 10, 5: 1, 1217: 500, 0: 1} {
		if got := clean(nice(end, 5)); got != want {
			t.Errorf("up to %g in steps of %g, want %g", end, got, want)
		}
	}
	for end, want := range map[float64]float64{150: 30, 600: 120, 86400: 18000} {
		if got := niceTime(end, 5); got != want {
			t.Errorf("up to %g s in steps of %g, want %g", end, got, want)
		}
	}
}

var text = regexp.MustCompile(`<text[^>]*>([^<]*)</text>`)

// A chart over time says its unit, has the stages' borders with their names,
// shades where the generator was the limit, and tells what is wrong in colours
// and dashes of its own.
func TestChartOfErrors(t *testing.T) {
	m, err := messages.In("en")
	if err != nil {
		t.Fatal(err)
	}
	r := &result.Result{Elapsed: 10 * time.Second, Timeline: result.Timeline{Width: time.Second}}
	for _, name := range []string{"rise", "stay"} {
		r.Profile.Stages = append(r.Profile.Stages,
			loadprofiles.Stage{Name: name, Duration: loadprofiles.Duration(5 * time.Second)})
	}
	for i := range 10 {
		r.Timeline.Slices = append(r.Timeline.Slices,
			result.Slice{At: time.Duration(i) * time.Second, Errors: uint64(i), Violations: 3, Saturated: i == 4})
	}
	for _, width := range []int{Wide, Narrow} {
		svg, err := Errors(m, r, width)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, one := range text.FindAllStringSubmatch(string(svg), -1) {
			said = append(said, one[1])
		}
		for _, want := range []string{"Errors", "Violations", "rise", "stay", "0", "10", "the generator was the limit",
			"time since the start, seconds"} {
			if !strings.Contains("|"+strings.Join(said, "|")+"|", "|"+want+"|") {
				t.Errorf("%d wide, it does not say %q: %q", width, want, said)
			}
		}
		for _, want := range []string{"rgb(179,35,27)", "rgb(192,112,0)", "stroke-dasharray", "rgb(253,229,200)"} {
			if !strings.Contains(string(svg), want) {
				t.Errorf("%d wide, it has no %s", width, want)
			}
		}
	}
}
