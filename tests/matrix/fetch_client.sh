#!/bin/sh
# fetch_client.sh FOLDER: puts psql and pg_dump of PostgreSQL 18 into FOLDER/bin, once.  A pg_dump reads servers of its own
# major version and older ones, so this one is the witness for all of them.
#
# Debian 12 has none; that of Debian's forky brings its own C library, from which it is started.  Nothing is installed, and
# apt gets a configuration of its own.  SD_DEBIAN names another mirror.
set -eu
mkdir -p "$1"
cd -P -- "$1"
[ ! -e complete ] || exit 0
mirror=${SD_DEBIAN:-http://deb.debian.org}

mkdir -p apt/lists/partial apt/cache/archives/partial bin root
echo "deb $mirror/debian forky main" >apt/sources.list
private_apt() {
    apt-get -qq -o Dir::Etc::SourceList="$PWD/apt/sources.list" -o Dir::Etc::SourceParts=- \
        -o Dir::State::Lists="$PWD/apt/lists" -o Dir::State::Status=/dev/null -o Dir::Cache="$PWD/apt/cache" \
        -o APT::Sandbox::User=root -o Acquire::Languages=none -o Debug::NoLocking=true "$@"
}

echo 'matrix: fetching pg_dump 18' >&2
private_apt update
private_apt install --no-install-recommends --download-only -y postgresql-client-18
for archive in apt/cache/archives/*.deb; do
    case $archive in *perl* | *gcc-*-base_* | *common*) continue ;; esac
    dpkg-deb -x "$archive" root
done
for program in psql pg_dump; do
    cat >bin/$program <<PROGRAM
#!/bin/sh
root=$PWD/root
exec "\$root/usr/lib64/ld-linux-x86-64.so.2" --library-path "\$root/usr/lib/x86_64-linux-gnu" \\
    "\$root/usr/lib/postgresql/18/bin/$program" "\$@"
PROGRAM
    chmod +x bin/$program
done
bin/pg_dump --version >&2
rm -rf apt
: >complete
