//go:build linux

package main

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

//go:embed wrk.lua
var wrkScript []byte

// Connections of the load: enough to keep a server busy, few of those that stream the whole catalogue.
const (
	connections     = 16
	fullConnections = 2
)

// loadSample is what wrk counted in one round. It is the load generator because it costs the machine least: with two
// cores, a generator that needs one of its own leaves the other to the server.
type loadSample struct {
	Requests, Bytes, Microseconds, Errors float64
	P99                                   float64 // microseconds

	size int64 // of one answer's body
}

func (s loadSample) bytesPerSecond() float64 { return s.Bytes / s.Microseconds * 1e6 }

// requestsPerSecond counts an answer in progress at the round's end by its part, where answers are so long that few
// end.
func (s loadSample) requestsPerSecond() float64 {
	if s.Requests < 100 {
		return s.bytesPerSecond() / float64(s.size)
	}
	return s.Requests / s.Microseconds * 1e6
}

func (s loadSample) p99() float64 { return s.P99 }

type servingResult struct {
	answer         answer
	sandbox, nginx []loadSample
}

func benchServing(ctx context.Context, p peers, dir string, s *sandboxServer, nginx string, answers []answer,
	o options) ([]servingResult, error) {
	script := filepath.Join(dir, "wrk.lua")
	if err := os.WriteFile(script, wrkScript, 0o600); err != nil {
		return nil, err
	}
	password, _ := s.user.Password()
	login := s.user.Username() + ":" + password
	header := "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(login))
	var results []servingResult
	for i, a := range answers {
		streams := connections
		if i == len(answers)-1 {
			streams = fullConnections
		}
		contender := func(address string) func() (loadSample, error) {
			return func() (loadSample, error) {
				c := command(ctx, p.wrk, "--threads", "1", "--connections", fmt.Sprint(streams), "--duration",
					fmt.Sprintf("%.0fs", o.load.Seconds()),
					"--timeout", "30s", "--header", header, "--script", script, address)
				said, err := c.CombinedOutput()
				if err != nil {
					return loadSample{}, fmt.Errorf("wrk: %w: %s", err, said)
				}
				return readLoad(said, a.size)
			}
		}
		samples, err := interleave(o.rounds, contender(s.content+a.call), contender(nginx+"/"+filepath.Base(a.file)))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a.name, err)
		}
		results = append(results, servingResult{a, samples[0], samples[1]})
	}
	return results, nil
}

// readLoad reads the last line of wrk's output. A failed request spoils the round.
func readLoad(said []byte, size int64) (loadSample, error) {
	text := strings.TrimSpace(string(said))
	sample := loadSample{size: size}
	if err := json.Unmarshal([]byte(text[strings.LastIndex(text, "\n")+1:]), &sample); err != nil {
		return sample, fmt.Errorf("wrk: %w: %s", err, said)
	}
	if sample.Errors > 0 || sample.Bytes == 0 || sample.Microseconds == 0 {
		return sample, fmt.Errorf("wrk: %.0f requests failed: %s", sample.Errors, said)
	}
	return sample, nil
}

func milliseconds(microseconds float64) time.Duration {
	return time.Duration(microseconds * float64(time.Microsecond)).Round(10 * time.Microsecond)
}
