/* Texts of expressions and queries as parse trees.
 *
 * An expression is no statement, so each form of text is put into a statement around it that the parser takes. */
#ifndef SD_PARSER_CANON_PARSE_TEXT_H
#define SD_PARSER_CANON_PARSE_TEXT_H

#include "parser/canon/canon.h"

typedef enum TextForm {
    FORM_EXPRESSION,
    FORM_ELEMENT, /* of an index: an expression, most often one column */
    FORM_QUERY,
    FORM_PARTITION_KEY,
    FORM_PARTITION_BOUND,
    FORM_BODY,    /* BEGIN ATOMIC ... END, RETURN ... */
    FORM_ACTIONS, /* of a rule: statements with semicolons between them */
} TextForm;

/* The tree: PgQuery__Node of an expression or body, PgQuery__SelectStmt, PgQuery__PartitionSpec,
 * PgQuery__PartitionBoundSpec, PgQuery__RuleStmt; NULL when the text is not of the form.  *offset becomes the location of its first
 * byte.  The tree lives as long as the arena. */
const ProtobufCMessage *sd_parse_text(Arena *arena, TextForm form, Name text, int32_t *offset);

#endif
