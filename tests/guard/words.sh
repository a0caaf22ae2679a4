#!/bin/sh
# Nothing is left for later in the sources.
set -eu
marks='(TO''DO|FIX''ME|XX''X|HA''CK)'
if grep -rnIE "\b$marks\b" --include='*.[ch]' --include='*.def' --include='*.sql' --include='*.sh' --include='*.md' \
    --include='*.txt' --include='dev' --exclude-dir=build --exclude-dir=.git .; then
    exit 1
fi
