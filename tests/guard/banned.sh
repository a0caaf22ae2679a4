#!/bin/sh
# Functions with a better one beside them: unbounded copies, silent conversions, a shell where none is needed.
set -eu
folders=
for folder in model parser differ emitter cli; do
    [ ! -d "$folder" ] || folders="$folders $folder"
done
[ -n "$folders" ] || exit 0
# shellcheck disable=SC2086
if grep -rnE --include='*.[ch]' '(^|[^A-Za-z0-9_>.])(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atof|gets|system)[ ]?\(' \
    $folders | grep -vE ':[ ]*(/?\*|//)'; then
    exit 1
fi
