# A scratch PostgreSQL for tests and measurements; sourced after lib.sh. `start_postgres` sets POSTGRES_URL,
# `stop_postgres` stops it and removes its folder (call it from a trap).

POSTGRES_FOLDER='' POSTGRES_URL=''

# PostgreSQL refuses to run as root: then the `postgres` user that its package made runs it.
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && runuser -u postgres -- "$@")
  else
    "$@"
  fi
}

# $1: `fast` gives up durability (tests), `durable` keeps it (measurements).
start_postgres() {
  local bin port options
  bin=$(postgres_bin)
  [ -n "$bin" ] || fail "PostgreSQL is missing; script/setup --tests installs it"
  POSTGRES_FOLDER=$(mktemp -d)
  [ "$(id -u)" -ne 0 ] || chown postgres "$POSTGRES_FOLDER"
  as_postgres "$bin/initdb" -D "$POSTGRES_FOLDER/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 >/dev/null </dev/null
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  options="-p $port -k $POSTGRES_FOLDER -c listen_addresses=127.0.0.1 -c max_connections=300 -c shared_buffers=256MB"
  if [ "$1" = fast ]; then options+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"; fi
  if ! as_postgres "$bin/pg_ctl" -D "$POSTGRES_FOLDER/data" -w -t 60 -l "$POSTGRES_FOLDER/log" -o "$options" start >/dev/null </dev/null; then
    tail -n 20 "$POSTGRES_FOLDER/log" >&2 || true
    fail "PostgreSQL did not start"
  fi
  POSTGRES_URL="postgres://postgres@127.0.0.1:$port/postgres"
}

stop_postgres() {
  [ -n "$POSTGRES_FOLDER" ] || return 0
  as_postgres "$(postgres_bin)/pg_ctl" -D "$POSTGRES_FOLDER/data" -m immediate -w stop >/dev/null 2>&1 </dev/null || true
  rm -rf "$POSTGRES_FOLDER"
  POSTGRES_FOLDER=''
}
