#!/bin/sh
# online.sh SCHEMADIFF: does a migration with --online let people write meanwhile?  Two tables of a million rows, pgbench that
# reads and writes, and a report that reads one of them for seconds; the migration runs statement by statement through psql,
# with the timeouts it has, and again from its start when one was hit.  The server itself tells how long each writer waited
# for a lock on a table (log_lock_waits), pgbench how long each transaction took.  Then the same without --online.
#
# SD_ROWS: rows of a table (1000000); SD_CLIENTS: of pgbench (4).  Fails when somebody waited longer than the timeouts allow.
set -eu
schemadiff=$1
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
. "$here/../support/server.sh"
rows=${SD_ROWS:-1000000} clients=${SD_CLIENTS:-4}
timeout=1000 # milliseconds, of --lock-timeout and of --statement-timeout: the second includes the wait of the first
work=
cleanup() {
    [ ! -e "$work/load.pid" ] || kill "$(cat "$work/load.pid")" 2>/dev/null || true
    server_stop
    [ -z "$work" ] || rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
work=$(mktemp -d)
server_start
# Waits from this long on are logged, with their length when they end.
server_psql postgres -c "ALTER SYSTEM SET deadlock_timeout = '20ms'" -c 'ALTER SYSTEM SET log_lock_waits = on' \
    -c 'ALTER SYSTEM SET log_min_messages = log' -c "ALTER SYSTEM SET log_line_prefix = '%n|%a|'" \
    -c "ALTER SYSTEM SET shared_buffers = '512MB'" -c "ALTER SYSTEM SET max_wal_size = '4GB'" -c 'ALTER SYSTEM SET autovacuum = on'
server_launch restart

cat >"$work/from.sql" <<'SQL'
CREATE TABLE accounts (id bigint NOT NULL, owner integer, email text, region text, balance bigint);
CREATE UNIQUE INDEX accounts_id ON accounts (id);
CREATE INDEX accounts_region ON accounts (region);
CREATE INDEX accounts_unused ON accounts (balance);
CREATE TABLE owners (id integer PRIMARY KEY, name text);
CREATE TABLE entries (account bigint, amount bigint, made_at timestamptz DEFAULT now());
CREATE INDEX entries_account ON entries (account);
SQL
cat >"$work/to.sql" <<'SQL'
CREATE TABLE accounts (
    id bigint NOT NULL,
    owner integer REFERENCES owners,
    email text NOT NULL UNIQUE,
    region text,
    balance bigint CHECK (balance > -1000000000)
);
CREATE UNIQUE INDEX accounts_id ON accounts (id);
CREATE INDEX accounts_region ON accounts (region, owner);
CREATE TABLE owners (id integer PRIMARY KEY, name text);
CREATE TABLE entries (account bigint NOT NULL, amount bigint, made_at timestamptz DEFAULT now());
CREATE INDEX entries_account ON entries (account);
CREATE INDEX entries_made_at ON entries (made_at);
SQL
cat >"$work/load.pgbench" <<SQL
\\set id random(1, $rows)
SELECT email, balance FROM accounts WHERE id = :id;
BEGIN;
UPDATE accounts SET balance = balance + 1 WHERE id = :id;
INSERT INTO entries (account, amount) VALUES (:id, 1);
COMMIT;
SQL

# fill DATABASE
fill() {
    server_createdb "$1"
    server_psql "$1" -f "$work/from.sql"
    server_psql "$1" -c "INSERT INTO owners SELECT g, 'owner ' || g FROM generate_series(1, 1000) g" \
        -c "INSERT INTO accounts SELECT g, 1 + g % 1000, 'a' || g || '@example.org', 'region ' || g % 50, g
            FROM generate_series(1, $rows) g" \
        -c "INSERT INTO entries SELECT g, 1, now() - g * interval '1 second' FROM generate_series(1, $rows) g"
    server_psql "$1" -c 'VACUUM ANALYZE' -c CHECKPOINT
}

# reports DATABASE: as long as there is load, every now and then somebody reads the tables for three seconds.
reports() {
    while [ -e "$work/load.pid" ]; do
        PGAPPNAME=report server_psql "$1" -c 'BEGIN; SELECT FROM owners LIMIT 1; SELECT FROM accounts LIMIT 1;
            SELECT FROM entries LIMIT 1; SELECT pg_sleep(3); COMMIT' >/dev/null 2>&1 || true
        sleep 12
    done
}

# migrate DATABASE: until it runs through.  Prints how often it was begun.
migrate() {
    attempts=1
    until PGAPPNAME=migration "$client_bin/psql" -X -q -v ON_ERROR_STOP=1 \
        -d "$(server_url "$1")&options=-c%20log_min_duration_statement%3D0%20-c%20client_min_messages%3Dwarning" \
        -f "$work/$1.sql" >"$work/$1.out" 2>&1; do
        grep -qE 'lock timeout|statement timeout' "$work/$1.out" && [ "$attempts" -lt 20 ] || {
            cat "$work/$1.out" >&2
            return 1
        }
        attempts=$((attempts + 1))
        sleep 1
    done
    echo "$attempts"
}

# run DATABASE NAME [OPTION...]: fills it, and migrates it under load.
run() {
    database=$1 title=$2
    shift 2
    fill "$database"
    "$schemadiff" diff "$(server_url "$database")" "$work/to.sql" --allow-drops "$@" >"$work/$database.sql" ||
        [ $? -eq 1 ]
    : >"$server_dir/log"
    (cd "$work" && exec "$client_bin/pgbench" -n -c "$clients" -j 1 -T 600 -l --log-prefix="$work/$database" \
        -f "$work/load.pgbench" "$(server_url "$database")") >"$work/$database.load" 2>&1 &
    echo $! >"$work/load.pid"
    sleep 2
    reports "$database" &
    sleep 1
    begun=$(migrate "$database")
    sleep 2
    kill "$(cat "$work/load.pid")"
    wait "$(cat "$work/load.pid")" 2>/dev/null || true
    rm -f "$work/load.pid"
    wait
    cp "$server_dir/log" "$work/$database.log"
    rest=$("$schemadiff" diff "$(server_url "$database")" "$work/to.sql" --online) || true
    [ -z "$rest" ] || {
        printf 'left to do:\n%s\n' "$rest"
        exit 1
    }
    echo "$title: begun $begun times under $clients clients on $rows rows"
    # One line a statement: when it began and ended, and what it says; of a block, what is in it.
    awk -F '|' '
        function put() { if (text !~ /^(SET (lock|statement)|RESET|BEGIN|COMMIT|$)/) print window, text; text = "" }
        /^\t/ { if (text == "DO $$" && $0 ~ /^\t *(ALTER|DROP) /) { sub(/^\t */, ""); text = "DO: " $0 } next }
        { put() }
        $2 == "migration" && $3 ~ /duration: .*statement: / {
            took = $0; sub(/.*duration: /, "", took); text = $0; sub(/.*  statement: /, "", text)
            window = sprintf("%.3f %.3f", $1 - took / 1000, $1) }
        END { put() }' "$work/$database.log" >"$work/$database.statements"
    sed -nE 's/^([0-9.]+)\|pgbench\|LOG:  process [0-9]+ acquired [A-Za-z]+ on relation [0-9]+ of database [0-9]+ after ([0-9.]+) ms/\1 \2/p' \
        "$work/$database.log" >"$work/$database.waits"
    cat "$work/$database".[0-9]* | awk '{ printf "%.6f %.3f\n", $5 + $6 / 1e6, $3 / 1000 }' >"$work/$database.latencies"
    awk -v table="$work/$database.statements" '
        FILENAME == table { from[++n] = $1; to[n] = $2; text[n] = substr($0, length($1 $2) + 3); next }
        { end = $1; start = $1 - $2 / 1000; waits = FILENAME ~ /waits$/
          if (waits) { if ($2 > most) most = $2 } else { count++; total += $2; if ($2 > slowest) slowest = $2 }
          for (i = 1; i <= n; i++) if (start < to[i] && end > from[i]) {
              if (waits && $2 > wait[i]) wait[i] = $2
              if (!waits && $2 > latency[i]) latency[i] = $2 } }
        END { printf "%10s %12s %12s  %s\n", "takes ms", "writer waits", "transaction", "statement"
              for (i = 1; i <= n; i++)
                  printf "%10.0f %12.0f %12.0f  %.90s\n", (to[i] - from[i]) * 1000, wait[i], latency[i], text[i]
              printf "longest wait of a writer for a table: %.0f ms; slowest of %d transactions: %.0f ms (mean %.1f)\n", most, count, slowest, count ? total / count : 0 }' \
        "$work/$database.statements" "$work/$database.waits" "$work/$database.latencies" | tee "$work/$database.figures"
    echo
}

run online 'with --online' --online --lock-timeout="${timeout}ms" --statement-timeout="${timeout}ms"
run plain 'without'

longest=$(sed -nE 's/^longest wait of a writer for a table: ([0-9]+) ms.*/\1/p' "$work/online.figures")
# What the machine takes to wake those who waited is not the lock's.
[ "$longest" -le $((timeout + timeout / 4)) ] || {
    echo "online: a writer waited $longest ms; no more than $timeout were allowed"
    exit 1
}
echo "online: no writer waited longer than $longest ms (allowed: $timeout)"
