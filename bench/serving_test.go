//go:build linux

package main

import (
	"math"
	"testing"
)

const wrkSays = "Running 1s test @ http://127.0.0.1\n  1 threads and 2 connections\n"

func TestReadLoad(t *testing.T) {
	many, err := readLoad([]byte(wrkSays+`{"requests":5000,"bytes":10000000,`+
		`"microseconds":2000000,"errors":0,"p99":420}`+"\n"), 1900)
	if err != nil || many.requestsPerSecond() != 2500 || many.bytesPerSecond() != 5e6 || many.p99() != 420 {
		t.Errorf("%+v, %v", many, err)
	}
	// Seven and a half long answers in three seconds, of which six ended.
	few, err := readLoad([]byte(`{"requests":6,"bytes":750,"microseconds":3000000,"errors":0,"p99":1}`), 100)
	if err != nil || math.Abs(few.requestsPerSecond()-2.5) > 1e-9 {
		t.Errorf("%v requests a second, %v", few.requestsPerSecond(), err)
	}
	for _, said := range []string{
		"", wrkSays, `{"requests":6,"bytes":750,"microseconds":3000000,"errors":1,"p99":1}`,
		`{"requests":0,"bytes":0,"microseconds":3000000,"errors":0,"p99":0}`,
	} {
		if sample, err := readLoad([]byte(said), 100); err == nil {
			t.Errorf("%q was read as %+v", said, sample)
		}
	}
}
