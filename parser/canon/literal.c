/* The text of a literal in the canonical form of its type, as the type's input function reads it (utils/adt). */
#include "parser/canon/literal.h"

#include "parser/canon/analysis.h"

/* Texts are bounded, and so is what nesting them multiplies. */
enum { LITERAL_MAX = 1 << 20, NESTING_MAX = 12 };

static const struct {
    const char *type; /* pg_type.typname */
    LiteralReader read;
} readers[] = {
    { "bool", sd_literal_bool },
    { "int2", sd_literal_int2 },
    { "int4", sd_literal_int4 },
    { "int8", sd_literal_int8 },
    { "oid", sd_literal_oid },
    { "numeric", sd_literal_numeric },
    { "float4", sd_literal_float4 },
    { "float8", sd_literal_float8 },
    { "money", sd_literal_money },
    { "uuid", sd_literal_uuid },
    { "bytea", sd_literal_bytea },
    { "bit", sd_literal_bit },
    { "varbit", sd_literal_bit },
    { "date", sd_literal_date },
    { "time", sd_literal_time },
    { "timetz", sd_literal_timetz },
    { "timestamp", sd_literal_timestamp },
    { "timestamptz", sd_literal_timestamptz },
    { "interval", sd_literal_interval },
    { "inet", sd_literal_inet },
    { "cidr", sd_literal_cidr },
    { "macaddr", sd_literal_macaddr },
    { "macaddr8", sd_literal_macaddr8 },
    { "point", sd_literal_point },
    { "lseg", sd_literal_segment },
    { "line", sd_literal_line },
    { "circle", sd_literal_circle },
    { "box", sd_literal_box },
    { "path", sd_literal_path },
    { "polygon", sd_literal_polygon },
    { "tsvector", sd_literal_tsvector },
    { "tsquery", sd_literal_tsquery },
    { "jsonpath", sd_literal_jsonpath },
    { "jsonb", sd_literal_jsonb },
    { "text", sd_literal_verbatim },
    { "varchar", sd_literal_verbatim },
    { "bpchar", sd_literal_verbatim },
    { "name", sd_literal_short_name },
    { "char", sd_literal_char },
    { "json", sd_literal_verbatim },
    { "xml", sd_literal_verbatim },
};

static LiteralReader find_reader(TypeOid type)
{
    const BuiltinType *builtin = sd_builtin_type_of(type);

    for (size_t i = 0; builtin && i < sizeof readers / sizeof *readers; i++) {
        if (strcmp(readers[i].type, builtin->name) == 0) {
            return readers[i].read;
        }
    }
    return NULL;
}

/* citext of the extension of that name keeps a text as it is. */
static bool is_citext(const TypeInfo *info)
{
    const char *dot = info->kind == '?' && info->spelled ? strrchr(info->spelled->text, '.') : NULL;

    return dot && strcmp(dot + 1, "citext") == 0;
}

static bool read_builtin(const Side *side, TypeOid type, const char *text, Text *out)
{
    LiteralReader read = find_reader(type);
    size_t length = out->length;

    if (!read) {
        return false;
    }
    if (read(text, out)) {
        return true;
    }
    if (!side->in_utc || (type != TYPE_TIMESTAMPTZ && type != TYPE_TIMETZ)) {
        return false;
    }
    out->length = length;
    return read(sd_arena_format(out->arena, "%s+00", text), out);
}

static bool read_value(Side *side, TypeOid type, const char *text, Text *out)
{
    const TypeInfo *info = sd_side_type_info(side, type);

    if (is_citext(info) || info->kind == 'e') {
        return sd_literal_verbatim(text, out);
    }
    if (info->element && type != TYPE_INT2VECTOR && type != TYPE_OIDVECTOR) {
        return sd_literal_array(side, info->element, text, out);
    }
    switch (info->kind) {
    case 'd':
        return info->base != type && sd_literal_value(side, info->base, text, out);
    case 'r':
        return sd_literal_range(side, info, text, out);
    case 'm':
        return sd_literal_multirange(side, info, text, out);
    case 'c':
        return info->key && sd_literal_row(side, info->key, text, out);
    default:
        return read_builtin(side, type, text, out);
    }
}

bool sd_literal_value(Side *side, TypeOid type, const char *text, Text *out)
{
    bool fine = side->literal_depth < NESTING_MAX && strlen(text) < LITERAL_MAX;

    side->literal_depth++;
    fine = fine && read_value(side, type, text, out);
    side->literal_depth--;
    return fine;
}

/* Whether literals of the type can be read at all, on either side. */
static bool has_reader(const Side *side, TypeOid type)
{
    const TypeInfo *info = sd_side_type_info(side, type);

    if (info->element && info->category == 'A') {
        return has_reader(side, info->element);
    }
    return find_reader(type) || info->kind == 'r' || info->kind == 'm' || info->kind == 'c';
}

const char *sd_literal_canonical(Analysis *analysis, TypeOid type, const char *text)
{
    Text out = sd_text(analysis->arena);

    return sd_literal_value(analysis->side, type, text, &out) ? out.bytes : NULL;
}

/* What a server said of the literal, where one was asked.  That may well be a text that is read here: a timestamp with
 * its time zone. */
static const char *ask(Analysis *analysis, TypeOid type, const char *text)
{
    Side *side = analysis->side;
    Name answer = NULL;
    const char *canonical;

    if (side->answers && type != 0) {
        answer = sd_answers_literal(side->answers, sd_side_type_info(side, type)->spelled, sd_name(side->names, text));
    }
    canonical = answer ? sd_literal_canonical(analysis, type, answer->text) : NULL;
    return canonical || !answer ? canonical : answer->text;
}

Tree *sd_literal(Analysis *analysis, TypeOid type, const char *text, int32_t location)
{
    const char *canonical;
    Tree *tree;

    if (sd_literal_is_name(type)) {
        return sd_literal_name(analysis, type, text, location);
    }
    if (analysis->uses) {
        TypeOid element = sd_side_element_of(analysis->side, type);
        Key key = sd_side_type_info(analysis->side, element ? element : type)->key;

        sd_analysis_use(analysis, (Use){ .kind = USE_LITERAL, .key = key, .location = location });
    }
    canonical = sd_literal_canonical(analysis, type, text);
    if (!canonical) {
        canonical = sd_literal_object(analysis, type, text, location);
    }
    if (!canonical) {
        canonical = ask(analysis, type, text);
    }
    tree = sd_tree_new(analysis->arena, TREE_LITERAL,
                       (TreeParts){ .type = type,
                                    .type_identity = sd_side_type_identity(analysis->side, type),
                                    .number = canonical ? 0 : 1, /* no value looks like a text that was not read */
                                    .text = sd_name(analysis->side->names, canonical ? canonical : text),
                                    .location = location });
    if (canonical) {
        return tree;
    }
    if (has_reader(analysis->side, type)) {
        /* The other side may say the same in a form that can be read. */
        analysis->incomplete = true;
    }
    analysis->undecided = true;
    return sd_tree_masked(analysis->arena, tree);
}
