/* What the two outputs of SQL share: the migration (emit.c) and schema files (files.c). */
#ifndef SD_EMITTER_EMIT_H
#define SD_EMITTER_EMIT_H

#include "emitter/emitter.h"
#include "emitter/writer.h"

Script sd_script(const Plan *plan, const Fold *fold, bool guarded);

/* Statements that stay together, in the order of the plan. */
typedef struct Piece {
    const char *remarks; /* lines of comment above it, or "" */
    const char *text;
    Key group;         /* sd_key_group of what it is about, or NULL */
    size_t action;     /* that it is of, or the first one; SIZE_MAX: none that is carried out */
    size_t statements; /* how many it is */
    Pace pace;
    bool is_setting; /* of the session: for all that comes behind it */
    bool goes_on;    /* what it would begin with was said by the piece before */
} Piece;

/* Appends the pieces (segment.c); starts as for sd_emit_plain. */
void sd_pieces_put(Text *text, const Plan *plan, const Piece *pieces, size_t count, size_t *starts);

/* The pieces in an order with few changes of pace (phase.c). */
Piece *sd_pieces_phase(const Plan *plan, const Piece *pieces, size_t count);

/* The same cut into parts. */
EmittedPart *sd_pieces_part(const Plan *plan, const Piece *pieces, size_t count, size_t *part_count);

/* Comments that belong above the statements of an action, a line each, with the indent in front; nothing when there is
 * nothing to say. */
void sd_remarks_put(Text *text, const char *indent, const Action *action, const Effects *effects);

/* Appends the statements of one action to script->text. */
void sd_script_action(Script *script, size_t at);

/* False for what is folded into another action and for what goes with its parent. */
bool sd_action_is_written(const Script *script, size_t at);

/* The object whose statements stand together: the outermost below the schema, app.users for its columns' comments. */
Key sd_key_group(Key key);

/* True for exactly one line. */
bool sd_text_is_line(const char *text);

#endif
