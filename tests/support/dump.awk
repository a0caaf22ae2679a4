# dump.awk: a form of `pg_dump --schema-only` in which two databases of the same schema give the same lines.
#
#   pg_dump --schema-only ... | awk -f dump.awk | LC_ALL=C sort
#
# Each line is written behind the name of its object, so that the order of the objects has no meaning.  The order of
# lines within an object counts, except where SQL gives it none: the columns of a table (an added column comes last),
# the entries of a list of grants, and the parameters in WITH (...).  Names that a server from 18 on chose for NOT NULL
# constraints are left out: they stay when their table gets another name.

# sorted(LINE): the line with its storage parameters in the order of their names.
function sorted(line,    before, inner, after, n, parts, i, j, swap) {
    if (!match(line, /WITH \([a-z_.]+=[^()]*\)/))
        return line
    before = substr(line, 1, RSTART + 5)
    inner = substr(line, RSTART + 6, RLENGTH - 7)
    after = substr(line, RSTART + RLENGTH - 1)
    n = split(inner, parts, ", ")
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && parts[j - 1] > parts[j]; j--) {
            swap = parts[j]
            parts[j] = parts[j - 1]
            parts[j - 1] = swap
        }
    inner = parts[1]
    for (i = 2; i <= n; i++)
        inner = inner ", " parts[i]
    return before inner after
}

/^-- Name: .*; Type: / {
    object = $0
    sub(/^-- (Data for )?Name: /, "", object)
    loose = object ~ /; Type: (TABLE|FOREIGN TABLE|ACL|DEFAULT ACL); /
    number = 0
    next
}

object == "" || /^--$/ || /^$/ || /^\\(un)?restrict / || /^SET default_table(space|_access_method) = / ||
/^-- PostgreSQL database dump complete$/ {
    next
}

{
    number++
    line = sorted($0)
    sub(/CONSTRAINT [^ ]*_not_null NOT NULL/, "NOT NULL", line)
    if (loose)
        sub(/,$/, "", line)
    printf "%s | %s%s\n", object, loose ? "" : sprintf("%03d ", number), line
}
