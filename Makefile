# make help lists the targets.

FUZZTIME ?= 30s
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOLANGCI = github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.9.0
NEWEST_GO = go1.27.4

# These tests skip themselves with -race, which allocates memory of its own.
WITHOUT_RACE = ^Test(MemoryIsBounded|Allocations)

# Programs for Node.js. npx keeps them in npm's own cache, outside the repository.
REDOCLY = REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true npx --yes @redocly/cli@2.77.0
PRISM = npx --yes @stoplight/prism-cli@5.16.0
MOCKPORT ?= 4010

# Each module is tested with the versions of its own go.mod: go.work is for programs and editors, and for cmd/leeloo, which
# has no replace directives.
export GOWORK = off

MODULES := $(patsubst %/go.mod,%,$(shell find . -name go.mod -not -path '*/testdata/*' -not -path './.git/*'))
NESTED := $(filter-out .,$(MODULES))

# $(call each,modules,command) runs a command in each module and stops at the first failure.
each = @for module in $(1); do (cd $$module && { [ $$module != ./cmd/leeloo ] || unset GOWORK; } && $(2)) || exit 1; done

.PHONY: help test check nested test-postgres variants lint golangci cross-vet vulncheck api-diff release-check bench weight cover fuzz \
	openapi-lint openapi-generate mock

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | column -t -s "$$(printf '\t')"

test: ## test the SDK, leelootest, webhook and the quickstart, with the race detector
	go test -race -timeout 10m ./...
	go test -run '$(WITHOUT_RACE)' .
	cd examples && go test -race ./quickstart/...

check: lint golangci cross-vet nested variants weight ## everything else that a change must pass

nested: ## test the nested modules, with the race detector
	$(call each,$(NESTED),go test -race -timeout 15m ./...)

test-postgres: ## test durable and the examples that use it on Postgres (installs and starts it where it may)
	durable/scripts/test-postgres.sh

variants: ## test with a 32-bit int, with the JSON package of the standard library, and on the newest Go
	GOARCH=386 go test ./...
	GOEXPERIMENT=jsonv2 go test ./...
	GOTOOLCHAIN=$(NEWEST_GO) go test ./...

lint: ## gofmt, go vet, staticcheck, dependencies, generated code
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt: $$unformatted"; exit 1; }
	$(call each,$(MODULES),go vet ./... && go run $(STATICCHECK) ./...)
	@scripts/deps.sh
	go run ./internal/readgen -check

golangci: ## golangci-lint in each module (its first build takes minutes)
	$(call each,$(MODULES),go run $(GOLANGCI) run)

cross-vet: ## go vet of the SDK for Windows and macOS (CI tests each module there)
	GOOS=windows go vet ./...
	GOOS=darwin go vet ./...

vulncheck: ## look for known vulnerabilities (needs https://vuln.go.dev)
	$(call each,$(MODULES),go run $(GOVULNCHECK) ./...)

api-diff: ## compare the Go API with that of the last tag
	@scripts/api-diff.sh

release-check: ## compare the version, the changelog and the tags
	@scripts/release-check.sh

bench: ## compare with hand-written code, on the installed Go and on the newest
	go test -run '^$$' -bench Ratio -count 5 .
	GOTOOLCHAIN=$(NEWEST_GO) go test -run '^$$' -bench Ratio -count 5 .

weight: ## measure what the SDK adds to a program
	@scripts/weight.sh

cover: ## measure the coverage
	@scripts/cover.sh "leeloo and internals" .,./internal/...
	@scripts/cover.sh "leelootest" ./leelootest/...

fuzz: ## run each fuzz target for FUZZTIME
	$(call each,$(MODULES),$(CURDIR)/scripts/fuzz.sh $(FUZZTIME))

openapi-lint: ## lint api/openapi.yaml (needs Node.js)
	@if command -v npx >/dev/null; then $(REDOCLY) lint --config api/redocly.yaml api/openapi.yaml; \
	else echo "openapi-lint: skipped, it needs Node.js: https://nodejs.org"; fi

openapi-generate: ## generate Go and TypeScript clients from api/openapi.yaml and call leelootest with them (needs Node.js)
	@api/generate/generate.sh

mock: ## serve api/openapi.yaml (needs Node.js)
	@command -v npx >/dev/null || { echo "mock: it needs Node.js: https://nodejs.org" >&2; exit 1; }
	$(PRISM) mock --host 127.0.0.1 --port $(MOCKPORT) api/openapi.yaml
