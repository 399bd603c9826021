#!/usr/bin/env bash
# Fails when the SDK or leelootest needs a module besides the two that it may, or when the JSON module spreads.
set -euo pipefail
cd "$(dirname "$0")/.."

want='github.com/go-json-experiment/json
github.com/google/go-querystring
github.com/leeloo-go/leeloo'
for package in . ./leelootest; do
	got=$(go list -deps -f '{{with .Module}}{{.Path}}{{end}}' "$package" | LC_ALL=C sort -u | sed '/^$/d')
	if [ "$got" != "$want" ]; then
		printf 'deps: %s needs these modules:\n%s\nwant these:\n%s\n' "$package" "$got" "$want"
		exit 1
	fi
done

importers=$(go list -f '{{.ImportPath}} {{join .Imports " "}}' ./... | grep ' github.com/go-json-experiment/json' | cut -d ' ' -f 1)
if [ "$importers" != github.com/leeloo-go/leeloo/internal/codec ]; then
	printf 'deps: only internal/codec may import the JSON module, but these do:\n%s\n' "$importers"
	exit 1
fi
