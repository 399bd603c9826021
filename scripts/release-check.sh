#!/usr/bin/env bash
# Checks that a release is consistent: release-check.sh [TAG]
#
# The version in client.go, the tag, the changelog and the go.mod files must have the same version, and the commit must
# have the tags of all published modules. A nested module is published unless it requires the SDK in version v0.0.0.
set -euo pipefail
failed=0
problem() {
	echo "release-check: $1" >&2
	failed=1
}

version=$(sed -nE 's/^const version = "(.*)"$/\1/p' client.go)
tag=v$version
module=$(sed -nE 's/^module (.*)$/\1/p' go.mod)

if ! grep -qE '^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$' <<<"$tag"; then
	problem "client.go: \"$version\" is not a version"
	exit 1
fi
[ "${1:-$tag}" = "$tag" ] || problem "the tag is $1, but client.go has the version $version"

grep -qE "^## \[${version//./\\.}\] - [0-9]{4}-[0-9]{2}-[0-9]{2}\$" CHANGELOG.md ||
	problem "CHANGELOG.md: no line \"## [$version] - YYYY-MM-DD\""

tags=$(git tag --points-at HEAD)
grep -qxF "$tag" <<<"$tags" || problem "the commit has no tag $tag"

while read -r file; do
	directory=$(dirname "$file")
	[ "$directory" != . ] || continue
	! grep -qE "(^|[[:space:]])$module v0\.0\.0( |\$)" "$file" || continue
	grep -qE "(^|[[:space:]])$module $tag( |\$)" "$file" || problem "$file does not require $module $tag"
	while read -r other; do
		[ -z "$other" ] || problem "$file requires $other, not $tag"
	done < <(sed -nE "s#^(require)?[[:space:]]*($module/[^ ]+ v[^ ]+).*#\2#p" "$file" | grep -vF " $tag")
	case $directory in
	cmd/*) ! grep -q '^replace ' "$file" || problem "$file replaces a module, which go install refuses" ;;
	esac
	grep -qxF "$directory/$tag" <<<"$tags" || problem "the commit has no tag $directory/$tag"
done < <(git ls-files 'go.mod' '*/go.mod' | grep -v testdata/)

[ -z "$(git status --porcelain)" ] || problem "there are changes that are not committed"
[ $failed = 0 ] || exit 1
echo "release-check: $tag is consistent"
