/* Any bytes as a literal of any type that has a reader: reading ends, and gives the same twice. The first byte says which type. */
#include "parser/canon/literal.h"
#include "schema.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char schema[] =
    "CREATE TYPE pair AS (a integer, b text, c jsonb); CREATE TYPE mood AS ENUM ('sad', 'ok');";

/* The seeds count on this order, from the letter A. */
static const char *const types[] = {
    "boolean",                     /* A */
    "integer",                     /* B */
    "bigint",                      /* C */
    "numeric",                     /* D */
    "real",                        /* E */
    "double precision",            /* F */
    "money",                       /* G */
    "uuid",                        /* H */
    "bytea",                       /* I */
    "bit varying",                 /* J */
    "date",                        /* K */
    "time without time zone",      /* L */
    "time with time zone",         /* M */
    "timestamp without time zone", /* N */
    "timestamp with time zone",    /* O */
    "interval",                    /* P */
    "inet",                        /* Q */
    "cidr",                        /* R */
    "macaddr",                     /* S */
    "macaddr8",                    /* T */
    "point",                       /* U */
    "lseg",                        /* V */
    "line",                        /* W */
    "circle",                      /* X */
    "box",                         /* Y */
    "path",                        /* Z */
    "polygon",                     /* [ */
    "tsvector",                    /* \ */
    "tsquery",                     /* ] */
    "jsonpath",                    /* ^ */
    "jsonb",                       /* _ */
    "text[]",                      /* ` */
    "integer[]",                   /* a */
    "int4range",                   /* b */
    "tstzrange",                   /* c */
    "int4multirange",              /* d */
    "public.pair",                 /* e */
    "public.pair[]",               /* f */
    "public.mood",                 /* g */
    "regclass",                    /* h */
    "smallint",                    /* i */
    "\"char\"",                    /* j */
    "name",                        /* k */
    "bit(3)",                      /* l */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { TYPES = sizeof types / sizeof *types };
    Side *side = sd_side_new(fuzz_schema(schema), NULL, false);
    size_t which = size ? (unsigned) (*data + TYPES - 'A' % TYPES) % TYPES : 0;
    TypeOid type = sd_side_type(side, sd_name(side->names, types[which]));
    char *text = calloc(1, size + 1);
    Text first = sd_text(side->arena), second = sd_text(side->arena);

    if (!text) {
        abort();
    }
    if (size) {
        memcpy(text, data + 1, size - 1);
    }
    if (sd_literal_value(side, type, text, &first) != sd_literal_value(side, type, text, &second) ||
        strcmp(first.bytes, second.bytes) != 0) {
        abort();
    }
    (void) sd_literal_interval_fields(text, " day to second(3)", &second);
    sd_side_free(side);
    free(text);
    return 0;
}
