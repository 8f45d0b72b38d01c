package main

import (
	"bufio"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/sandbox"
)

// TestKilledRunLeavesALedger kills a run while it orders, and asks what it
// may have placed.
func TestKilledRunLeavesALedger(t *testing.T) {
	s, err := sandbox.New(t.Context(), sandbox.Options{Products: 100})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	server := httptest.NewServer(s.Handler())
	defer server.Close()

	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link, file, out := filepath.Join(dir, "montcheck"), filepath.Join(dir, "montcheck.yaml"), filepath.Join(dir, "out")
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	configuration := strings.NewReplacer("BASE", server.URL, "CONTENT", sandbox.ContentPath, "EKEY2", sandbox.EKey2Path,
		"EKEY", sandbox.EKeyPath).Replace(`environments:
  local:
    kind: sandbox
    login: "${MONT_LOGIN}"
    password: "${MONT_PASSWORD}"
    content: { url: "BASECONTENT" }
    ekey: { url: "BASEEKEY" }
    ekey2: { url: "BASEEKEY2" }
    orders: { max: 50, budget: 90000 }
`)
	if err := os.WriteFile(file, []byte(configuration), 0o600); err != nil {
		t.Fatal(err)
	}
	environ := append(os.Environ(), "CI=true", "MONT_LOGIN="+sandbox.PartnerLogin,
		"MONT_PASSWORD="+sandbox.PartnerPassword)

	asked := exec.Command(link, "certify", "--config", file, "--env", "local", "--module", "ekey", "--output-dir", out)
	asked.Env = environ
	if said, err := asked.CombinedOutput(); err == nil || !strings.Contains(string(said), "--yes") ||
		!strings.Contains(string(said), "50 orders") {
		t.Fatalf("without a terminal and --yes: %v\n%s", err, said)
	}
	if _, err := orders.Find(out); err == nil {
		t.Fatal("something was ordered without leave")
	}

	cmd := exec.Command(link, "certify", "--config", file, "--env", "local", "--module", "ekey", "--yes",
		"--output-dir", out)
	cmd.Env = environ
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killed := false
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if strings.Contains(lines.Text(), "EKY-IDEM-01") && !killed {
			killed = true
			cmd.Process.Kill()
		}
	}
	cmd.Wait()
	if !killed {
		t.Fatal("the run ended before it could be killed")
	}

	list := exec.Command(link, "orders", out)
	list.Env = environ
	said, err := list.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	ledger, err := orders.Find(out)
	if err != nil {
		t.Fatal(err)
	}
	_, placed, err := orders.Read(ledger)
	if err != nil || len(placed) == 0 {
		t.Fatalf("%d orders in the ledger, %v", len(placed), err)
	}
	for _, p := range placed {
		if !strings.Contains(string(said), p.Number) {
			t.Errorf("%s is not listed", p.Number)
		}
	}
	if !strings.Contains(string(said), "Завершен успешно") || !strings.Contains(string(said), "may have been placed") {
		t.Errorf("the states are not told:\n%s", said)
	}
}
