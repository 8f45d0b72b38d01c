# Two targets matter: certify (the main job) and test. Both install what they
# need on Debian; elsewhere they say what is missing.

BIN     := bin/montcheck
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
APT     := $(if $(filter 0,$(shell id -u)),,sudo) env DEBIAN_FRONTEND=noninteractive apt-get

# montcheck load beside other generators: the vegeta library, and k6, which is
# built once.
K6 := bin/k6

.PHONY: certify prove build test check fuzz bench bench-load deps test-deps bench-deps clean

certify: build
	$(BIN) certify

build: deps
	go build -trimpath -ldflags '-X main.version=$(VERSION)' -o $(BIN) ./cmd/montcheck

# The checks are proved first, against a sandbox with a part of the faults and
# variations that is another one after each commit; then everything is tested.
# The tests of the command drive whole runs, as those of internal/certify do
# under the race detector, which makes them five times as slow.
SHARDS := 8
SHARD  := $(shell echo $$(( $$(git rev-list --count HEAD 2>/dev/null || echo 0) % $(SHARDS) + 1 )))/$(SHARDS)

test: test-deps check build
	$(BIN) prove --quick --shard $(SHARD)
	go test -race -short -timeout 15m $$(go list ./... | grep -v /cmd/)
	go test -timeout 15m ./cmd/...

# The whole proof, with as few checks as show each fault: a quarter of an hour
# on two cores. PROVE takes other flags: make prove PROVE='--seed 1,2,3'.
PROVE := --quick

prove: build
	$(BIN) prove $(PROVE)

# Readers are fuzzed for FUZZTIME each, and as many endpoints as DAMAGES says
# are certified that damage their answers at random: an hour in all.
FUZZTIME := 6m
DAMAGES  := 600

fuzz: build
	for at in internal/bound:FuzzTexts internal/jsonschema:FuzzValidate internal/xsd:FuzzValidate internal/target:FuzzShape \
	  internal/load/answer:FuzzRead suites/content:FuzzRead; do \
	  go test ./$${at%%:*} -run '^$$' -fuzz "^$${at##*:}$$" -fuzztime $(FUZZTIME) || exit 1; done
	DAMAGE_FROM=$$(date +%s) DAMAGES=$(DAMAGES) go test ./internal/certify -run TestDamagedAnswers -timeout 2h

check:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "gofmt: $$unformatted"; exit 1; }
	go vet ./...
	go tool staticcheck ./...

bench: build bench-deps
	go run ./bench -montcheck $(BIN)

bench-load: build bench-deps $(K6)
	go run ./bench -generators -montcheck $(BIN)

$(K6):
	GOBIN=$(CURDIR)/bin go install go.k6.io/k6@v1.8.1

# The program links libxml2, so it needs a C compiler and the library's headers.
deps:
	@pkg-config --exists libxml-2.0 2>/dev/null && command -v gcc >/dev/null || { \
	  command -v apt-get >/dev/null || { echo "needed: a C compiler, pkg-config and the headers of libxml2"; exit 1; }; \
	  $(APT) update -qq && $(APT) install -y -qq --no-install-recommends gcc libc6-dev pkg-config libxml2-dev; }

# Second opinions of the tests, which skip what is not there: a browser for the
# HTML report, Mono's DataContractSerializer, PHP and Python's OAuth client for
# the wire, xmllint for the schemas.
test-deps:
	@missing=; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v mcs >/dev/null || missing="$$missing mono-mcs libmono-system-runtime-serialization4.0-cil"; \
	command -v php >/dev/null || missing="$$missing php-cli php-curl php-xml"; \
	command -v xmllint >/dev/null || missing="$$missing libxml2-utils"; \
	/usr/bin/python3 -c 'import requests_oauthlib, jwt, cryptography' 2>/dev/null || missing="$$missing python3-requests-oauthlib python3-jwt python3-cryptography"; \
	test -z "$$missing" || { command -v apt-get >/dev/null && $(APT) update -qq && $(APT) install -y -qq --no-install-recommends $$missing; } || echo "not installed, and so not tested with:$$missing"

bench-deps:
	@missing=; \
	command -v nginx >/dev/null || missing="$$missing nginx-light"; \
	command -v wrk >/dev/null || missing="$$missing wrk"; \
	command -v xmllint >/dev/null || missing="$$missing libxml2-utils"; \
	test -z "$$missing" || { $(APT) update -qq && $(APT) install -y -qq --no-install-recommends $$missing; }

clean:
	rm -rf bin reports/out
