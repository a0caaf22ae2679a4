# dump.awk: a form of `pg_dump --schema-only` in which two databases of the same schema give the same lines.
#
#   pg_dump --schema-only ... | awk -f dump.awk | LC_ALL=C sort
#
# Each line is written behind the name of its object, so that the order of the objects has no meaning.  The order of
# lines within an object counts, except where SQL gives it none: the columns of a table (an added column comes last)
# and the entries of a list of grants.

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
    line = $0
    if (loose)
        sub(/,$/, "", line)
    printf "%s | %s%s\n", object, loose ? "" : sprintf("%03d ", number), line
}
