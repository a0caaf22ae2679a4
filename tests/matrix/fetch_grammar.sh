#!/bin/sh
# fetch_grammar.sh FOLDER: puts libpg_query with the grammar of PostgreSQL 17 into FOLDER, once: include/ and libpg_query.a, built
# from the sources in Debian's trixie, since its package wants a younger C library.  apt gets a configuration of its own.
# SD_DEBIAN names another mirror.
set -eu
mkdir -p "$1"
cd -P -- "$1"
[ ! -e complete ] || exit 0

mkdir -p apt/lists/partial apt/cache/archives/partial source include/pg_query
echo "deb-src ${SD_DEBIAN:-http://deb.debian.org}/debian trixie main" >apt/sources.list
private_apt() {
    apt-get -qq -o Dir::Etc::SourceList="$PWD/apt/sources.list" -o Dir::Etc::SourceParts=- \
        -o Dir::State::Lists="$PWD/apt/lists" -o Dir::State::Status=/dev/null -o Dir::Cache="$PWD/apt/cache" \
        -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}

echo 'matrix: building libpg_query 17' >&2
private_apt update
private_apt source --tar-only libpg-query
tar -xzf libpg-query_17*.orig.tar.gz -C source --strip-components=1
make -s -C source -j "$(nproc)" libpg_query.a >make.log 2>&1 || {
    tail -n 20 make.log >&2
    exit 2
}
mv source/libpg_query.a .
cp source/pg_query.h include/
cp source/protobuf/pg_query.pb-c.h include/pg_query/
rm -rf apt source libpg-query_17*
: >complete
