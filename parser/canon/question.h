/* A definition as a question for a server: made for a moment from temporary objects, and printed.
 *
 * Both sides of a pair are asked in the same way on the same server, each with the columns of its own side, so equal
 * answers mean equal definitions.  Temporary relations come first in every search_path, so the table's bare name finds
 * the temporary one; whatever else the definition names is found where it is, with a lock in ACCESS SHARE at most
 * (manual: "CREATE TABLE", "Explicit Locking"). */
#ifndef SD_PARSER_CANON_QUESTION_H
#define SD_PARSER_CANON_QUESTION_H

#include "parser/canon/pairs.h"
#include "parser/canon/side.h"

enum { QUESTION_STATEMENTS = 5 };

typedef struct Question {
    const char *statements[QUESTION_STATEMENTS]; /* run one after the other */
    size_t count;                                /* the last one answers with one text */
} Question;

/* The question about one side (0 now, 1 wanted) of a pair; false when there is no way to ask. */
bool sd_question_make(Question *question, Side *side, const ExprPair *pair, size_t which);

#endif
