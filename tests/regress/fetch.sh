#!/bin/sh
# fetch.sh FOLDER: puts PostgreSQL 15's own regression suite into FOLDER, once: sql/, data/ and parallel_schedule out of
# Debian's source package postgresql-15; regress.so, the C functions that the suite uses, built against the headers of
# postgresql-server-dev-15; and psql of the same release as the suite: what it makes of a COPY that fails has changed
# between minor releases, and the suite follows its own psql.
#
# apt gets a configuration of its own, with a deb-src line; that of the machine stays as it is, and nothing is installed: the
# headers are unpacked beside the suite, since their package would bring all of LLVM.  SD_DEBIAN names another mirror.
set -eu
mkdir -p "$1"
cd -P -- "$1"
[ ! -e complete ] || exit 0
mirror=${SD_DEBIAN:-http://deb.debian.org}

mkdir -p apt/lists/partial apt/cache/archives/partial
# The point release is enough: the suite of a security update is the same.
printf '%s main\n' "deb $mirror/debian bookworm" "deb-src $mirror/debian bookworm" >apt/sources.list

# private_apt ARGUMENT...: apt-get with lists and archives of its own.  It does not look at what is installed, since that may
# be of a security update, of which not every mirror has all.
private_apt() {
    apt-get -qq -o Dir::Etc::SourceList="$PWD/apt/sources.list" -o Dir::Etc::SourceParts=- \
        -o Dir::State::Lists="$PWD/apt/lists" -o Dir::State::Status=/dev/null -o Dir::Cache="$PWD/apt/cache" -o APT::Sandbox::User=root \
        -o Acquire::Languages=none "$@"
}

echo 'regress: fetching the sources of PostgreSQL 15' >&2
private_apt update
private_apt source --download-only postgresql-15
private_apt download postgresql-server-dev-15 postgresql-client-15

rm -rf suite packages
mkdir suite packages
tar -xf postgresql-15_*.orig.tar.* -C suite --strip-components=4 --wildcards '*/src/test/regress/sql' \
    '*/src/test/regress/data' '*/src/test/regress/parallel_schedule' '*/src/test/regress/regress.c'
dpkg-deb -x postgresql-server-dev-15_*.deb packages
dpkg-deb -x postgresql-client-15_*.deb packages
cp packages/usr/lib/postgresql/15/bin/psql suite/
# The flags are those of the server's own Makefile.shlib and of its ABI: integer overflow wraps.
cc -O2 -fPIC -fwrapv -fno-strict-aliasing -w -shared -I packages/usr/include/postgresql/15/server \
    -o suite/regress.so suite/regress.c
rm -rf apt packages postgresql-*15_*
: >complete
