package sandbox_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/montcheck/montcheck/sandbox"
	"github.com/montcheck/montcheck/sandbox/orders"
)

const (
	killedShopFile = "SANDBOX_TEST_KILLED_SHOP"
	kills          = 25
	buyers         = 4
)

// serveUntilKilled is what the child of TestOrdersSurviveKill does.
func serveUntilKilled(t *testing.T, file string) {
	s, err := sandbox.New(t.Context(), sandbox.Options{Data: file, Control: true})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("listening on %s\n", listener.Addr())
	t.Fatal(s.Server().Serve(listener))
}

// ledger is what the buyers know.
type ledger struct {
	mu       sync.Mutex
	sent     map[string]int    // every number that was sent, with its quantity
	answered map[string]string // the last answer that came about an order, whole
	count    int
	enough   chan struct{} // closed once there are as many answers as wanted
	want     int
}

func (l *ledger) send(number string, quantity int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent[number] = quantity
}

func (l *ledger) answer(number, body string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answered[number] = body
	if l.count++; l.count == l.want {
		close(l.enough)
	}
}

// TestOrdersSurviveKill runs this test again in a process that serves a shop from a file, and kills it while buyers
// order, look, and let orders finish. After each kill the file must hold what was answered, and nothing by half.
func TestOrdersSurviveKill(t *testing.T) {
	if file := os.Getenv(killedShopFile); file != "" {
		serveUntilKilled(t, file)
	}
	file := filepath.Join(t.TempDir(), "shop.db")
	l := &ledger{sent: map[string]int{}, answered: map[string]string{}}
	var products []product
	check(t, file, func(s *shop) {
		post(t, s, "/balance", `{"currency":"RUB","credit":"9999999999"}`)
		special, err := s.sandbox.Scenarios(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range s.offers(t) {
			if o.PartNum == special.FinishesLater || o.PartNum == special.FinishesAndFails ||
				o.PartNum == s.find(t, isPlain).PartNum {
				products = append(products, product{o.PartNum, cents(t, o.Price)})
			}
		}
	})
	survived := 0
	for round := range kills {
		url, kill := startShop(t, file)
		l.count, l.want, l.enough = 0, 1+rand.IntN(40), make(chan struct{})
		ctx, stop := context.WithCancel(t.Context())
		var done sync.WaitGroup
		for b := range buyers {
			done.Go(func() { buy(ctx, url, fmt.Sprintf("%d-%d", round, b), products, l) })
		}
		select {
		case <-l.enough:
		case <-time.After(time.Minute):
			t.Error("the shop does not answer")
		}
		// any moment of a request, not only that after an answer
		time.Sleep(time.Duration(rand.IntN(2000)) * time.Microsecond)
		kill()
		stop()
		done.Wait()
		check(t, file, func(s *shop) { survived += audit(t, s, l, products) })
		if t.Failed() {
			t.Fatalf("after kill %d", round+1)
		}
	}
	if len(l.answered) < kills || len(l.sent) == len(l.answered) {
		t.Errorf("%d orders sent, %d answered: the kills hit nothing", len(l.sent), len(l.answered))
	}
	t.Logf("%d kills: %d orders sent, %d answered, %d there", kills, len(l.sent), len(l.answered), survived)
}

type product struct {
	partNum string
	price   int64
}

// startShop starts the child. kill ends it by SIGKILL.
func startShop(t *testing.T, file string) (url string, kill func()) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestOrdersSurviveKill$")
	child.Env = append(os.Environ(), killedShopFile+"="+file)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	said, err := bufio.NewReader(out).ReadString('\n')
	address, ok := strings.CutPrefix(said, "listening on ")
	if err != nil || !ok {
		t.Fatal(said, err)
	}
	return "http://" + strings.TrimSpace(address), func() {
		if err := child.Process.Kill(); err != nil {
			t.Error(err)
		}
		_ = child.Wait() // it was killed
	}
}

// buy places orders, by both versions, lets time pass and looks at them, until the shop is gone.
func buy(ctx context.Context, url, prefix string, products []product, l *ledger) {
	client := &http.Client{Transport: new(http.Transport)}
	defer client.CloseIdleConnections()
	call := func(verb, path, body string) (string, bool) {
		r, err := http.NewRequestWithContext(ctx, verb, url+path, strings.NewReader(body))
		if err != nil {
			return "", false
		}
		r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
		response, err := client.Do(r)
		if err != nil {
			return "", false
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		return string(text), err == nil
	}
	for i := 0; ; i++ {
		quantity := 1 + rand.IntN(3)
		p := products[rand.IntN(len(products))].partNum
		number := fmt.Sprintf("v%d-%s-%d", 1+i%2, prefix, i)
		path, body := sandbox.EKeyPath, line(number, p, quantity, "")
		if i%2 == 1 {
			path, body = sandbox.EKey2Path,
				lines(number, row{number + "-1", p, quantity, ""}, row{number + "-2", p, quantity, ""})
		}
		l.send(number, quantity)
		answer, ok := call("POST", path+"/AddOrder", body)
		if !ok {
			return
		}
		l.answer(number, answer)
		if _, ok := call("POST", sandbox.ControlPath+"/clock",
			fmt.Sprintf(`{"advance":%q}`, orders.FinishesAfter/3)); !ok {
			return
		}
		if answer, ok = call("GET", path+"/GetOrder/"+number, ""); !ok {
			return
		}
		l.answer(number, answer)
	}
}

// check opens the shop of a file, and closes it after f.
func check(t *testing.T, file string, f func(*shop)) {
	t.Helper()
	s, err := sandbox.New(t.Context(), sandbox.Options{Products: 100, Data: file, Control: true})
	if err != nil {
		t.Fatal(err)
	}
	f(&shop{Handler: s.Handler(), sandbox: s})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// audit compares what is there with what was answered, and the sum of the orders with the charges. It returns how many
// orders there are.
func audit(t *testing.T, s *shop, l *ledger, products []product) (there int) {
	t.Helper()
	total := int64(0)
	for number, quantity := range l.sent {
		path := sandbox.EKeyPath
		if number[1] == '2' {
			path = sandbox.EKey2Path
		}
		body := s.send("", "GET", path+"/GetOrder/"+number, "").Body.String()
		answered, known := l.answered[number]
		if strings.Contains(body, "<ErrorCode>2<") || strings.Contains(body, "<ErrorCode>3<") {
			if known {
				t.Errorf("%s was answered and is lost: %s", number, answered)
			}
			continue
		}
		there++
		states := linesOf(t, body)
		if len(states) != int(number[1]-'0') {
			t.Errorf("%s has %d lines", number, len(states))
		}
		for i, l := range states {
			if l.quantity != quantity || l.keys != map[string]int{done: quantity}[l.state] {
				t.Errorf("%s: a line by half: %+v in %s", number, l, body)
			}
			if l.state != failed {
				at := slices.IndexFunc(products, func(p product) bool { return p.partNum == l.partNum })
				total += products[at].price * int64(quantity)
			}
			if !known {
				continue
			}
			if before := linesOf(t, answered)[i]; before.state != inProcess &&
				(before.state != l.state || before.text != l.text) {
				t.Errorf("%s was answered as %s, and is %s", number, before.text, l.text)
			}
		}
	}
	if spent := s.spent(t, sandbox.PartnerLogin); spent != total {
		t.Errorf("charged %d for orders of %d", spent, total)
	}
	return there
}

// The states of a line, in the words of either version.
const (
	done      = "Завершен успешно3"
	inProcess = "В процессе1"
	failed    = "Завершен с ошибкой2"
)

type lineState struct {
	partNum, state, text string
	quantity, keys       int
}

func linesOf(t *testing.T, body string) (states []lineState) {
	t.Helper()
	root := parse(t, []byte(body))
	list := []node{root}
	if root.XMLName.Local != "TransactionOrderLine" {
		list = root.Nodes[0].at("Data", "OrderLines").Nodes
	}
	for _, n := range list {
		s := lineState{partNum: n.at("PartNum").Text, keys: len(n.at("Keys").Nodes)}
		for _, state := range []string{done, inProcess, failed} {
			if status := n.at("Status").Text + n.at("OrderStatus").Text; status != "" &&
				strings.Contains(state, status) {
				s.state = state
			}
		}
		_, _ = fmt.Sscan(n.at("quantity").Text+n.at("Quantity").Text, &s.quantity)
		text, err := json.Marshal(n)
		if err != nil || s.state == "" {
			t.Fatal(err, body)
		}
		s.text = string(text)
		states = append(states, s)
	}
	return states
}
