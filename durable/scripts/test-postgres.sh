#!/usr/bin/env bash
# Runs the tests of durable, and of the examples that use it, on a Postgres server. Starts one if DURABLE_POSTGRES_DSN is not
# set; Postgres must be installed.
# The arguments are those of go test.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${DURABLE_POSTGRES_DSN:-}" ]; then
	bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
	[ -n "$bin" ] || bin=$(dirname "$(readlink -f "$(command -v initdb)")")
	dir=$(mktemp -d)
	# Postgres does not run as root.
	as() { if [ "$(id -u)" = 0 ]; then chown -R postgres "$dir"; runuser -u postgres -- "$@"; else "$@"; fi; }
	port=$((20000 + RANDOM % 20000))
	stop() { as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$dir"; }
	trap stop EXIT
	as "$bin/initdb" -D "$dir/data" -U postgres -A trust >/dev/null
	as "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir -c max_connections=200" start >/dev/null
	export DURABLE_POSTGRES_DSN="postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable"
fi

export GOWORK=off
go test -race -run Postgres "$@" .
cd ../examples
go test -race -run /Postgres "$@" ./internal/jobs ./lead-form
go test -race -run InACrash/Postgres "$@" ./payments
