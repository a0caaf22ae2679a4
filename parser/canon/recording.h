/* What is kept of an analysis while files are read (recording.c), and operators that need more than a name written in
 * (wrap.c). */
#ifndef SD_PARSER_CANON_RECORDING_H
#define SD_PARSER_CANON_RECORDING_H

#include "parser/canon/analysis.h"

/* Writes the names that the analysis found through the search_path into the text, whose first byte is at the offset. */
void sd_edits_apply(Analysis *analysis, Expr *expr, int32_t offset);

/* A view that was made without a list of columns takes the query's names, and its columns the query's types. */
void sd_columns_name(Side *side, Object *object, const Meaning *meaning);

/* Where an expression stands, for analysing other texts in its place. */
typedef struct Place {
    const Object *object;
    const Attr *attr;
    size_t item;
    const ExprSource *source; /* for its search_path */
} Place;

/* Analyses the text as if it stood there; false when it does not parse.  *exact is its meaning; the analysis says which
 * operator has to be wrapped, at a location in the text. */
bool sd_text_analyse(Side *side, const Place *place, Name text, Analysis *analysis, Hash *exact);

/* Schemas of operators that have a precedence of their own are written in: a + b < c becomes ((a + b) OPERATOR(app.<) c).  What
 * cannot be written so with the same meaning stays. */
void sd_operators_wrap(Side *side, const Place *place, Expr *expr);

#endif
