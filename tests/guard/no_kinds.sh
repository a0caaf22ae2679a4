#!/bin/sh
# Generic code names no kind of object: what is particular to one stands in its rows under model/kinds.
set -eu
status=0
for file in differ/*.c emitter/emit.c parser/live/*.c; do
    [ -e "$file" ] || continue
    found=$(grep -noE '\bKIND_[A-Z][A-Z_]*' "$file" | grep -v ':KIND_COUNT$') || continue
    printf '%s\n' "$found" | sed "s|^|$file:|"
    status=1
done
[ $status -eq 0 ] || echo 'a row or a trait of the kind can say this (docs/adding-a-kind.md)'
exit $status
