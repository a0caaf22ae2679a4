/* Words and signs of paths into JSON: jsonpath_scan.l. */
#include "parser/canon/literal_path.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

void sd_path_skip_blank(Path *path)
{
    for (;;) {
        path->at += strspn(path->at, " \t\n\r\f");
        if (strncmp(path->at, "/*", 2) != 0) {
            return;
        }
        path->at = strstr(path->at + 2, "*/");
        path->at = path->at ? path->at + 2 : "\\"; /* no end: what no rule takes */
    }
}

bool sd_path_take(Path *path, const char *signs)
{
    size_t length = strlen(signs);

    sd_path_skip_blank(path);
    if (strncmp(path->at, signs, length) != 0) {
        return false;
    }
    if ((strcmp(signs, "*") == 0 && path->at[1] == '*') || (strcmp(signs, "!") == 0 && path->at[1] == '=')) {
        return false;
    }
    path->at += length;
    return true;
}

size_t sd_path_word_length(const char *at)
{
    return strcspn(at, "?%$.[]{}()|&!=<>@#,*:-+/\\\" \t\n\r\f");
}

bool sd_path_take_word(Path *path, const char *word)
{
    sd_path_skip_blank(path);
    if (sd_path_word_length(path->at) != strlen(word) || strncasecmp(path->at, word, strlen(word)) != 0) {
        return false;
    }
    path->at += strlen(word);
    return true;
}

const char *sd_path_spell(const Path *path, const char *bytes, size_t length)
{
    return sd_arena_format(path->arena, "%zu:%.*s", length, (int) length, bytes);
}

bool sd_path_take_quoted(Path *path, const char **text)
{
    Text value = sd_text(path->arena);
    const char *at;

    sd_path_skip_blank(path);
    if (*path->at != '"') {
        return false;
    }
    for (at = path->at + 1; *at && *at != '"'; at++) {
        at += *at == '\\';
        if (!*at || (at[-1] == '\\' && isalnum((unsigned char) *at))) {
            return false;
        }
        sd_text_char(&value, *at);
    }
    if (!*at) {
        return false;
    }
    path->at = at + 1;
    *text = sd_path_spell(path, value.bytes, value.length);
    return true;
}

bool sd_path_take_number(Path *path, Item *item)
{
    Text value = sd_text(path->arena);
    size_t length;
    char *digits;

    sd_path_skip_blank(path);
    length = strspn(path->at, "0123456789");
    if (path->at[length] == '.') {
        length += 1 + strspn(path->at + length + 1, "0123456789");
    }
    if (path->at[length] == 'e' || path->at[length] == 'E' || length == 0 || *path->at == '\\') {
        return false;
    }
    digits = sd_arena_copy(path->arena, path->at, length);
    if (sd_path_word_length(path->at + length) || !sd_literal_numeric(digits, &value)) {
        return false;
    }
    path->at += length;
    *item = (Item){ .text = value.bytes, .is_number = true };
    return true;
}
