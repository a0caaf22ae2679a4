/* Operators. */
#include "emitter/guard.h"

#include <string.h>

/* OPERATOR(app.+): the form that needs no search_path. */
static void put_operator(Text *text, const char *word, Key made)
{
    if (made) {
        sd_part_begin(text, word);
        sd_text_put(text, " = OPERATOR(");
        sd_text_identifier(text, sd_key_schema(made));
        sd_text_format(text, ".%s)", made->name->text);
    }
}

/* The types of the operands are the arguments of the key, NONE where there is none. */
static void put_operands(Text *text, Key made)
{
    const char *left = made->args->text, *right = sd_args_second(made->args);

    if (strncmp(left, "NONE, ", 6) != 0) {
        sd_part_begin(text, "LEFTARG = ");
        sd_text_put_bytes(text, left, (size_t) (right - left) - 2);
    }
    sd_part_begin(text, "RIGHTARG = ");
    sd_text_put(text, right);
}

void sd_create_operator(Script *script, const Action *action)
{
    const Operator *made = (const Operator *) action->to;
    Key key = action->to->key;
    Text text = sd_text(script->arena);

    sd_text_put(&text, "CREATE OPERATOR ");
    sd_text_identifier(&text, sd_key_schema(key));
    sd_text_format(&text, ".%s (", key->name->text);
    sd_part_function(&text, "FUNCTION", made->function);
    put_operands(&text, key);
    put_operator(&text, "COMMUTATOR", made->commutator);
    put_operator(&text, "NEGATOR", made->negator);
    sd_part_function(&text, "RESTRICT", made->restrict_function);
    sd_part_function(&text, "JOIN", made->join_function);
    sd_part_flag(&text, "HASHES", made->hashes);
    sd_part_flag(&text, "MERGES", made->merges);
    sd_text_put(&text, "\n)");
    sd_guard_block(script, sd_guard_missing(script, key), text.bytes);
}
