package sandbox_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/montcheck/montcheck/sandbox"
)

func TestFileKeepsTheState(t *testing.T) {
	file := filepath.Join(t.TempDir(), "каталог 1.db")
	whole := "/GetAllChanges?contentVersion=0&priceVersion=0"
	var before state
	var body string
	t.Run("first", func(t *testing.T) {
		h := start(t, sandbox.Options{Products: 60, Seed: 4, Data: file, Control: true})
		post(t, h, "/prices", `{"count":10}`)
		post(t, h, "/add", `{"kind":"product"}`)
		before, body = stateOf(t, h), call(t, h, whole).Body.String()
	})
	if _, err := os.Stat(file); err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]sandbox.Options{"left out": {}, "the same": {Products: 60, Seed: 4}} {
		t.Run(name, func(t *testing.T) {
			o.Data, o.Control = file, true
			h := start(t, o)
			after := stateOf(t, h)
			before.Clock, after.Clock = "", ""
			if diff := cmp.Diff(before, after); diff != "" || after.Products != 61 {
				t.Errorf("after reopening: %s", diff)
			}
			if call(t, h, whole).Body.String() != body {
				t.Error("the catalogue changed by reopening")
			}
		})
	}
	for _, o := range []sandbox.Options{{Products: 61, Data: file}, {Seed: 5, Data: file},
		{Products: sandbox.EmptyCatalogue, Data: file}} {
		_, err := sandbox.New(t.Context(), o)
		if err == nil || !strings.Contains(err.Error(), "60 products from seed 4") {
			t.Errorf("%+v: %v", o, err)
		}
	}
	other := filepath.Join(t.TempDir(), "text.db")
	if err := os.WriteFile(other, []byte(strings.Repeat("not a database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sandbox.New(t.Context(), sandbox.Options{Data: other}); err == nil {
		t.Error("a file that is not a database was opened")
	}
}

const killedFile = "SANDBOX_TEST_KILLED_FILE"

// TestAnsweredChangesSurviveKill runs this test again in a process that publishes changes and is killed while it does.
func TestAnsweredChangesSurviveKill(t *testing.T) {
	if file := os.Getenv(killedFile); file != "" {
		h := start(t, sandbox.Options{Products: 50, Data: file, Control: true})
		for {
			fmt.Printf("answered %s", post(t, h, "/prices", `{"count":5}`).Body)
		}
	}
	file := filepath.Join(t.TempDir(), "killed.db")
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAnsweredChangesSurviveKill$")
	child.Env = append(os.Environ(), killedFile+"="+file)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	last, lines := state{}, bufio.NewScanner(out)
	for n := 0; n < 20 && lines.Scan(); n++ {
		answer, ok := strings.CutPrefix(lines.Text(), "answered ")
		if !ok {
			t.Fatal(lines.Text())
		}
		if err := json.Unmarshal([]byte(answer), &last); err != nil {
			t.Fatal(err)
		}
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	if last.PriceVersion == 0 {
		t.Fatal("the child published nothing")
	}
	h := start(t, sandbox.Options{Data: file, Control: true})
	if now := stateOf(t, h); now.PriceVersion < last.PriceVersion {
		t.Errorf("price version %d after the kill, %d was answered", now.PriceVersion, last.PriceVersion)
	}
	if n := len(ask(t, h, "/GetProductPrices").at("ProductList").Nodes); n != 50 {
		t.Errorf("%d products", n)
	}
}
