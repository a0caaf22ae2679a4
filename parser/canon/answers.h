/* Literals that no reader of ours understands, and what a server made of them.
 *
 * Analysis looks a literal up here before it gives up; one that is not there yet becomes a question.  Whoever has a
 * server fills in the answers, and analysis runs again over what was left undecided. */
#ifndef SD_PARSER_CANON_ANSWERS_H
#define SD_PARSER_CANON_ANSWERS_H

#include "model/arena.h"
#include "model/name.h"

typedef struct LiteralAnswer {
    Name type;      /* as format_type prints it, without modifier */
    Name text;      /* of the literal, unquoted */
    Name canonical; /* the value as the type's output function prints it; NULL: not known */
} LiteralAnswer;

typedef struct Answers {
    Arena *arena;
    LiteralAnswer *literals;
    size_t literal_count;
} Answers;

/* The canonical text, or NULL; a literal that was never asked for is added. */
Name sd_answers_literal(Answers *answers, Name type, Name text);

#endif
