#!/usr/bin/env bash
# Runs "go mod tidy" for cmd/leeloo, after "go get" of the modules that are given: tidy-leeloo.sh [MODULE@VERSION…]
#
# Its go.mod must have no replace directive, or "go install …@latest" would refuse it, and the go command does not tidy
# with go.work. So the directives are there only while this runs.
set -euo pipefail
cd "$(dirname "$0")/../cmd/leeloo"
export GOWORK=off GOFLAGS=-mod=mod
module=github.com/leeloo-go/leeloo
cleanup() { go mod edit -dropreplace "$module" -dropreplace "$module/durable"; }
trap cleanup EXIT
go mod edit -replace "$module=../.." -replace "$module/durable=../../durable"
[ $# = 0 ] || go get "$@"
go mod tidy
