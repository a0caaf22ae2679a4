/* What is kept of an analysis while files are read: the text with names written in, the columns of a view. */
#include "parser/canon/recording.h"

#include <stdlib.h>
#include <string.h>

static int compare_edits(const void *left, const void *right)
{
    const Edit *a = left, *b = right;

    return (a->location > b->location) - (a->location < b->location);
}

/* The length of the plain string literal at the start of the text; 0 when it is of another form. */
static size_t literal_length(const char *text)
{
    size_t length = 1;

    if (*text != '\'') {
        return 0;
    }
    while (text[length] && (text[length] != '\'' || text[length + 1] == '\'')) {
        length += text[length] == '\'' ? 2 : 1;
    }
    return text[length] == '\'' ? length + 1 : 0;
}

/* The length of the word at the start of the text with the space behind it. */
static size_t word_length(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    return length + strspn(text + length, " \t\r\n");
}

void sd_edits_apply(Analysis *analysis, Expr *expr, int32_t offset)
{
    Text text;
    const char *old = expr->text->text;
    size_t at = 0;

    if (analysis->edit_count == 0) {
        return;
    }
    text = sd_text(analysis->arena);
    qsort(analysis->edits, analysis->edit_count, sizeof *analysis->edits, compare_edits);
    for (size_t i = 0; i < analysis->edit_count; i++) {
        const Edit *edit = &analysis->edits[i];
        size_t start = (size_t) (edit->location - offset), length = (size_t) edit->length;

        if (edit->location < offset || start < at || start >= expr->text->length ||
            (i > 0 && edit->location == edit[-1].location)) {
            continue;
        }
        if (edit->length < 0) {
            length = edit->length == EDIT_WORD ? word_length(old + start) : literal_length(old + start);
            if (length == 0) {
                continue;
            }
        }
        sd_text_put_bytes(&text, old + at, start - at);
        sd_text_put(&text, edit->by);
        at = start + length;
    }
    sd_text_put(&text, old + at);
    expr->text = sd_name_of(analysis->side->names, text.bytes, text.length);
}

/* All of them or none. */
static const List *known_types(const Side *side, const Meaning *meaning)
{
    for (size_t i = 0; i < meaning->output_count; i++) {
        if (!meaning->column_types[i]) {
            return NULL;
        }
    }
    return sd_list(side->catalog->arena, meaning->column_types, meaning->output_count);
}

/* A view that was made without a list of columns takes the query's names, and its columns the query's types. */
void sd_columns_name(Side *side, Object *object, const Meaning *meaning)
{
    const Attr *rows[2] = { sd_kind_attr(sd_kind_of(object), "columns"),
                            sd_kind_attr(sd_kind_of(object), "column_types") };
    const List **columns, **types;
    Name *names;

    if (!rows[0] || !rows[1] || !meaning->outputs_known) {
        return;
    }
    columns = (const List **) sd_object_field(object, rows[0]);
    types = (const List **) sd_object_field(object, rows[1]);
    *types = known_types(side, meaning);
    if (sd_list_count(*columns) >= meaning->output_count) {
        return;
    }
    names = sd_arena_alloc(side->arena, meaning->output_count * sizeof *names);
    for (size_t i = 0; i < meaning->output_count; i++) {
        names[i] = i < sd_list_count(*columns) ? (*columns)->items[i] : meaning->outputs[i].name;
        if (!names[i]) {
            return;
        }
    }
    *columns = sd_list(side->catalog->arena, names, meaning->output_count);
}
