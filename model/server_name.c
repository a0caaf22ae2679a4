#include "model/server_name.h"

#include "model/text.h"

#include <stdio.h>
#include <string.h>

size_t sd_name_clip(const char *text, size_t length, size_t limit)
{
    if (length <= limit) {
        return length;
    }
    while (limit > 0 && ((unsigned char) text[limit] & 0xC0) == 0x80) {
        limit--;
    }
    return limit;
}

void sd_server_name_make(char *made, const char *first, const char *second, const char *label)
{
    size_t first_full = strlen(first), second_full = second ? strlen(second) : 0;
    size_t first_length = first_full, second_length = second_full;
    size_t overhead = strlen(label) + 1 + (second ? 1 : 0);

    while (first_length + second_length + overhead > LONGEST_NAME) {
        if (first_length > second_length) {
            first_length--;
        } else {
            second_length--;
        }
    }
    first_length = sd_name_clip(first, first_full, first_length);
    second_length = second ? sd_name_clip(second, second_full, second_length) : 0;
    (void) snprintf(made, LONGEST_NAME + 1, "%.*s%s%.*s_%s", (int) first_length, first, second ? "_" : "",
                    (int) second_length, second ? second : "", label);
}

/* ---- of indexes ------------------------------------------------------------------------------------------------- */

/* The names of columns with _ between them, as far as they can have a meaning (ChooseIndexNameAddition). */
typedef struct Addition {
    char bytes[2 * (LONGEST_NAME + 1) + 1];
    size_t length;
} Addition;

static void add_name(Addition *addition, const char *name, size_t length)
{
    if (addition->length > LONGEST_NAME) {
        return;
    }
    if (addition->length) {
        addition->bytes[addition->length++] = '_';
    }
    length = length > LONGEST_NAME ? LONGEST_NAME : length;
    memcpy(addition->bytes + addition->length, name, length);
    addition->length += length;
}

static void add_list(Addition *addition, const List *list)
{
    for (size_t i = 0; i < sd_list_count(list); i++) {
        add_name(addition, list->items[i]->text, list->items[i]->length);
    }
}

/* A column, as SQL quotes it; false for an expression. */
static bool add_element(Addition *addition, const char *text)
{
    char name[LONGEST_NAME + 1];
    size_t length = 0;

    if (*text != '"') {
        add_name(addition, text, strlen(text));
        return sd_identifier_is_plain(text);
    }
    for (text++; *text && length < LONGEST_NAME; text++) {
        if (*text == '"' && *++text != '"') {
            break;
        }
        name[length++] = *text;
    }
    add_name(addition, name, length);
    return text[-1] == '"' && *text == '\0';
}

static bool add_elements(Addition *addition, const ExprList *elements)
{
    bool known = true;

    for (size_t i = 0; i < sd_exprs_count(elements) && known; i++) {
        known = add_element(addition, elements->items[i]->text->text);
    }
    return known;
}

static bool is_called(const Object *index, const Addition *addition, const char *label)
{
    char made[LONGEST_NAME + 1];

    sd_server_name_make(made, index->key->parent->name->text, addition->length ? addition->bytes : NULL, label);
    return strcmp(made, index->key->name->text) == 0;
}

bool sd_index_has_server_name(const Object *index)
{
    const Constraint *constraint = (const Constraint *) index;
    Addition addition = { .length = 0 };
    bool is_primary;

    if (index->key->kind == KIND_INDEX) {
        if (!add_elements(&addition, ((const Index *) index)->elements)) {
            return false;
        }
        add_list(&addition, ((const Index *) index)->include);
        return is_called(index, &addition, "idx");
    }
    if (index->key->kind != KIND_CONSTRAINT || constraint->referenced || !sd_list_count(constraint->columns)) {
        return false;
    }
    is_primary = strcmp(constraint->type->text, "PRIMARY KEY") == 0;
    if (!is_primary) {
        add_list(&addition, constraint->columns);
        add_list(&addition, constraint->include);
    }
    return is_called(index, &addition, is_primary ? "pkey" : "key");
}

bool sd_foreign_key_may_take_name(const Constraint *foreign_key, Name name)
{
    Addition addition = { .length = 0 };
    char made[LONGEST_NAME + 1], label[LONGEST_NAME + 1];
    size_t length = name->length;

    while (length > 0 && name->text[length - 1] >= '0' && name->text[length - 1] <= '9') {
        length--;
    }
    (void) snprintf(label, sizeof label, "fkey%.*s", LONGEST_NAME - 4, name->text + length);
    add_list(&addition, foreign_key->columns);
    sd_server_name_make(made, foreign_key->base.key->parent->name->text, addition.bytes, label);
    return strcmp(made, name->text) == 0;
}

/* ---- of elements ------------------------------------------------------------------------------------------------ */

size_t sd_element_options_unordered(const char *options)
{
    static const char *const orders[] = { " NULLS FIRST", " NULLS LAST", " DESC" };
    size_t length = strlen(options);

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        size_t size = strlen(orders[i]);

        if (length >= size && strncmp(options + length - size, orders[i], size) == 0) {
            length -= size;
        } else if (length == size - 1 && strncmp(options, orders[i] + 1, size - 1) == 0) {
            length = 0;
        }
    }
    return length;
}
