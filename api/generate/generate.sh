#!/usr/bin/env bash
# Generates a Go client and TypeScript types from api/openapi.yaml in a temporary directory, compiles them, and calls
# leelootest with them.
set -euo pipefail
cd "$(dirname "$0")"

oapi_codegen=github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2
runtime=github.com/oapi-codegen/runtime@v1.9.0
npm_packages=(openapi-typescript@7.13.0 openapi-fetch@0.17.0 typescript@5.9.3 @types/node@20.19.25)

for program in node npm; do
	command -v $program >/dev/null || { echo "openapi-generate: it needs Node.js: https://nodejs.org" >&2; exit 1; }
done

here=$PWD
root=$(cd ../.. && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export GOWORK=off

echo "openapi-generate: Go"
cp testdata/client_test.go "$out"
cd "$out"
go run $oapi_codegen -config "$here/oapi-codegen.yaml" "$root/api/openapi.yaml"
go mod init generated 2>/dev/null
go mod edit -go=1.26.0 -require=github.com/leeloo-go/leeloo@v0.0.0 -replace=github.com/leeloo-go/leeloo="$root"
go get -t . $runtime
go vet ./...

echo "openapi-generate: TypeScript"
mkdir typescript
cp "$here/testdata/client.ts" typescript
cd typescript
echo '{"type": "module", "private": true}' >package.json
npm install --silent --no-audit --no-fund "${npm_packages[@]}"
npx openapi-typescript "$root/api/openapi.yaml" --output leeloo.ts >/dev/null
npx tsc --strict --noUncheckedIndexedAccess --target es2022 --module nodenext --types node client.ts

echo "openapi-generate: calls to leelootest"
cd ..
go test -count=1 ./...
