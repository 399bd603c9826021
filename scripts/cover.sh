#!/usr/bin/env bash
# Prints the statement coverage of some packages by all tests: cover.sh NAME PACKAGES
set -euo pipefail
cd "$(dirname "$0")/.."

profile=$(mktemp)
trap 'rm -f "$profile"' EXIT
if ! output=$(go test -coverpkg="$2" -coverprofile="$profile" ./... 2>&1); then
	echo "$output"
	exit 1
fi
printf '%s: %s of statements\n' "$1" "$(go tool cover -func="$profile" | awk 'END { print $NF }')"
