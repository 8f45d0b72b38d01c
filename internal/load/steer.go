package load

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/montcheck/montcheck/internal/connect"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/load/wire"
)

// steers tells whether this run changes prices: where the profile says so and
// the endpoint can be steered, by the first shard alone. An embedded sandbox is
// each process's own.
func (r *runner) steers() bool {
	return r.profile.Changes != nil && r.endpoint.control != nil &&
		(r.plan.shard.Index == 0 || r.endpoint.about.Kind == "embedded")
}

// steer changes prices while the load goes on, or watches who does.
func (r *runner) steer(ctx context.Context) {
	r.door.clock = result.ByPartners
	switch {
	case r.steers():
		r.door.clock = result.ByControl
	case r.endpoint.control != nil && r.profile.FollowsPrices():
		r.watch(ctx)
		return
	default:
		return
	}
	r.door.steered = true
	tick := time.NewTicker(r.profile.Changes.Every.Std())
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			version, err := r.change(ctx)
			switch {
			case ctx.Err() != nil:
				return
			case r.judging.own.aside(err):
			case err != nil:
				r.judging.findings.failure("control", wire.Brief(err).Error(), 0, r.attack.since(time.Now()))
			default:
				r.replicas.published.seen(version, r.attack.since(time.Now()))
			}
		case <-ctx.Done():
			return
		}
	}
}

// watchEvery is the time between two looks at the version.
const watchEvery = 100 * time.Millisecond

// watch asks the control door for the version, so that all shards tell the age
// of prices by one clock. Without an answer it is left to the partners.
func (r *runner) watch(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		version, err := r.version(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			r.door.clock = result.ByPartners
			if !r.judging.own.aside(err) {
				r.judging.findings.failure("control", err.Error(), 0, r.attack.since(time.Now()))
			}
			return
		}
		r.door.clock = result.ByControl
		r.replicas.published.seen(version, r.attack.since(time.Now()))
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// version is the price version that the control door tells.
func (r *runner) version(ctx context.Context) (int64, error) {
	return r.control(ctx, http.MethodGet, "/state", "")
}

// change gives new prices to some products, and returns the version after it.
func (r *runner) change(ctx context.Context) (int64, error) {
	return r.control(ctx, http.MethodPost, "/prices", fmt.Sprintf(`{"count":%d}`, r.profile.Changes.Prices))
}

// control asks the control door, and returns the price version that it tells.
func (r *runner) control(ctx context.Context, method, path, body string) (int64, error) {
	q, err := http.NewRequestWithContext(ctx, method, r.endpoint.control.String()+path, strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	q.Header.Set("Content-Type", "application/json")
	reply, err := r.door.client.Do(q)
	if err != nil {
		return 0, err
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(io.LimitReader(reply.Body, 1<<20))
	if err != nil {
		return 0, err
	}
	if reply.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("the control door answers with status %d", reply.StatusCode)
	}
	var after struct {
		PriceVersion int64 `json:"priceVersion"`
	}
	return after.PriceVersion, json.Unmarshal(text, &after)
}

// steering returns the client of the control door. It follows no redirect.
func steering(t *connect.TLS) *http.Client {
	return &http.Client{
		Transport: connect.Transport(t), Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
