/* Words and signs of paths into JSON (literal_path_word.c), for the rules above them (literal_path.c). */
#ifndef SD_PARSER_CANON_LITERAL_PATH_H
#define SD_PARSER_CANON_LITERAL_PATH_H

#include "parser/canon/literal.h"

typedef struct Path {
    const char *at;
    Arena *arena;
    int depth;
} Path;

/* What was read; a number alone takes a sign in front of it into itself. */
typedef struct Item {
    const char *text;
    bool is_number;
} Item;

/* Behind blanks and comments. */
void sd_path_skip_blank(Path *path);

/* The signs, unless the longer one that begins so stands there. */
bool sd_path_take(Path *path, const char *signs);

/* The length of the word at this place: letters, digits and whatever has no meaning of its own. */
size_t sd_path_word_length(const char *at);

/* The word, in letters of any case. */
bool sd_path_take_word(Path *path, const char *word);

/* What was read, with its length in front, so that nothing in it is taken for a sign. */
const char *sd_path_spell(const Path *path, const char *bytes, size_t length);

/* "in quotes"; a backslash is fine in front of what stands for itself. */
bool sd_path_take_quoted(Path *path, const char **text);

bool sd_path_take_number(Path *path, Item *item);

#endif
