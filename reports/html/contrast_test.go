package html

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var property = regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6}|[0-9a-f]{3});`)

// Every ink of the style sheet has the contrast of WCAG 2.1, 1.4.3 (AA) on
// every ground it may stand on, by day, by night and on paper.
func TestContrast(t *testing.T) {
	schemes := strings.Split(style, ":root {")[1:]
	if len(schemes) != 3 {
		t.Fatalf("%d schemes", len(schemes))
	}
	for i, scheme := range schemes {
		scheme, _, _ = strings.Cut(scheme, "}")
		colors := map[string]float64{}
		for _, m := range property.FindAllStringSubmatch(scheme, -1) {
			colors[m[1]] = luminance(t, m[2])
		}
		for _, ink := range []string{"ink", "muted", "link", "pass", "fail", "error", "warn", "skip", "out"} {
			for _, ground := range []string{"paper", "sheet"} {
				check(t, i, colors, ink, ground)
			}
		}
		check(t, i, colors, "mark-ink", "mark")
	}
}

func check(t *testing.T, scheme int, colors map[string]float64, ink, ground string) {
	t.Helper()
	a, okA := colors[ink]
	b, okB := colors[ground]
	if !okA || !okB {
		t.Errorf("scheme %d lacks %s or %s", scheme, ink, ground)
		return
	}
	if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < 4.5 {
		t.Errorf("scheme %d: %s on %s has the contrast %.2f", scheme, ink, ground, ratio)
	}
}

// luminance is the relative luminance of WCAG.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
