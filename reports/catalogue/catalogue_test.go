package catalogue

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/requirements"
)

func entries() []Entry {
	var all []Entry
	for _, q := range requirements.All() {
		all = append(all, Entry{q, []string{"one", "two", "three", "four", "five"}})
	}
	return all
}

func TestWrite(t *testing.T) {
	var table, asJSON, asCSV bytes.Buffer
	for format, w := range map[string]*bytes.Buffer{"table": &table, "json": &asJSON, "csv": &asCSV} {
		if err := Write(w, entries(), format, "ru"); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
	}
	var decoded []Entry
	if err := json.Unmarshal(asJSON.Bytes(), &decoded); err != nil || len(decoded) != len(requirements.All()) {
		t.Errorf("JSON: %d requirements, %v", len(decoded), err)
	}
	rows, err := csv.NewReader(&asCSV).ReadAll()
	if err != nil || len(rows) != len(requirements.All())+1 {
		t.Errorf("CSV: %d rows, %v", len(rows), err)
	}
	wanted := []string{"и ещё 2", "Чем проверяется"}
	for _, q := range requirements.All() {
		wanted = append(wanted, q.ID)
	}
	for _, d := range requirements.Documents() {
		wanted = append(wanted, "\n"+d.ID+": "+d.Title.Ru)
	}
	for _, want := range wanted {
		if !strings.Contains(table.String(), want) {
			t.Errorf("the table lacks %q", want)
		}
	}
	if Write(&table, entries(), "xml", "en") == nil {
		t.Error("an unknown format is no error")
	}
}

func TestFrom(t *testing.T) {
	some, err := From("D2", entries())
	if err != nil || len(some) == 0 {
		t.Fatalf("%d entries, %v", len(some), err)
	}
	for _, e := range some {
		if e.Document != "D2" {
			t.Errorf("%s comes from %s", e.ID, e.Document)
		}
	}
	if all, err := From("", entries()); err != nil || len(all) != len(entries()) {
		t.Errorf("without a document: %d entries, %v", len(all), err)
	}
	if _, err := From("D9", entries()); err == nil || !strings.Contains(err.Error(), "D0, D1, D2, D3, W") {
		t.Errorf("an unknown document: %v", err)
	}
}
