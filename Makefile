# Two targets matter: certify (the main job) and test. Where something is missing they call setup, the only one that
# installs: on Debian, by apt-get; elsewhere it says what is missing.

BIN     := bin/montcheck
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo development)

# montcheck load beside other generators: the vegeta library, and k6, which is
# built once.
K6 := bin/k6

# Tests say which of them were skipped, and why.
TEST := go tool gotestsum --format pkgname --hide-summary=output --

.PHONY: setup certify prove excuses build test test-fast check fuzz bench bench-load clean

setup:
	@./setup.sh

certify: build
	$(BIN) certify

build:
	@./setup.sh --check build || ./setup.sh build
	go build -trimpath -ldflags '-X main.version=$(VERSION)' -o $(BIN) ./cmd/montcheck

# The checks are proved first, against a sandbox with a part of the faults and
# variations that is another one after each commit; then everything is tested.
# The tests of the command drive whole runs, as those of internal/certify do
# under the race detector, which makes them five times as slow.
SHARDS := 8
SHARD  := $(shell echo $$(( $$(git rev-list --count HEAD 2>/dev/null || echo 0) % $(SHARDS) + 1 )))/$(SHARDS)

test: check build
	@./setup.sh --check test || ./setup.sh test || echo "what is not installed is not tested with"
	$(BIN) prove --quick --shard $(SHARD)
	$(TEST) -race -short -timeout 15m $$(go list ./... | grep -v /cmd/)
	$(TEST) -timeout 15m ./cmd/...

# What shows most mistakes within two minutes: no runs against endpoints, no load, no race detector.
SLOW := /cmd/|/bench$$|/internal/(certify|load|load/wire|target|prove)$$|/suites/|/reports/(html|repeat)$$

test-fast: build
	$(TEST) -short $$(go list ./... | grep -vE '$(SLOW)')

# The whole proof, with as few checks as show each fault: a quarter of an hour on two cores. FAULT tries some:
# make prove FAULT='content/version-*'. PROVE takes other flags: make prove PROVE='--seed 1,2,3'.
PROVE := $(if $(FAULT),--fault '$(FAULT)',--quick)

prove: build
	$(BIN) prove $(PROVE)

# Which excuses of faults and variations are needed, by whole proofs with several seeds: an hour on two cores, and
# seconds for some: make excuses FAULT='ekey/charged-*'. Those that none needed are refused by a test. Alarms of the
# proofs are for you to judge.
SEEDS := 1,2,3

excuses: build
	-$(BIN) prove --seed $(SEEDS) $(if $(FAULT),--fault '$(FAULT)') --json bin/excuses.json
	go run ./internal/prove/excused sandbox/faults/testdata/excused.json bin/excuses.json

# Readers are fuzzed for FUZZTIME each, and as many endpoints as DAMAGES says
# are certified that damage their answers at random: an hour in all.
FUZZTIME := 6m
DAMAGES  := 600

fuzz: build
	for at in internal/bound:FuzzTexts internal/jsonschema:FuzzValidate internal/xsd:FuzzValidate internal/secrets:FuzzShape \
	  internal/strictyaml:FuzzDecode internal/load/answer:FuzzRead suites/content/catalogue:FuzzRead; do \
	  go test ./$${at%%:*} -run '^$$' -fuzz "^$${at##*:}$$" -fuzztime $(FUZZTIME) || exit 1; done
	DAMAGE_FROM=$$(date +%s) DAMAGES=$(DAMAGES) go test ./internal/certify -run TestDamagedAnswers -timeout 2h

check:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "gofmt: $$unformatted"; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	go tool revive -config .revive.toml ./... # lines beyond 120 columns
	@dead=$$(go tool deadcode ./... | grep -vE '^internal/(sample|documented)/'); test -z "$$dead" || { echo "nothing calls:"; echo "$$dead"; exit 1; }

bench: build
	@./setup.sh --check bench || ./setup.sh bench
	go run ./bench -montcheck $(BIN)

bench-load: build $(K6)
	@./setup.sh --check bench || ./setup.sh bench
	go run ./bench -generators -montcheck $(BIN)

$(K6):
	GOBIN=$(CURDIR)/bin go install go.k6.io/k6@v1.8.1

clean:
	rm -rf bin reports/out
