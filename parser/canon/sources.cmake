set(CANON_SOURCES
    canon/analyse.c
    canon/builtin.c
    canon/expr.c
    canon/finish.c
    canon/resolve.c
    canon/type_name.c)
