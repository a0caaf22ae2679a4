#include "emitter/template.h"

#include <inttypes.h>
#include <string.h>

/* Reads a field as its FIELD_ type. */
#define AT(object, attr, type) (*(FIELD_##type *) sd_object_field(object, attr))

/* Letters, digits and what numbers have: nothing that could end a statement, wherever the catalog came from. */
static bool is_harmless_word(const char *word)
{
    return word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ .+-")] == 0;
}

static void put_name(Text *text, Name name, const Attr *attr)
{
    if (attr->is_word && is_harmless_word(name->text)) {
        sd_text_put_name(text, name);
    } else if (attr->type == ATTR_TEXT) {
        sd_text_literal(text, name->text);
    } else {
        sd_text_identifier(text, name);
    }
}

void sd_template_value(Text *text, const Object *object, const Attr *attr)
{
    if (!sd_attr_present(object, attr) && attr->type != ATTR_INT && attr->type != ATTR_BOOL) {
        return;
    }
    switch (attr->type) {
    case ATTR_BOOL:
        sd_text_put(text, AT(object, attr, BOOL) ? "true" : "false");
        break;
    case ATTR_INT:
        sd_text_format(text, "%" PRId64, AT(object, attr, INT));
        break;
    case ATTR_NAME:
    case ATTR_TEXT:
        put_name(text, AT(object, attr, NAME), attr);
        break;
    case ATTR_TYPE:
        sd_text_put_name(text, AT(object, attr, NAME));
        break;
    case ATTR_EXPR:
        sd_text_put_name(text, AT(object, attr, EXPR)->text);
        break;
    case ATTR_REF:
        sd_text_qualified(text, AT(object, attr, REF));
        break;
    case ATTR_LIST:
        for (size_t i = 0; i < AT(object, attr, LIST)->count; i++) {
            sd_text_put(text, i ? ", " : "");
            sd_text_identifier(text, AT(object, attr, LIST)->items[i]);
        }
        break;
    case ATTR_REFS:
        for (size_t i = 0; i < AT(object, attr, REFS)->count; i++) {
            sd_text_put(text, i ? ", " : "");
            sd_text_qualified(text, AT(object, attr, REFS)->items[i]);
        }
        break;
    case ATTR_EXPRS:
    case ATTR_OPTIONS: /* only writers print these: each has a grammar of its own */
        break;
    }
}

static void put_literal_of(Text *text, Key key)
{
    Text name = sd_text(text->arena);

    sd_text_signature(&name, key);
    sd_text_literal(text, name.bytes);
}

void sd_template_put(Text *text, const char *template, Key key, const Object *object, const Attr *attr)
{
    for (const char *c = template; *c; c++) {
        if (*c != '%') {
            sd_text_char(text, *c);
            continue;
        }
        switch (*++c) {
        case 'n':
            sd_text_qualified(text, key);
            break;
        case 'i':
            if (key->name) {
                sd_text_identifier(text, key->name);
            }
            break;
        case 'p':
            sd_text_qualified(text, key->parent);
            break;
        case 'v':
            sd_template_value(text, object, attr);
            break;
        case 'f':
            sd_text_function(text, "", AT(object, attr, REF));
            break;
        case 'N':
            put_literal_of(text, key);
            break;
        case 'P':
            put_literal_of(text, key->parent);
            break;
        case 'I':
            sd_text_literal(text, key->name ? key->name->text : "");
            break;
        case 'A':
            sd_text_literal(text, key->args ? key->args->text : "");
            break;
        case 'w':
            sd_text_put(text, object ? sd_object_word(object) : sd_kinds[key->kind].word);
            break;
        case 0:
            return;
        default:
            sd_text_char(text, *c);
        }
    }
}
