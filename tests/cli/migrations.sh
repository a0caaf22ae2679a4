#!/bin/sh
# migrations.sh SCHEMADIFF: folders of migrations in the formats of the tools that run them, all of them histories of one
# schema.
set -eu
schemadiff=$1
. "$(dirname -- "$0")/../support/expect.sh"
begin
cd "$work"

cat >schema.sql <<'SQL'
CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL, name text);
CREATE VIEW names AS SELECT name FROM users;
SQL
first='CREATE TABLE accounts (id integer PRIMARY KEY, email text);'
second='ALTER TABLE accounts RENAME TO users; ALTER TABLE users ADD COLUMN name text;
ALTER TABLE users ALTER COLUMN email SET NOT NULL; ALTER INDEX accounts_pkey RENAME TO users_pkey;'
third='CREATE VIEW names AS SELECT name FROM users;'
back='DROP TABLE users CASCADE;'

# put FILE TEXT...: a file with a line for each text
put() {
    mkdir -p "$(dirname -- "$1")"
    file=$1
    shift
    printf '%s\n' "$@" >"$file"
}

# reads FOLDER FORMAT: the folder is a history of the schema, and its format is seen
reads() {
    run 0 "$2" "$schemadiff" check "migrations:$1" schema.sql --verbose
    is "$2 is recognised" says err "migrations of $2"
}

put supabase/migrations/20240101000000_first.sql "$first"
put supabase/migrations/20240102000000_second.sql "$second"
put supabase/migrations/20240103000000_third.sql "$third"
put supabase/migrations/20200101000000_init.sql "$back"
put supabase/migrations/old/20230101000000_other.sql 'CREATE TABLE other ();'
reads supabase/migrations supabase

put plain/9_first.sql "$first"
put plain/10_second.sql "$second"
put plain/11_third.sql "$third"
put plain/11_third.down.sql "$back"
reads plain plain
put plain/notes.sql 'CREATE TABLE notes ();'
run 0 'a file without a version' "$schemadiff" check migrations:plain schema.sql
is 'is left out and named' says err 'plain/notes\.sql: warning: left out'

put golang/000001_first.up.sql "$first"
put golang/000001_first.down.sql "$back"
put golang/000002_second.postgres.up.sql "$second"
put golang/000002_second.mysql.up.sql 'ALTER TABLE accounts MODIFY name text;'
put golang/000003_third.up.sql "$third"
reads golang golang-migrate

put goose/1_first.sql '-- +goose NO TRANSACTION' '-- +goose Up' "$first" '-- +goose Down' "$back"
put goose/2_second.sql '--+goose up' '-- +goose StatementBegin' "$second" '-- +goose StatementEnd' '-- +goose Down' "$back"
put goose/10_third.sql '-- +goose Up' "$third"
reads goose goose

put dbmate/20240101000000_first.sql '-- migrate:up transaction:false' "$first" '-- migrate:down' "$back"
put dbmate/20240102000000_second.sql '-- migrate:up' "$second" '-- migrate:down' "$back"
put dbmate/20240103000000_third.sql '-- migrate:up' "$third" '-- migrate:down'
reads dbmate dbmate

put flyway/V1__first.sql "$back"
put flyway/B1.1__squashed.sql "$first"
put flyway/more/V1_2__second.sql "$second"
put flyway/V1.10__columns.sql 'CREATE VIEW emails AS SELECT email FROM users;'
put flyway/V2__columns.sql 'DROP VIEW emails;'
put flyway/R__third.sql "$third"
put flyway/U2__columns.sql "$back"
reads flyway flyway

put prisma/migration_lock.toml 'provider = "postgresql"'
put prisma/20240101000000_first/migration.sql "$first"
put prisma/20240102000000_second/migration.sql "$second"
put prisma/20240103000000_third/migration.sql "$third"
reads prisma prisma

put diesel/00000000000000_diesel_initial_setup/up.sql 'CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS $$SELECT 1$$;'
put diesel/2024-01-01-000000_first/up.sql "$first" 'DROP FUNCTION f();'
put diesel/2024-01-01-000000_first/down.sql "$back"
put diesel/2024-01-02-000000_second/up.sql "$second"
put diesel/2024-01-03-000000_third/up.sql "$third"
reads diesel diesel

put drizzle/meta/_journal.json '{"entries": [{"idx": 0, "tag": "0000_b"}, {"idx": 1, "tag": "0001_a"}, {"idx": 2, "tag": "0002_c"}]}'
put drizzle/0000_b.sql "$first"
put drizzle/0001_a.sql 'SELECT 1;' '--> statement-breakpoint' "$second"
put drizzle/0002_c.sql "$third"
reads drizzle drizzle
put drizzle/meta/_journal.json '{"entries": [{"idx": 0, "tag": "0000_z"}]}'
run 2 'a journal that names a file that is not there' "$schemadiff" check migrations:drizzle schema.sql
is 'the file is named' says err '_journal\.json: error: there is no file "0000_z\.sql"'

put sqitch/sqitch.plan '%syntax-version=1.0.0' '%project=x' '' 'tables 2024-01-01T00:00:00Z A <a@b> # first' '@v1 2024-01-01T00:00:00Z A <a@b>' \
    'names [tables] 2024-01-02T00:00:00Z A <a@b>' 'tables [tables@v1] 2024-01-03T00:00:00Z A <a@b>'
put sqitch/deploy/tables@v1.sql 'BEGIN;' "$first" 'COMMIT;'
put sqitch/deploy/names.sql "$second"
put sqitch/deploy/tables.sql "$third"
put sqitch/revert/tables.sql "$back"
reads sqitch sqitch

put liquibase/01.sql '--liquibase formatted sql' '--changeset me:1' "$first" '--rollback DROP TABLE accounts;'
put liquibase/02.sql '-- liquibase formatted sql' '--changeset me:2 splitStatements:false' "$second" '--changeset me:3' "$third"
reads liquibase liquibase

put atlas/atlas.sum 'h1:none'
put atlas/20240101000000.sql 'CREATE TABLE accounts (id integer);'
put atlas/20240102000000_checkpoint.sql '-- atlas:checkpoint' '' "$first"
put atlas/20240103000000_second.sql "$second"
put atlas/20240104000000_third.sql "$third"
reads atlas atlas

put sql-migrate/1-first.sql '-- +migrate Up' "$first" '-- +migrate Down' "$back"
put sql-migrate/2-second.sql '-- +migrate Up' "$second" "$third"
reads sql-migrate sql-migrate

put node/1700000000000_first.sql '-- Up Migration' "$first" '-- Down Migration' "$back"
put node/1700000000001_second.sql '-- Up Migration' "$second" "$third"
reads node node-pg-migrate

put tern/001_first.sql "$first" '---- create above / drop below ----' "$back"
put tern/002_second.sql "$second" "$third" '---- create above / drop below ----'
reads tern tern

# what cannot be told
put mixed/1_first.up.sql "$first"
put mixed/2_second.sql '-- +goose Up' "$second"
run 2 'two formats in one folder' "$schemadiff" check migrations:mixed schema.sql
is 'both are named, and the way out' says err '--migration-format golang-migrate or goose'
put stray/1_first.up.sql "$first"
put stray/2_second.sql "$second"
run 2 'a migration beside those of the format' "$schemadiff" check migrations:stray schema.sql
run 1 'is left out when the format is said' "$schemadiff" check migrations:stray schema.sql --migration-format golang-migrate
put unnamed/users.sql "$first"
run 2 'files without versions' "$schemadiff" check migrations:unnamed schema.sql
run 2 'a format that does not exist' "$schemadiff" check migrations:plain schema.sql --migration-format tea
run 2 'a folder that is not there' "$schemadiff" check migrations:nowhere schema.sql

# places and order
put lines/1_a.sql '-- +goose Up' 'CREATE TABLE a (id integer);' '-- +goose Down' 'DROP TABLE a;' '-- +goose Up' 'ALTER TABLE b ADD COLUMN x text;'
put lines/2_b.sql '-- +goose Up' 'CREATE TABLE b (id integer);'
run 2 'what comes later is not there yet' "$schemadiff" check migrations:lines schema.sql
is 'the line is that of the file' says err 'lines/1_a\.sql:6:'

mkdir repository
(
    cd repository
    git init -q .
    cp -R ../golang db
    git add db
    git -c user.name=nobody -c user.email=nobody@example.org commit -q -m 'migrations'
)
run 0 'migrations of a git revision' sh -c 'cd repository && "$1" check migrations:git:HEAD:db ../schema.sql' sh "$schemadiff"

report
