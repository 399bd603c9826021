#!/usr/bin/env bash
# Prints how much larger a program becomes if it imports the SDK, or calls one method, compared with one that uses
# net/http and encoding/json; and how long its first build takes with the standard library built already. Fails if
# either is more than 1.1 MB larger (without symbols and debug information), or when a package of ours runs at import.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GOCACHE=$work/cache GOWORK=off
cd "$work"
mkdir floor import call
cat >floor/main.go <<'PROGRAM'
package main

import (
	"encoding/json"
	"net/http"
)

func main() {
	response, err := http.Get("http://127.0.0.1:1")
	if err == nil {
		err = json.NewDecoder(response.Body).Decode(new(any))
	}
	println(err != nil)
}
PROGRAM
cat >import/main.go <<'PROGRAM'
package main

import "github.com/leeloo-go/leeloo"

func main() {
	_, err := leeloo.NewClient("")
	println(err != nil)
}
PROGRAM
cat >call/main.go <<'PROGRAM'
package main

import (
	"context"

	"github.com/leeloo-go/leeloo"
)

func main() {
	crm, err := leeloo.NewClient("")
	if err == nil {
		_, err = crm.People.Get(context.Background(), "", leeloo.PersonGetParams{})
	}
	println(err != nil)
}
PROGRAM
cp "$root/go.sum" .
sed "s#^module .*#module weight\n\nrequire github.com/leeloo-go/leeloo v0.0.0\nreplace github.com/leeloo-go/leeloo => $root#" "$root/go.mod" >go.mod

# size PROGRAM [FLAGS]: the size of its binary
size() {
	go build -trimpath "${@:2}" -o "$1.bin" "./$1"
	wc -c <"$1.bin"
}

go list -deps -f '{{if .Standard}}{{.ImportPath}}{{end}}' ./call | xargs go build -trimpath
start=$(date +%s%N)
size call >/dev/null
took=$((($(date +%s%N) - start) / 1000000))
printf 'weight: the first build takes %d.%03d s\n' $((took / 1000)) $((took % 1000))

if GODEBUG=inittrace=1 ./call.bin 2>&1 | grep '^init github.com/leeloo-go'; then
	echo "weight: a package runs at import, see above"
	exit 1
fi

floor=$(size floor) stripped=$(size floor -ldflags='-s -w')
for program in import call; do
	whole=$(($(size $program) - floor)) bare=$(($(size $program -ldflags='-s -w') - stripped))
	printf 'weight: %-6s %+d bytes, %+d without symbols and debug information\n' $program $whole $bare
	if [ $bare -gt 1100000 ]; then
		echo "weight: more than 1.1 MB"
		exit 1
	fi
done
