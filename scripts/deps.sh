#!/usr/bin/env bash
# Fails if the SDK, leelootest or webhook needs a module besides the two that it may need, if the JSON module is imported outside of
# internal/codec, or if a stage of a call depends on a later one.
set -euo pipefail
cd "$(dirname "$0")/.."
module=github.com/leeloo-go/leeloo

# may_need fails if a package depends on other modules than these, one a line.
may_need() {
	got=$(go list -deps -f '{{with .Module}}{{.Path}}{{end}}' "$1" | LC_ALL=C sort -u | sed '/^$/d')
	if [ "$got" != "$2" ]; then
		printf 'deps: %s needs these modules:\n%s\nwant these:\n%s\n' "$1" "$got" "$2"
		exit 1
	fi
}

# must_not_need fails if a package depends on one of the packages that follow.
must_not_need() {
	package=$1
	needed=$(go list -deps "$package")
	shift
	for forbidden in "$@"; do
		if grep -qx "$forbidden" <<<"$needed"; then
			printf 'deps: %s must not depend on %s\n' "$package" "$forbidden"
			exit 1
		fi
	done
}

modules="github.com/go-json-experiment/json
github.com/google/go-querystring
$module"
may_need . "$modules"
may_need ./leelootest "$modules"
may_need ./webhook "$modules"

importers=$(go list -f '{{.ImportPath}} {{join .Imports " "}}' ./... | grep ' github.com/go-json-experiment/json' | cut -d ' ' -f 1)
if [ "$importers" != $module/internal/codec ]; then
	printf 'deps: only internal/codec may import the JSON module, but these do:\n%s\n' "$importers"
	exit 1
fi

# What a response means is decided without the network, and no stage of a call knows a later one.
must_not_need ./internal/response net/http $module/internal/transport $module/internal/request $module/internal/engine
must_not_need ./internal/transport $module/internal/operation $module/internal/request $module/internal/response $module/internal/engine
must_not_need ./internal/request $module/internal/response $module/internal/engine
for package in operation validate phone codec retry ratelimit pager nearest; do
	must_not_need ./internal/$package $module $module/internal/transport $module/internal/engine
done
