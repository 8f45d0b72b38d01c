package sandbox_test

import (
	"context"
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/montcheck/montcheck/sandbox"
	"github.com/montcheck/montcheck/sandbox/orders"
)

// volley sends n bodies at one moment over real HTTP and returns the answers.
func volley(t *testing.T, url string, n int, body func(i int) string) (answers []string) {
	t.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: 64, MaxConnsPerHost: 64}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	answers = make([]string, n)
	start := make(chan struct{})
	var done sync.WaitGroup
	for i := range n {
		done.Go(func() {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body(i)))
			if err != nil {
				t.Error(err)
				return
			}
			r.Header.Set("Content-Type", "text/xml")
			r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
			<-start
			response, err := client.Do(r)
			if err != nil {
				t.Error(err)
				return
			}
			answers[i] = readAll(t, response)
		})
	}
	close(start)
	done.Wait()
	return answers
}

func TestThousandDuplicatesAreOneOrder(t *testing.T) {
	s := openShop(t, sandbox.Options{Products: 200})
	server := s.serve(t)
	o := s.find(t, isPlain)
	for version, c := range map[int]struct {
		path, success, refusal string
		body                   func(int) string
	}{
		1: {sandbox.EKeyPath, "<Status>Завершен успешно</Status>", "<ErrorCode>3</ErrorCode>",
			func(i int) string { return line("dup", o.PartNum, 1+i%2, "") }},
		2: {sandbox.EKey2Path, "<IsError>false</IsError>", "<ErrorCode>4</ErrorCode>",
			func(i int) string {
				return lines([]string{"dup2", fmt.Sprint("dup2-", i)}[i%2], row{"dup2-line", o.PartNum, 1, ""})
			}},
	} {
		before := s.spent(t, sandbox.PartnerLogin)
		n := 1000
		won, lost, quantity := 0, 0, int64(0)
		for _, a := range volley(t, server.URL+c.path+"/AddOrder", n, c.body) {
			switch {
			case strings.Contains(a, c.success):
				won++
				quantity = int64(strings.Count(a, "<ActiveKey>"))
			case strings.Contains(a, c.refusal):
				lost++
			default:
				t.Errorf("version %d: %.500s", version, a)
			}
		}
		if won != 1 || lost != n-1 {
			t.Errorf("version %d: %d placed, %d refused", version, won, lost)
		}
		if charged := s.spent(t, sandbox.PartnerLogin) - before; charged != quantity*cents(t, o.Price) {
			t.Errorf("version %d: %d charged for %d at %s", version, charged, quantity, o.Price)
		}
	}
}

func TestConcurrentOrdersStayWithinTheLimit(t *testing.T) {
	s := openShop(t, sandbox.Options{Products: 200})
	server := s.serve(t)
	o := s.find(t, isPlain)
	credit := 20*cents(t, o.Price) + 1
	post(t, s, "/balance", fmt.Sprintf(`{"currency":"RUB","credit":"%d.%02d"}`, credit/100, credit%100))
	won := 0
	for _, a := range volley(t, server.URL+sandbox.EKeyPath+"/AddOrder", 100,
		func(i int) string { return line(fmt.Sprint(i), o.PartNum, 1, "") }) {
		if strings.Contains(a, "Завершен успешно") {
			won++
		} else if !strings.Contains(a, "<ErrorCode>5</ErrorCode>") {
			t.Errorf("%.500s", a)
		}
	}
	if spent := s.spent(t, sandbox.PartnerLogin); won != 20 || spent != 20*cents(t, o.Price) {
		t.Errorf("%d orders for %d", won, spent)
	}
}

func TestAnOrderFinishesOnce(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	special, err := s.sandbox.Scenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		s.add("", fmt.Sprint("later", i), special.FinishesLater, 2, "")
		s.add("", fmt.Sprint("fails", i), special.FinishesAndFails, 2, "")
	}
	before := s.spent(t, sandbox.PartnerLogin)
	s.wait(orders.FinishesAfter)
	var mu sync.Mutex
	seen := map[string]map[string]bool{}
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for _, number := range []string{"later0", "fails0", "later4", "fails4"} {
				_, body := s.get("", number)
				mu.Lock()
				if seen[number] == nil {
					seen[number] = map[string]bool{}
				}
				seen[number][body] = true
				mu.Unlock()
			}
		})
	}
	readers.Wait()
	for number, answers := range seen {
		if len(answers) != 1 {
			t.Errorf("%s finished in %d ways", number, len(answers))
		}
		for body := range answers {
			var n node
			if err := xml.Unmarshal([]byte(body), &n); err != nil ||
				strings.HasPrefix(number, "later") && len(n.at("Keys").Nodes) != 2 {
				t.Errorf("%s: %v %s", number, err, body)
			}
		}
	}
	price := func(partNum string) int64 {
		for _, o := range s.offers(t) {
			if o.PartNum == partNum {
				return cents(t, o.Price) * 10
			}
		}
		return 0
	}
	if now := s.spent(t, sandbox.PartnerLogin); now != price(special.FinishesLater) ||
		before-now != price(special.FinishesAndFails) {
		t.Errorf("from %d to %d", before, now)
	}
}

// TestHangingUp leaves at any moment of an order, which then exists once or not at all, and can be placed again.
func TestHangingUp(t *testing.T) {
	s := openShop(t, sandbox.Options{Products: 200, Data: t.TempDir() + "/shop.db"})
	server := s.serve(t)
	post(t, s, "/balance", `{"currency":"RUB","credit":"9999999"}`)
	o := s.find(t, isPlain)
	const n = 200
	var clients sync.WaitGroup
	for c := range 4 {
		clients.Go(func() {
			for i := c; i < n; i += 4 {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rand.IntN(4000))*time.Microsecond)
				r, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+sandbox.EKeyPath+"/AddOrder",
					strings.NewReader(line(fmt.Sprint(i), o.PartNum, 1, "")))
				if err != nil {
					t.Error(err)
				}
				r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
				if response, err := http.DefaultClient.Do(r); err == nil {
					_ = response.Body.Close()
				}
				cancel()
			}
		})
	}
	clients.Wait()
	server.Close() // waits for the orders in progress
	there := 0
	for i := range n {
		status, body := s.get("", fmt.Sprint(i))
		if status == 200 {
			there++
			continue
		}
		refused(t, status, body, 2)
		if status, body := s.add("", fmt.Sprint(i), o.PartNum, 1, ""); status != 200 {
			t.Errorf("the number of a lost order is gone: %s", body)
		}
	}
	if spent := s.spent(t, sandbox.PartnerLogin); spent != n*cents(t, o.Price) {
		t.Errorf("%d spent on %d orders at %s", spent, n, o.Price)
	}
	t.Logf("%d of %d orders outlived their clients", there, n)
}
