#!/bin/sh
# config.sh SCHEMADIFF: the configuration file, and sources that it or a program gives.
set -eu
schemadiff=$1
. "$(dirname -- "$0")/../support/expect.sh"
begin
mkdir -p "$work/project/schema" "$work/project/deep/down" "$work/project/.git"
cd "$work/project"
echo 'CREATE SCHEMA app; CREATE TABLE app.users (id integer); CREATE TABLE notes ();' >schema/all.sql
echo 'CREATE SCHEMA app; CREATE TABLE app.users ();' >before.sql

run 2 'no sources and no configuration' "$schemadiff" check
run 2 'an environment without a configuration' "$schemadiff" check env:dev schema
is 'says where it would be' says "$work/err" 'schemadiff\.yaml'

cat >schemadiff.yaml <<'YAML'
# what this project compares
from: env:dev
to: schema/
schema: [app]
environments:
  dev: before.sql
  prod:
    source: env(PROD_SOURCE)
    protected: true
YAML
run 1 'sources of the configuration' "$schemadiff" diff
is 'the chosen schema' says "$work/out" 'app\.users'
is 'and no other' hides "$work/out" 'notes'
cp "$work/out" "$work/first"
run 1 'the command line goes before' "$schemadiff" diff --schema public
is 'its list takes the place of the other' says "$work/out" 'notes'
is 'of all of it' hides "$work/out" 'app\.users'
run 0 'arguments go before' "$schemadiff" check schema schema
run 1 'paths are meant from where the file lies' sh -c 'cd deep/down && "$1" diff' sh "$schemadiff"
is 'the same migration' cmp "$work/first" "$work/out"
run 1 'an environment by name' env PROD_SOURCE=before.sql "$schemadiff" diff env:prod schema/
run 2 'a variable that is not set' "$schemadiff" diff env:prod schema/
is 'its place is told' says "$work/err" 'schemadiff\.yaml:8:13: error: the environment variable "PROD_SOURCE" is not set'
run 2 'an environment that is not there' "$schemadiff" diff env:stage schema/
is 'it is named' says "$work/err" 'no environment "stage"'

printf 'to: schema/\nshcema: app\n' >schemadiff.yaml
run 2 'a setting that does not exist' "$schemadiff" check before.sql schema
is 'its place is told' says "$work/err" 'schemadiff\.yaml:2:1: error: there is no setting "shcema"'
printf 'schema:\n  app: yes\n' >schemadiff.yaml
run 2 'a setting of another kind' "$schemadiff" check before.sql schema
printf 'to: [schema\n' >schemadiff.yaml
run 2 'what is no YAML' "$schemadiff" check before.sql schema
is 'its place is told' says "$work/err" 'schemadiff\.yaml:2:1: error'
printf 'environments:\n  dev: postgres://joe:opensesame@/app?host=/nonexistent\n' >schemadiff.yaml
run 2 'a password in the file' "$schemadiff" check env:dev schema
is 'is warned of' says "$work/err" 'schemadiff\.yaml:2:1: warning: a password'
is 'and never shown' hides "$work/err" 'opensesame'
: >schemadiff.yaml
run 0 'an empty configuration' "$schemadiff" check schema schema
rm schemadiff.yaml

run 0 'what a program prints' "$schemadiff" check 'exec:cat schema/*.sql' schema
run 2 'a program that fails' "$schemadiff" check 'exec:cat nothing' schema
run 2 'a program that prints no SQL' "$schemadiff" check 'exec:echo hello' schema
is 'the error names it' says "$work/err" '^exec:echo hello:1:1: error'

report
