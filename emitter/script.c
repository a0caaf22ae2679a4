/* What all writers share: statements, names, lists, options. */
#include "emitter/guard.h"
#include "emitter/template.h"
#include "emitter/writer.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *sd_sql_name(const Script *script, Key key)
{
    Text text = sd_text(script->arena);

    sd_text_qualified(&text, key);
    return text.bytes;
}

const char *sd_sql_identifier(const Script *script, Name name)
{
    Text text = sd_text(script->arena);

    sd_text_identifier(&text, name);
    return text.bytes;
}

const char *sd_sql_literal(const Script *script, const char *value)
{
    Text text = sd_text(script->arena);

    sd_text_literal(&text, value);
    return text.bytes;
}

void sd_script_begin_create(Script *script, Key key)
{
    sd_text_format(script->text, "CREATE %s%s %s%s", sd_guard_words(script, key->kind, GUARD_OR_REPLACE),
                   sd_kinds[key->kind].word, sd_guard_words(script, key->kind, GUARD_IF_NOT_EXISTS),
                   sd_sql_name(script, key));
}

/* " WITH FUNCTION app.f(integer) AS IMPLICIT": the clauses of the rows that are present. */
static void put_clauses(Text *text, const Object *object)
{
    const Kind *kind = sd_kind_of(object);

    sd_text_put(text, kind->in_parentheses ? " (" : "");
    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];

        if (!attr->clause || !sd_attr_present(object, attr)) {
            continue;
        }
        if (kind->in_parentheses) {
            sd_part_begin(text, "");
        } else {
            sd_text_char(text, ' ');
        }
        sd_template_put(text, attr->clause, object->key, object, attr);
    }
    sd_text_put(text, kind->in_parentheses ? "\n)" : "");
}

void sd_script_create(Script *script, const Action *action)
{
    KindId kind = action->to->key->kind;
    Text *out = script->text, text = sd_text(script->arena);

    if (sd_writers[kind].create) {
        sd_writers[kind].create(script, action);
        return;
    }
    script->text = &text;
    sd_script_begin_create(script, action->to->key);
    put_clauses(&text, action->to);
    script->text = out;
    if (script->guarded && sd_guard_form(script, kind) == GUARD_DROP_FIRST) {
        sd_guard_drop(script, action->to->key);
    }
    if (sd_guard_form(script, kind) == GUARD_BLOCK) {
        sd_guard_block(script, sd_guard_missing(script, action->to->key), text.bytes);
    } else {
        sd_script_say(script, "%s", text.bytes);
    }
}

void sd_script_end(Script *script)
{
    script->statement_count++;
    sd_text_put(script->text, ";\n");
    sd_text_put(script->text, script->indent ? script->indent : "");
}

void sd_script_pace(Script *script, Pace pace)
{
    script->marks = sd_arena_grow(script->arena, script->marks, script->mark_count, sizeof *script->marks);
    script->marks[script->mark_count++] =
        (PaceMark){ .at = script->text->length, .statement = script->statement_count, .pace = pace };
}

void sd_script_say(Script *script, const char *format, ...)
{
    va_list args, again;
    int length;

    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length > 0) {
        char *statement = sd_arena_alloc(script->arena, (size_t) length + 1);

        (void) vsnprintf(statement, (size_t) length + 1, format, again);
        sd_text_put_bytes(script->text, statement, (size_t) length);
        sd_script_end(script);
    }
    va_end(again);
}

void sd_script_row(Script *script, const Object *object, const Attr *attr)
{
    const char *template = sd_attr_present(object, attr) || !attr->unset ? attr->text : attr->unset;

    /* One text serves both only where the row is never absent; what is not stated has no statement. */
    if (template && (template == attr->unset || attr->type == ATTR_INT || sd_attr_present(object, attr))) {
        sd_template_put(script->text, template, object->key, object, attr);
        sd_script_end(script);
    }
}

void sd_script_rows(Script *script, const Object *object, const char *const *names)
{
    for (; *names; names++) {
        const Attr *attr = sd_kind_attr(sd_kind_of(object), *names);

        if (attr && sd_attr_present(object, attr)) {
            sd_script_row(script, object, attr);
        }
    }
}

bool sd_action_alters(const Action *action, const char *name)
{
    for (size_t i = 0; i < action->attr_count; i++) {
        if (strcmp(action->attrs[i]->name, name) == 0) {
            return true;
        }
    }
    return false;
}

void sd_text_names(Text *text, const List *list)
{
    for (size_t i = 0; i < sd_list_count(list); i++) {
        sd_text_put(text, i ? ", " : "");
        sd_text_identifier(text, list->items[i]);
    }
}

void sd_text_name_list(Text *text, const List *list)
{
    if (sd_list_count(list)) {
        sd_text_put(text, " (");
        sd_text_names(text, list);
        sd_text_put(text, ")");
    }
}

void sd_text_expr(Text *text, const Expr *expr)
{
    sd_text_put_name(text, expr->text);
    if (strstr(expr->text->text, "--")) {
        sd_text_put(text, "\n");
    }
}

/* Words that may follow another in a type's name, as in 'x'::character varying. */
static bool continues_type(const char *word)
{
    static const char *const words[] = { "precision", "varying", "with", "without", "time", "zone" };
    size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyz");

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i]) == length && strncmp(word, words[i], length) == 0) {
            return true;
        }
    }
    return false;
}

/* DEFAULT in a column's or a domain's definition takes a b_expr of gram.y, which has no AT TIME ZONE, IS, IN, NOT or
 * COLLATE.  All of these stand between spaces; parentheses where none were needed do no harm. */
static bool is_simple(const char *c)
{
    int depth = 0;

    for (; *c; c++) {
        if (*c == '\'' || *c == '"') {
            char quote = *c;

            for (c++; *c && *c != quote; c++) {
            }
            if (!*c) {
                return false;
            }
        } else if (*c == '(' || *c == '[') {
            depth++;
        } else if (*c == ')' || *c == ']') {
            depth--;
        } else if (depth == 0 && strchr(" \t\r\n", *c) && !continues_type(c + 1)) {
            return false;
        }
    }
    return true;
}

void sd_text_default(Text *text, const Expr *expr)
{
    bool simple = is_simple(expr->text->text);

    sd_text_put(text, simple ? " DEFAULT " : " DEFAULT (");
    sd_text_expr(text, expr);
    sd_text_put(text, simple ? "" : ")");
}

/* An element of an index that is a column is its name as SQL quotes it. */
static bool is_identifier(const char *text)
{
    const char *c = text;

    if (*c != '"') {
        return sd_identifier_is_plain(text);
    }
    for (c++; *c; c++) {
        if (*c == '"' && *++c != '"') {
            break;
        }
    }
    return c > text + 2 && *c == 0 && c[-1] == '"';
}

void sd_text_element(Text *text, const Expr *element, Name options)
{
    if (is_identifier(element->text->text)) {
        sd_text_put_name(text, element->text);
    } else {
        sd_text_put(text, "(");
        sd_text_expr(text, element);
        sd_text_put(text, ")");
    }
    if (options && options->length) {
        sd_text_put(text, " ");
        sd_text_put_name(text, options);
    }
}

/* ---- options ------------------------------------------------------------------------------------------------ */

/* "toast.autovacuum_enabled": each part is an identifier. */
static void put_option_name(Text *text, const char *name, size_t length)
{
    char *copy = sd_arena_copy(text->arena, name, length);

    for (char *part = copy; part;) {
        char *dot = strchr(part, '.');

        if (dot) {
            *dot = 0;
        }
        if (sd_identifier_is_plain(part)) {
            sd_text_put(text, part);
        } else {
            sd_text_put(text, "\"");
            for (const char *c = part; *c; c++) {
                sd_text_put(text, *c == '"' ? "\"" : "");
                sd_text_char(text, *c);
            }
            sd_text_put(text, "\"");
        }
        sd_text_put(text, dot ? "." : "");
        part = dot ? dot + 1 : NULL;
    }
}

/* Numbers and the words true, false, on and off need no quotes as an option's value. */
static bool is_plain_value(const char *value)
{
    static const char *const words[] = { "true", "false", "on", "off" };
    size_t digits = strspn(value, "0123456789");

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(value, words[i]) == 0) {
            return true;
        }
    }
    if (digits && value[digits] == '.') {
        digits += 1 + strspn(value + digits + 1, "0123456789");
    }
    return digits && value[digits] == 0;
}

static void put_option(Text *text, Name option, bool with_value)
{
    const char *equals = strchr(option->text, '=');
    size_t length = equals ? (size_t) (equals - option->text) : option->length;

    put_option_name(text, option->text, length);
    if (!with_value || !equals) {
        return;
    }
    sd_text_put(text, "=");
    if (is_plain_value(equals + 1)) {
        sd_text_put(text, equals + 1);
    } else {
        sd_text_literal(text, equals + 1);
    }
}

void sd_text_with(Text *text, const List *options)
{
    for (size_t i = 0; i < sd_list_count(options); i++) {
        sd_text_put(text, i ? ", " : " WITH (");
        put_option(text, options->items[i], true);
    }
    sd_text_put(text, sd_list_count(options) ? ")" : "");
}

static const char *option_name(Arena *arena, Name option)
{
    return sd_arena_copy(arena, option->text, strcspn(option->text, "="));
}

void sd_script_options(Script *script, const char *altered, const List *from, const List *to)
{
    Text set = sd_text(script->arena), reset = sd_text(script->arena);

    for (size_t i = 0; i < sd_list_count(to); i++) {
        if (!sd_list_has(from, to->items[i])) {
            sd_text_put(&set, set.length ? ", " : "");
            put_option(&set, to->items[i], true);
        }
    }
    for (size_t i = 0; i < sd_list_count(from); i++) {
        if (!sd_options_get(to, option_name(script->arena, from->items[i]))) {
            sd_text_put(&reset, reset.length ? ", " : "");
            put_option(&reset, from->items[i], false);
        }
    }
    if (reset.length) {
        sd_script_say(script, "%s RESET (%s)", altered, reset.bytes);
    }
    if (set.length) {
        sd_script_say(script, "%s SET (%s)", altered, set.bytes);
    }
}

const char *sd_parent_word(Key key)
{
    return sd_kinds[key->parent->kind].word;
}
