#!/bin/sh
# A path that the documentation names exists.  A path is a word in backquotes that begins with a folder of the project;
# "foo" in it stands for a name of the reader's choice.
set -eu
status=0
for page in README.md CONTRIBUTING.md docs/*.md */README.md; do
    [ -e "$page" ] || continue
    for path in $(grep -oE '`(model|parser|differ|emitter|cli|tests|fixtures|docs|\.ci|\.github)/[A-Za-z0-9_./-]*`' "$page" |
        tr -d '`' | grep -v foo | sort -u); do
        [ -e "$path" ] || {
            echo "$page: $path does not exist"
            status=1
        }
    done
done
exit $status
