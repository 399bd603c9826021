# All of these work on every module of the repository.

FUZZTIME ?= 30s
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2

MODULES := $(patsubst %/go.mod,%,$(shell find . -name go.mod -not -path '*/testdata/*' -not -path './.git/*'))

# $(call each,command) runs a command in every module and stops at the first failure.
each = @for module in $(MODULES); do (cd $$module && $(1)) || exit 1; done

.PHONY: test lint bench cover fuzz

test:
	$(call each,go vet ./... && go test -race -timeout 10m ./...)
	@go test -run '^TestMemoryIsBounded$$' . # it skips itself with -race, which allocates memory of its own

lint:
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt: $$unformatted"; exit 1; }
	$(call each,go vet ./...)
	$(call each,go run $(STATICCHECK) ./...)
	@scripts/deps.sh

bench:
	$(call each,go test -run '^$$' -bench . -benchmem ./...)

cover:
	@scripts/cover.sh "leeloo and internals" .,./internal/...
	@scripts/cover.sh "leelootest" ./leelootest/...

fuzz:
	$(call each,$(CURDIR)/scripts/fuzz.sh $(FUZZTIME))
