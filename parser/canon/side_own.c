/* Operators and casts of the model and of extensions, as analysis chooses among them. */
#include "parser/canon/side_own.h"

#include <string.h>

static void add_operator(Side *side, const Operator *from)
{
    Names *names = side->names;
    const char *left = from->base.key->args->text, *right = sd_args_second(from->base.key->args);
    OwnOperator own = { .key = from->base.key, .result = sd_side_type(side, from->returns) };

    own.right = sd_side_type(side, sd_name(names, right));
    if (right - left > 2 && strncmp(left, "NONE, ", 6) != 0) {
        own.left = sd_side_type(side, sd_name_of(names, left, (size_t) (right - left) - 2));
    }
    side->operators = sd_arena_grow(side->arena, side->operators, side->operator_count, sizeof *side->operators);
    side->operators[side->operator_count++] = own;
}

static void add_cast(Side *side, const Cast *from)
{
    char context = !from->context ? 'e' : from->context->text[0] == 'I' ? 'i' : 'a';

    side->casts = sd_arena_grow(side->arena, side->casts, side->cast_count, sizeof *side->casts);
    side->casts[side->cast_count++] = (OwnCast){ .key = from->base.key,
                                                 .function = from->function,
                                                 .source = sd_side_type(side, from->base.key->name),
                                                 .target = sd_side_type(side, from->base.key->args),
                                                 .context = context };
}

/* Of the other catalog counts what lives in schemas that this one does not speak of. */
static bool is_declared(const Side *side, const Catalog *catalog, Key key)
{
    return catalog != side->other || !key->parent || !sd_catalog_find(side->catalog, key->parent);
}

static void add_all(Side *side, const Catalog *catalog)
{
    for (const Object *object = catalog ? catalog->first : NULL; object; object = object->next_all) {
        if (object->key->kind == KIND_OPERATOR && is_declared(side, catalog, object->key)) {
            add_operator(side, (const Operator *) object);
        } else if (object->key->kind == KIND_CAST && catalog != side->other) {
            add_cast(side, (const Cast *) object);
        }
    }
}

void sd_side_take_own(Side *side)
{
    add_all(side, side->catalog);
    add_all(side, side->other);
    add_all(side, side->members);
}

const OwnCast *sd_side_cast(const Side *side, TypeOid source, TypeOid target)
{
    for (size_t i = 0; i < side->cast_count; i++) {
        if (side->casts[i].source == source && side->casts[i].target == target) {
            return &side->casts[i];
        }
    }
    return NULL;
}
