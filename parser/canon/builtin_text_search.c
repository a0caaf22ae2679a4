/* Full text search as initdb makes it (src/backend/snowball, pg_ts_template.dat), up to version 18. */
#include "parser/canon/builtin.h"

#include <string.h>

/* Languages of the Snowball stemmers.  Words in ASCII letters are of the same language, or English where it has another
 * script. */
static const struct {
    const char *name;
    bool ascii_is_english;
} languages[] = {
    { "arabic", false },     { "armenian", false },   { "basque", false },  { "catalan", false },
    { "danish", false },     { "dutch", false },      { "english", false }, { "estonian", false },
    { "finnish", false },    { "french", false },     { "german", false },  { "greek", false },
    { "hindi", true },       { "hungarian", false },  { "irish", false },   { "indonesian", false },
    { "italian", false },    { "lithuanian", false }, { "nepali", false },  { "norwegian", false },
    { "portuguese", false }, { "romanian", false },   { "russian", true },  { "serbian", false },
    { "spanish", false },    { "swedish", false },    { "tamil", false },   { "turkish", false },
    { "yiddish", false },
};

typedef enum TokenUse { USE_SIMPLE, USE_ASCII, USE_LANGUAGE } TokenUse;

/* Tokens of the default parser that those configurations map (snowball.sql.in). */
static const struct {
    const char *alias;
    TokenUse use;
} tokens[] = {
    { "asciiword", USE_ASCII },
    { "word", USE_LANGUAGE },
    { "numword", USE_SIMPLE },
    { "email", USE_SIMPLE },
    { "url", USE_SIMPLE },
    { "host", USE_SIMPLE },
    { "sfloat", USE_SIMPLE },
    { "version", USE_SIMPLE },
    { "hword_numpart", USE_SIMPLE },
    { "hword_part", USE_LANGUAGE },
    { "hword_asciipart", USE_ASCII },
    { "numhword", USE_SIMPLE },
    { "asciihword", USE_ASCII },
    { "hword", USE_LANGUAGE },
    { "url_path", USE_SIMPLE },
    { "file", USE_SIMPLE },
    { "float", USE_SIMPLE },
    { "int", USE_SIMPLE },
    { "uint", USE_SIMPLE },
};

static const char *const templates[] = { "simple", "synonym", "ispell", "thesaurus", "snowball" };

static int find_language(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        if (strlen(languages[i].name) == length && strncmp(languages[i].name, name, length) == 0) {
            return (int) i;
        }
    }
    return -1;
}

/* A dictionary is "simple" or that of a language. */
static bool is_dictionary(const char *name)
{
    static const char suffix[] = "_stem";
    size_t length = strlen(name), end = strlen(suffix);

    return strcmp(name, "simple") == 0 ||
           (length > end && strcmp(name + length - end, suffix) == 0 && find_language(name, length - end) >= 0);
}

static bool is_template(const char *name)
{
    for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
        if (strcmp(templates[i], name) == 0) {
            return true;
        }
    }
    return false;
}

bool sd_builtin_text_search(KindId kind, const char *name)
{
    switch ((int) kind) {
    case KIND_TEXT_SEARCH_PARSER:
        return strcmp(name, "default") == 0;
    case KIND_TEXT_SEARCH_TEMPLATE:
        return is_template(name);
    case KIND_TEXT_SEARCH_DICTIONARY:
        return is_dictionary(name);
    case KIND_TEXT_SEARCH_CONFIGURATION:
        return strcmp(name, "simple") == 0 || find_language(name, strlen(name)) >= 0;
    default:
        return false;
    }
}

const char *sd_builtin_token(size_t number)
{
    return number < sizeof tokens / sizeof *tokens ? tokens[number].alias : NULL;
}

const char *sd_builtin_token_dictionary(Arena *arena, const char *configuration, size_t number)
{
    int language = find_language(configuration, strlen(configuration));

    if (language < 0 || tokens[number].use == USE_SIMPLE) {
        return "simple";
    }
    if (tokens[number].use == USE_ASCII && languages[language].ascii_is_english) {
        return "english_stem";
    }
    return sd_arena_format(arena, "%s_stem", languages[language].name);
}
