package ledger

import (
	"strconv"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/load/answer"
)

func product(id int64, price string) answer.Product {
	return answer.Product{ID: id, Price: price, Currency: "RUB"}
}

// Product 1 costs 10 from version 5 on, 20 from 6 and 30 from 7: answers to
// questions of the moments 190 and 290 say so, which come ten later.
func TestHold(t *testing.T) {
	for name, c := range map[string]struct {
		sent, ended time.Duration
		price       string
		wrong       bool
	}{
		"the first":               {10, 20, "10", false},
		"one that never was":      {10, 20, "15", true},
		"before any partner knew": {170, 180, "20", false},
		"across a change, old":    {190, 210, "10", false},
		"across a change, new":    {190, 210, "20", false},
		"across both, between":    {190, 310, "20", false},
		"across, neither":         {190, 210, "15", true},
		"stale":                   {250, 260, "10", true},
		"stale by two":            {310, 320, "10", true},
		"the last":                {310, 320, "30", false},
	} {
		t.Run(name, func(t *testing.T) {
			l := New()
			l.Start(5, []answer.Product{product(1, "10"), product(2, "9")}, nil)
			told := []func(){
				func() { l.Took(5, 6, []answer.Product{product(1, "20")}); l.Saw(6, 190, 200) },
				func() { l.Took(6, 7, []answer.Product{product(1, "30")}); l.Saw(7, 290, 300) },
			}
			for i, at := range []time.Duration{200, 300} { // what came before the answer
				if at <= c.ended {
					told[i]()
					told[i] = func() {}
				}
			}
			var wrong []answer.Finding
			least, _ := l.Versions.At(c.sent)
			f, _ := l.Hold([]answer.Fact{{ID: 1, Price: c.price + " RUB"}, {ID: 2, Price: "9 RUB"}}, true, least,
				c.ended, func(f answer.Finding) { wrong = append(wrong, f) })
			if f != nil {
				wrong = append(wrong, *f)
			}
			for _, tell := range told {
				tell()
			}
			l.Saw(7, 1000, 1010)
			if (len(wrong) > 0) != c.wrong || len(wrong) > 1 {
				t.Errorf("%+v", wrong)
			}
		})
	}
}

// A version that no partner met may have had any price, and a product that
// changed while the list was read is not known.
func TestHoldUnknown(t *testing.T) {
	l := New()
	l.Start(4, []answer.Product{product(1, "10"), product(2, "10")}, map[int64]bool{2: true})
	var wrong []answer.Finding
	hold := func(id int64, price string) {
		l.Hold([]answer.Fact{{ID: id, Price: price}}, false, 4, 10, func(f answer.Finding) { wrong = append(wrong, f) })
	}
	hold(1, "15 RUB")
	hold(2, "15 RUB")
	l.Took(4, 6, []answer.Product{product(1, "20")})
	l.Saw(6, 20, 30)
	l.Took(6, 8, []answer.Product{product(1, "20")}) // there and back
	hold(1, "15 RUB")
	l.Saw(8, 20, 30)
	if len(wrong) > 0 {
		t.Errorf("%+v", wrong)
	}
	hold(3, "15 RUB")
	l.Saw(4, 20, 30)
	if len(wrong) != 1 || wrong[0].Expected != "no such product" {
		t.Errorf("%+v", wrong)
	}
}

func TestHoldMissing(t *testing.T) {
	l := New()
	l.Start(4, []answer.Product{product(1, "10"), product(2, "10")}, nil)
	l.Took(4, 5, []answer.Product{product(3, "10")})
	two := []answer.Fact{{ID: 1, Price: "10 RUB"}, {ID: 2, Price: "10 RUB"}}
	if f, known := l.Hold(two, true, 4, 10, nil); f != nil || !known {
		t.Errorf("%+v", f)
	}
	if f, _ := l.Hold(two, true, 5, 10, nil); f == nil || f.Requirement != "CNT-PRD-04" {
		t.Errorf("%+v", f)
	}
	if f, _ := l.Hold(two, false, 5, 10, nil); f != nil {
		t.Errorf("%+v", f)
	}
}

// However many prices a product had, what is forgotten raises no alarm.
func TestForgotten(t *testing.T) {
	l := New()
	l.Start(0, []answer.Product{product(1, "0")}, nil)
	for i := range int64(3 * mostPrices) {
		l.Took(i, i+1, []answer.Product{product(1, strconv.FormatInt(i+1, 10))})
	}
	if n := len(l.prices[1].prices); n > mostPrices {
		t.Errorf("%d prices are remembered", n)
	}
	if f, known := l.Hold([]answer.Fact{{ID: 1, Price: "x"}}, true, 3, 10, nil); f != nil || !known {
		t.Errorf("%+v", f)
	}
}

func TestTide(t *testing.T) {
	var tide Tide
	if _, known := tide.At(time.Hour); known {
		t.Error("a version is known of nothing")
	}
	for _, m := range []mark{{5, 10}, {7, 30}, {6, 20}, {9, 25}} { // 9 was seen before 7, and is told after it
		tide.Saw(m.version, m.at)
	}
	for at, want := range map[time.Duration]int64{10: 5, 29: 5, 30: 9, 31: 9} {
		if got, _ := tide.At(at); got != want {
			t.Errorf("at %d: %d, want %d", at, got, want)
		}
	}
	if _, known := tide.At(9); known {
		t.Error("a version is known before it was given")
	}
}

func TestWords(t *testing.T) {
	var w Words
	q := &answer.Question{Operation: "GetAllChanges", Content: 1, Price: 2}
	say := func(words uint64, price string) *answer.Finding {
		return w.Hold(q,
			&answer.Reading{Content: 2, Price: 3, Words: words,
				Products: []answer.Product{product(1, price), product(2, "1")}})
	}
	if f := say(7, "1"); f != nil {
		t.Errorf("%+v", f)
	}
	if f := say(7, "1"); f != nil {
		t.Errorf("%+v", f)
	}
	if say(8, "1") == nil || say(7, "2") == nil {
		t.Error("another answer to the same question is not found")
	}
	q.Operation = "GetPriceChanges" // whose words are of another version
	if say(7, "1") != nil || say(8, "1") != nil {
		t.Error("words count in a delta of prices")
	}
}

// Another answer to the same question is wrong where the version was the same
// before and after it.
func TestContents(t *testing.T) {
	var c Contents
	q := &answer.Question{Operation: "GetProduct", Path: "GetProduct?partNum=A"}
	c.Saw(3, 0, 10)
	var wrong []answer.Finding
	say := func(words uint64, sent, ended time.Duration) bool {
		least, _ := c.Versions.At(sent)
		return c.Hold(q, words, least, ended, func(f answer.Finding) { wrong = append(wrong, f) })
	}
	say(7, 20, 30)
	c.Saw(3, 40, 50)
	if !say(7, 60, 70) || len(wrong) > 0 {
		t.Errorf("%+v", wrong)
	}
	say(8, 60, 90) // when 4 may have been there
	c.Saw(4, 100, 110)
	say(8, 120, 130)
	c.Saw(4, 140, 150)
	if len(wrong) > 0 {
		t.Errorf("%+v", wrong)
	}
	say(7, 160, 170)
	if c.Saw(4, 180, 190); len(wrong) != 1 || wrong[0].Requirement != "CNT-PRD-02" {
		t.Errorf("%+v", wrong)
	}
}
