package repeat

import (
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/loadprofiles"
)

// The commands of a load run hold all that it takes, and no secret.
func TestLoadCommands(t *testing.T) {
	r := &result.Result{
		Profile: loadprofiles.Profile{Name: "mine"}, Seed: 7,
		Asked: result.Asked{Profile: "./my profiles/mine.yaml", Rate: 12.5, Duration: 90 * time.Second},
		Environment: result.Environment{
			Name: "embedded", Kind: "embedded", URL: "http://127.0.0.1:4711/svc", Products: 60,
			Faults: []string{"content/lost"}, Variations: []string{"gzip"},
			Login: "MY_LOGIN", Password: "MY_PASSWORD",
		},
	}
	for got, want := range map[string]string{
		Load(r): "montcheck load --profile './my profiles/mine.yaml' --products 60 " +
			"--fault content/lost --variation gzip --seed 7 --rate 12.5 --duration 1m30s",
		LoadCurl(r,
			"GetProduct?partNum=a'b&x"): `curl -sS -i -u "$MY_LOGIN:$MY_PASSWORD" ` +
			`'http://127.0.0.1:8080/svc/GetProduct?partNum=a'"'"'b&x'`,
		LoadSandbox(r): "montcheck sandbox --products 60 --fault content/lost --variation gzip --seed 7 --control",
	} {
		if got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
	r.Environment, r.Asked, r.Shard = result.Environment{Name: "sandbox", Kind: "sandbox", URL: "https://h/svc/"},
		result.Asked{}, &result.Shard{Index: 1, Count: 4}
	if got, want := Load(r),
		`montcheck load --profile mine --env sandbox --seed 7 --shard 1/4 --start-at "$START"`; got != want {
		t.Errorf("got %s", got)
	}
	if got := LoadCurl(r, "GetPriceChanges/7"); !strings.HasSuffix(got,
		`-u "$MONT_LOGIN:$MONT_PASSWORD" https://h/svc/GetPriceChanges/7`) || LoadSandbox(r) != "" {
		t.Errorf("got %s", got)
	}
}
