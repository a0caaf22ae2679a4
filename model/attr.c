/* What each AttrType does: present, compare, hash, copy, write. */
#include "model/object.h"
#include "model/secret.h"
#include "model/text.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Reads a field as its FIELD_ type. */
#define AT(object, attr, type) (*(FIELD_##type *) sd_object_field(object, attr))

Key sd_object_share_of(const Object *object)
{
    const Attr *attr = sd_kind_share(sd_kind_of(object));

    return attr ? *(const Key *) sd_object_field(object, attr) : NULL;
}

const char *sd_object_word(const Object *object)
{
    const Kind *kind = sd_kind_of(object);
    const Attr *row = kind->word_row ? sd_kind_attr(kind, kind->word_row) : NULL;

    return row && sd_attr_present(object, row) ? kind->word_with : kind->word;
}

static bool same_hash(Hash a, Hash b)
{
    return a.low == b.low && a.high == b.high;
}

bool sd_attr_present(const Object *object, const Attr *attr)
{
    switch (attr->type) {
    case ATTR_BOOL:
        return AT(object, attr, BOOL);
    case ATTR_INT:
        return AT(object, attr, INT) != 0;
    case ATTR_NAME:
    case ATTR_TEXT:
    case ATTR_TYPE:
        return AT(object, attr, NAME) != NULL;
    case ATTR_EXPR:
        return AT(object, attr, EXPR) != NULL;
    case ATTR_REF:
        return AT(object, attr, REF) != NULL;
    case ATTR_EXPRS:
        return sd_exprs_count(AT(object, attr, EXPRS)) != 0;
    case ATTR_REFS:
        return sd_keys_count(AT(object, attr, REFS)) != 0;
    case ATTR_LIST:
    case ATTR_OPTIONS:
        return sd_list_count(AT(object, attr, LIST)) != 0;
    }
    return false;
}

Same sd_expr_compare(const Expr *a, const Expr *b)
{
    if (a == b) {
        return SAME_YES;
    }
    if (!a || !b) {
        return SAME_NO;
    }
    if (!a->analysed || !b->analysed) {
        return a->text == b->text ? SAME_YES : SAME_NO;
    }
    if (same_hash(a->exact, b->exact)) {
        return SAME_YES;
    }
    if (same_hash(a->loose, b->loose) || a->incomplete || b->incomplete) {
        return SAME_UNKNOWN;
    }
    return SAME_NO;
}

static Same compare_exprs(const ExprList *a, const ExprList *b)
{
    Same same = SAME_YES;

    if (sd_exprs_count(a) != sd_exprs_count(b)) {
        return SAME_NO;
    }
    for (size_t i = 0; i < sd_exprs_count(a); i++) {
        Same one = sd_expr_compare(a->items[i], b->items[i]);

        if (one == SAME_NO) {
            return SAME_NO;
        }
        if (one == SAME_UNKNOWN) {
            same = SAME_UNKNOWN;
        }
    }
    return same;
}

static bool same_keys(const KeyList *a, const KeyList *b)
{
    if (sd_keys_count(a) != sd_keys_count(b)) {
        return false;
    }
    return sd_keys_count(a) == 0 || memcmp(a->items, b->items, a->count * sizeof a->items[0]) == 0;
}

static bool same_set(const List *a, const List *b)
{
    if (sd_list_count(a) != sd_list_count(b)) {
        return false;
    }
    for (size_t i = 0; i < sd_list_count(a); i++) {
        if (!sd_list_has(b, a->items[i])) {
            return false;
        }
    }
    return true;
}

/* Parts may go anywhere and come at the end. */
static bool same_order(const List *a, const List *b)
{
    size_t kept = 0;

    for (size_t i = 0; i < sd_list_count(a); i++) {
        if (sd_list_has(b, a->items[i]) && (kept >= b->count || b->items[kept++] != a->items[i])) {
            return false;
        }
    }
    return true;
}

static bool same_list(const List *a, const List *b, const Attr *attr)
{
    if (attr->compare == COMPARE_ORDER) {
        return same_order(a, b);
    }
    return attr->compare == COMPARE_SET || attr->type == ATTR_OPTIONS ? same_set(a, b) : sd_list_equal(a, b);
}

Same sd_attr_compare(const Object *a, const Object *b, const Attr *attr)
{
    bool same = false;

    if (sd_secret_is_hidden(a, attr) || sd_secret_is_hidden(b, attr)) {
        return SAME_UNKNOWN;
    }
    switch (attr->type) {
    case ATTR_BOOL:
        same = AT(a, attr, BOOL) == AT(b, attr, BOOL);
        break;
    case ATTR_INT:
        same = AT(a, attr, INT) == AT(b, attr, INT);
        break;
    case ATTR_NAME:
    case ATTR_TEXT:
    case ATTR_TYPE:
        same = AT(a, attr, NAME) == AT(b, attr, NAME);
        break;
    case ATTR_REF:
        same = AT(a, attr, REF) == AT(b, attr, REF);
        break;
    case ATTR_EXPR:
        return sd_expr_compare(AT(a, attr, EXPR), AT(b, attr, EXPR));
    case ATTR_EXPRS:
        return compare_exprs(AT(a, attr, EXPRS), AT(b, attr, EXPRS));
    case ATTR_REFS:
        same = same_keys(AT(a, attr, REFS), AT(b, attr, REFS));
        break;
    case ATTR_LIST:
    case ATTR_OPTIONS:
        same = same_list(AT(a, attr, LIST), AT(b, attr, LIST), attr);
        break;
    }
    return same ? SAME_YES : SAME_NO;
}

void sd_attr_copy(Object *to, const Object *from, const Attr *attr)
{
    static const size_t size_of[] = {
        [ATTR_BOOL] = sizeof(FIELD_BOOL),   [ATTR_INT] = sizeof(FIELD_INT),      [ATTR_NAME] = sizeof(FIELD_NAME),
        [ATTR_TEXT] = sizeof(FIELD_TEXT),   [ATTR_TYPE] = sizeof(FIELD_TYPE),    [ATTR_EXPR] = sizeof(FIELD_EXPR),
        [ATTR_EXPRS] = sizeof(FIELD_EXPRS), [ATTR_REF] = sizeof(FIELD_REF),      [ATTR_REFS] = sizeof(FIELD_REFS),
        [ATTR_LIST] = sizeof(FIELD_LIST),   [ATTR_OPTIONS] = sizeof(FIELD_LIST),
    };

    memcpy(sd_object_field(to, attr), sd_object_field(from, attr), size_of[attr->type]);
}

static void write_list(Text *text, const List *list)
{
    sd_text_put(text, "[");
    for (size_t i = 0; i < sd_list_count(list); i++) {
        sd_text_put(text, i ? ", " : "");
        sd_text_put_name(text, list->items[i]);
    }
    sd_text_put(text, "]");
}

static void write_secret(Text *text, const Object *object, const Attr *attr)
{
    const List *list;

    if (sd_secret_is_hidden(object, attr)) {
        sd_text_put(text, "not shown by the server");
        return;
    }
    if (attr->type != ATTR_OPTIONS) {
        sd_text_put(text, sd_secret_connection(text->arena, AT(object, attr, TEXT)->text, "****"));
        return;
    }
    list = AT(object, attr, LIST);
    sd_text_put(text, "[");
    for (size_t i = 0; i < sd_list_count(list); i++) {
        const char *option = list->items[i]->text;
        bool secret = sd_secret_is_option(option);

        sd_text_put(text, i ? ", " : "");
        sd_text_put_bytes(text, option, secret ? strcspn(option, "=") : strlen(option));
        sd_text_put(text, secret ? "=****" : "");
    }
    sd_text_put(text, "]");
}

void sd_attr_write(Text *text, const Object *object, const Attr *attr)
{
    if (attr->secret && (sd_attr_present(object, attr) || sd_secret_is_hidden(object, attr))) {
        write_secret(text, object, attr);
        return;
    }
    if (!sd_attr_present(object, attr) && attr->type != ATTR_BOOL && attr->type != ATTR_INT) {
        sd_text_put(text, "absent");
        return;
    }
    switch (attr->type) {
    case ATTR_BOOL:
        sd_text_put(text, AT(object, attr, BOOL) ? "yes" : "no");
        break;
    case ATTR_INT:
        sd_text_format(text, "%" PRId64, AT(object, attr, INT));
        break;
    case ATTR_NAME:
    case ATTR_TEXT:
    case ATTR_TYPE:
        sd_text_put_name(text, AT(object, attr, NAME));
        break;
    case ATTR_REF:
        sd_text_key(text, AT(object, attr, REF));
        break;
    case ATTR_EXPR:
        sd_text_put_name(text, AT(object, attr, EXPR)->text);
        break;
    case ATTR_EXPRS:
        for (size_t i = 0; i < AT(object, attr, EXPRS)->count; i++) {
            Expr *item = AT(object, attr, EXPRS)->items[i];

            sd_text_put(text, i ? ", " : "[");
            sd_text_put_name(text, item ? item->text : NULL);
        }
        sd_text_put(text, "]");
        break;
    case ATTR_REFS:
        for (size_t i = 0; i < AT(object, attr, REFS)->count; i++) {
            sd_text_put(text, i ? ", " : "[");
            sd_text_key(text, AT(object, attr, REFS)->items[i]);
        }
        sd_text_put(text, "]");
        break;
    case ATTR_LIST:
    case ATTR_OPTIONS:
        write_list(text, AT(object, attr, LIST));
        break;
    }
}

/* ---- hashing ------------------------------------------------------------------------------------------------ */

static void hash_bytes(XXH3_state_t *state, const void *bytes, size_t length)
{
    (void) XXH3_128bits_update(state, bytes, length);
}

/* Names and keys are hashed by address: a body is compared within one run, between catalogs that share Names. */
static void hash_pointer(XXH3_state_t *state, const void *pointer)
{
    hash_bytes(state, &pointer, sizeof pointer);
}

static void hash_expr(XXH3_state_t *state, const Expr *expr)
{
    if (!expr) {
        hash_pointer(state, NULL);
    } else if (expr->analysed) {
        hash_bytes(state, &expr->exact, sizeof expr->exact);
    } else {
        hash_pointer(state, expr->text);
    }
}

static uint64_t spread(const void *pointer)
{
    return XXH3_64bits(&pointer, sizeof pointer);
}

static void hash_list(XXH3_state_t *state, const List *list, bool is_set)
{
    size_t count = sd_list_count(list);
    uint64_t sum = 0;

    hash_bytes(state, &count, sizeof count);
    for (size_t i = 0; i < count; i++) {
        if (is_set) {
            sum += spread(list->items[i]);
        } else {
            hash_pointer(state, list->items[i]);
        }
    }
    hash_bytes(state, &sum, sizeof sum);
}

static void hash_row(XXH3_state_t *state, const Object *object, const Attr *attr)
{
    switch (attr->type) {
    case ATTR_BOOL:
        hash_bytes(state, &AT(object, attr, BOOL), sizeof(bool));
        break;
    case ATTR_INT:
        hash_bytes(state, &AT(object, attr, INT), sizeof(int64_t));
        break;
    case ATTR_NAME:
    case ATTR_TEXT:
    case ATTR_TYPE:
        hash_pointer(state, AT(object, attr, NAME));
        break;
    case ATTR_REF:
        hash_pointer(state, AT(object, attr, REF));
        break;
    case ATTR_EXPR:
        hash_expr(state, AT(object, attr, EXPR));
        break;
    case ATTR_EXPRS:
        for (size_t i = 0; i < sd_exprs_count(AT(object, attr, EXPRS)); i++) {
            hash_expr(state, AT(object, attr, EXPRS)->items[i]);
        }
        break;
    case ATTR_REFS:
        for (size_t i = 0; i < sd_keys_count(AT(object, attr, REFS)); i++) {
            hash_pointer(state, AT(object, attr, REFS)->items[i]);
        }
        break;
    case ATTR_LIST:
    case ATTR_OPTIONS:
        hash_list(state, AT(object, attr, LIST), attr->compare == COMPARE_SET || attr->type == ATTR_OPTIONS);
        break;
    }
}

Hash sd_object_body(const Object *object)
{
    const Kind *kind = sd_kind_of(object);
    XXH3_state_t state;
    XXH128_hash_t hash;

    (void) XXH3_128bits_reset(&state);
    for (size_t i = 0; i < kind->attr_count; i++) {
        if (kind->attrs[i].compare != COMPARE_NEVER) {
            hash_bytes(&state, &i, sizeof i);
            hash_row(&state, object, &kind->attrs[i]);
        }
    }
    hash = XXH3_128bits_digest(&state);
    return (Hash){ .low = hash.low64, .high = hash.high64 };
}
