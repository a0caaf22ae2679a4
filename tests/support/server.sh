# server.sh: a private PostgreSQL for tests, sourced by shell scripts.
#
#   . tests/support/server.sh
#   trap 'server_stop' EXIT; trap 'exit 130' INT; trap 'exit 143' TERM
#   server_start
#   server_psql postgres -c 'CREATE DATABASE app'
#   schemadiff diff "$(server_url app)" schema.sql
#
# The server lives in a new folder under /dev/shm, where databases are made several times faster, or under /tmp where
# memory is scarce (socket paths must be short).  It listens on a socket there and on no port, and keeps nothing: no
# fsync, no full-page writes.  PostgreSQL refuses to run as root, so root runs it under the account postgres that the
# package made; the folder then belongs to that account and nobody else can enter it.
#
# SD_PGBIN names the folder of initdb, pg_ctl and postgres, and SD_PGCLIENT that of psql and pg_dump, where they are not those
# of Debian's postgresql-15.

server_dir=
server_bin=${SD_PGBIN:-/usr/lib/postgresql/15/bin}
client_bin=${SD_PGCLIENT:-/usr/lib/postgresql/15/bin}

# server_as COMMAND...: runs it under the account that owns the server.
server_as() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=postgres --regid=postgres --init-groups env HOME="$server_dir" "$@"
    else
        "$@"
    fi
}

server_fail() {
    echo "server: $1" >&2
    cat "$server_dir/start" "$server_dir/log" 2>/dev/null >&2 || true
    return 1
}

# server_base: the folder to put the server in.
server_base() {
    free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }') || free=
    if [ -w /dev/shm ] && [ "${free:-0}" -gt 2000000 ]; then echo /dev/shm; else echo /tmp; fi
}

server_start() {
    [ -x "$server_bin/initdb" ] || {
        echo "server: no initdb in $server_bin (./dev setup installs it; SD_PGBIN names another folder)" >&2
        return 1
    }
    server_dir=$(mktemp -d "$(server_base)/schemadiff.XXXXXX") || return 1
    [ "$(id -u)" -ne 0 ] || chown postgres: "$server_dir" || return 1
    # The account may not be able to read the present folder, and initdb would complain of that.
    (cd / && server_as "$server_bin/initdb" --no-sync --no-instructions -A trust -U postgres \
        --encoding=UTF8 --locale=C.UTF-8 -D "$server_dir/data") >"$server_dir/start" 2>&1 ||
        { server_fail 'initdb failed'; return 1; }
    server_as sh -c 'cat >>"$1"' sh "$server_dir/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$server_dir'
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
max_connections = 50
shared_buffers = 64MB
max_wal_size = 256MB
jit = off
max_wal_senders = 0
wal_level = minimal
TimeZone = 'UTC'
log_min_messages = fatal
CONF
    server_launch start
}

# server_launch start|restart.  The descriptors of the caller must not stay open in the server: who waits for the end of a
# pipe would wait for it.
server_launch() {
    (cd / && server_as "$server_bin/pg_ctl" "$1" -w -t 60 -s -D "$server_dir/data" -l "$server_dir/log") \
        </dev/null >"$server_dir/start" 2>&1 ||
        { server_fail 'the server did not start'; return 1; }
}

server_stop() {
    [ -n "$server_dir" ] || return 0
    [ ! -e "$server_dir/data/postmaster.pid" ] || (cd / && server_as "$server_bin/pg_ctl" stop -w -t 60 -s \
        -m immediate -D "$server_dir/data") >/dev/null 2>&1 || true
    rm -rf "$server_dir"
    server_dir=
}

# server_url DATABASE
server_url() {
    printf 'postgresql:///%s?host=%s&user=postgres' "$1" "$server_dir"
}

# server_psql DATABASE [OPTION...]: psql that reads no start-up file, says only what matters and stops at an error.
server_psql() {
    server_psql_db=$1
    shift
    PGOPTIONS='-c client_min_messages=warning' "$client_bin/psql" -X -q -v ON_ERROR_STOP=1 \
        -d "$(server_url "$server_psql_db")" "$@"
}

# server_createdb DATABASE: from template0, so that two runs see the same thing.
server_createdb() {
    server_psql postgres -c "CREATE DATABASE \"$1\" TEMPLATE template0"
}

server_dropdb() {
    server_psql postgres -c "DROP DATABASE IF EXISTS \"$1\" WITH (FORCE)"
}

server_dump() {
    "$client_bin/pg_dump" --schema-only -d "$(server_url "$1")"
}
