# All of these work on every module of the repository.

FUZZTIME ?= 30s
COUNTED = ^Test(MemoryIsBounded|Allocations)
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2

# Programs for Node.js. npx keeps them in npm's own cache, outside the repository.
REDOCLY = REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true npx --yes @redocly/cli@2.77.0
PRISM = npx --yes @stoplight/prism-cli@5.16.0
MOCKPORT ?= 4010

# Each module by itself, with the versions of its own go.mod: go.work is for programs and editors.
export GOWORK = off

MODULES := $(patsubst %/go.mod,%,$(shell find . -name go.mod -not -path '*/testdata/*' -not -path './.git/*'))

# $(call each,command) runs a command in every module and stops at the first failure.
each = @for module in $(MODULES); do (cd $$module && $(1)) || exit 1; done

.PHONY: test variants lint bench weight cover fuzz openapi-lint mock

test:
	$(call each,go vet ./... && go test -race -timeout 10m ./...)
	@go test -run '$(COUNTED)' . # skip themselves with -race, which allocates memory of its own

# Where an int has 32 bits, and with the JSON package of the standard library.
variants:
	GOARCH=386 go test ./...
	GOEXPERIMENT=jsonv2 go test ./...

lint:
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt: $$unformatted"; exit 1; }
	$(call each,go vet ./...)
	$(call each,go run $(STATICCHECK) ./...)
	@scripts/deps.sh

bench:
	$(call each,go test -run '^$$' -bench . -benchmem ./...)

weight:
	@scripts/weight.sh

cover:
	@scripts/cover.sh "leeloo and internals" .,./internal/...
	@scripts/cover.sh "leelootest" ./leelootest/...

fuzz:
	$(call each,$(CURDIR)/scripts/fuzz.sh $(FUZZTIME))

# Optional: the tests of api/contract need no Node.js.
openapi-lint:
	@if command -v npx >/dev/null; then $(REDOCLY) lint --config api/redocly.yaml api/openapi.yaml; \
	else echo "openapi-lint: skipped, it needs Node.js: https://nodejs.org"; fi

mock:
	@command -v npx >/dev/null || { echo "mock: it needs Node.js: https://nodejs.org" >&2; exit 1; }
	$(PRISM) mock --host 127.0.0.1 --port $(MOCKPORT) api/openapi.yaml
