#!/usr/bin/env bash
# Runs the tests of durable, and of the examples that use it, that need Postgres. The arguments are those of go test.
#
# If DURABLE_POSTGRES_DSN is not set, the script starts a server in a temporary directory and stops it at the end. It installs
# Postgres by apt where it is missing, as root or by sudo without a password, unless NO_INSTALL is set; if it cannot, and CI
# is not set, it says so and skips the tests.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)

# find_postgres prints the directory of the newest Postgres server. Debian does not put initdb into the PATH.
find_postgres() {
	local initdb
	initdb=$(ls -d /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb 2>/dev/null | sort -V | tail -n 1)
	[ -n "$initdb" ] || initdb=$(command -v initdb || true)
	[ -z "$initdb" ] || dirname "$(readlink -f "$initdb")"
}

# install_postgres installs the server. The cluster that Debian would create and start for it is not wanted.
install_postgres() {
	local sudo=()
	[ -z "${NO_INSTALL:-}" ] && command -v apt-get >/dev/null || return 1
	if [ "$(id -u)" != 0 ]; then
		sudo=(sudo -n)
		sudo -n true 2>/dev/null || return 1
	fi
	"${sudo[@]}" mkdir -p /etc/postgresql-common
	[ -e /etc/postgresql-common/createcluster.conf ] ||
		echo "create_main_cluster = false" | "${sudo[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
	"${sudo[@]}" apt-get update -qq &&
		"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
}

if [ -z "${DURABLE_POSTGRES_DSN:-}" ]; then
	bin=$(find_postgres)
	if [ -z "$bin" ]; then
		install_postgres || true
		bin=$(find_postgres)
	fi
	if [ -z "$bin" ]; then
		echo "test-postgres: Postgres is missing and cannot be installed here; set DURABLE_POSTGRES_DSN to use a server" >&2
		[ -z "${CI:-}" ]
		exit
	fi
	dir=$(mktemp -d)
	as=() # Postgres does not run as root
	if [ "$(id -u)" = 0 ]; then
		as=(runuser -u postgres --)
		chown postgres "$dir"
	fi
	stop() {
		status=$?
		(cd "$dir" && "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1) || true
		[ -n "${DURABLE_POSTGRES_DSN:-}" ] || cat "$dir/log" >&2 || true # it did not start
		rm -rf "$dir"
		exit "$status"
	}
	trap stop EXIT
	trap 'exit 130' INT TERM HUP
	cd "$dir" # the postgres user may not read the directory of the caller
	"${as[@]}" "$bin/initdb" -D "$dir/data" -U postgres -A trust >/dev/null
	for try in 1 2 3 4 5; do # the port may be taken
		port=$((20000 + RANDOM % 12000))
		options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"
		"${as[@]}" "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -o "$options" start >/dev/null && break
		[ "$try" != 5 ]
	done
	export DURABLE_POSTGRES_DSN="postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable"
fi

export GOWORK=off
cd "$root/durable"
go test -race -run Postgres "$@" .
cd "$root/examples"
go test -race -run '/Postgres' "$@" ./internal/jobs
go test -race -run 'TwoServers/Postgres' "$@" ./lead-form
go test -race -run 'InACrash/Postgres' "$@" ./payments
