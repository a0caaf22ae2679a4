# load.sh: runs PostgreSQL's regression suite.  Sourced after server.sh by regress.sh.

# regression_database NAME: an empty database with the settings that pg_regress gives the one it makes.
regression_database() {
    server_createdb "$1"
    for setting in "lc_messages = 'C'" "lc_monetary = 'C'" "lc_numeric = 'C'" "lc_time = 'C'" "bytea_output = 'hex'" \
        "timezone_abbreviations = 'Default'"; do
        server_psql postgres -c "ALTER DATABASE \"$1\" SET $setting"
    done
}

# regression_load DATABASE SUITE OUT: runs the files of SUITE in the order of its schedule, one at a time, as
# `make installcheck` does.  Errors are part of the suite; what each file printed is in OUT/<test>.out.  The server must be
# able to read the suite, and to write into its folder results.
regression_load() {
    sed -n 's/^test: //p' "$2/parallel_schedule" | tr ' ' '\n' | while read -r regression_test; do
        # The environment of pg_regress.c (initialize_environment) and its psql (pg_regress_main.c).
        env PGTZ=America/Los_Angeles PGDATESTYLE='Postgres, MDY' PGOPTIONS='-c intervalstyle=postgres_verbose' \
            PG_ABS_SRCDIR="$2" PG_ABS_BUILDDIR="$2" PG_LIBDIR="$2" PG_DLSUFFIX=.so PGHOST="$server_dir" PGUSER=postgres \
            LC_MESSAGES=C timeout 600 "$2/psql" -X -a -q -d "$1" -v HIDE_TABLEAM=on \
            -v HIDE_TOAST_COMPRESSION=on <"$2/sql/$regression_test.sql" >"$3/$regression_test.out" 2>&1 || true
    done
}
