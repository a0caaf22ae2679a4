set(HAZARD_SOURCES
    hazard/column.c
    hazard/exposure.c
    hazard/judge.c
    hazard/repeat.c
    hazard/statement.c
    hazard/subcommand.c
    hazard/walk.c)
