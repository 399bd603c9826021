#!/usr/bin/env bash
# Prints how the Go API differs from that of the last tag. Fails if it has changed incompatibly but the version of
# client.go does not allow that: the first number must be another one, or before 1.0.0 the second.
set -euo pipefail
cd "$(dirname "$0")/.."
module=github.com/leeloo-go/leeloo

apidiff() {
	go run golang.org/x/exp/cmd/apidiff@v0.0.0-20261113113407-e3970619a1a4 "$@" \
		2> >(grep -v '^Ignoring internal package' >&2)
}

tag=$(git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null || true)
if [ -z "$tag" ]; then
	echo "api-diff: no tag yet, so nothing to compare with"
	exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/old"
git archive "$tag" | tar -x -C "$work/old"
(cd "$work/old" && apidiff -m -w "$work/old.api" $module)
apidiff -m -w "$work/new.api" $module

echo "api-diff: compared with $tag"
apidiff -m "$work/old.api" "$work/new.api"

# compatible_with prints the part of a version in which the API must not break.
compatible_with() { sed -E 's/^(0\.[0-9]+|[1-9][0-9]*)\..*/\1/' <<<"${1#v}"; }

version=$(sed -nE 's/^const version = "(.*)"$/\1/p' client.go)
incompatible=$(apidiff -m -incompatible "$work/old.api" "$work/new.api")
if [ -n "$incompatible" ] && [ "$(compatible_with "$tag")" = "$(compatible_with "$version")" ]; then
	echo "api-diff: version $version must not break programs that use $tag" >&2
	exit 1
fi
