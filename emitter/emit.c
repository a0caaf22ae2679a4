/* The migration: walks the plan and hands each action to the writer of its kind.  Names no kind. */
#include "emitter/emit.h"

#include "emitter/again.h"
#include "emitter/guard.h"
#include "emitter/online.h"

#include <string.h>

Script sd_script(const Plan *plan, const Fold *fold, bool guarded)
{
    return (
        Script){ .plan = plan, .fold = fold, .arena = plan->arena, .guarded = guarded, .online = plan->online != NULL };
}

/* ---- one action ------------------------------------------------------------------------------------------------- */

/* What is made belongs to the role that makes it. */
static void write_owner(Script *script, const Object *object)
{
    const Attr *owner = sd_kind_attr(sd_kind_of(object), "owner");
    const Writer *writer = &sd_writers[object->key->kind];
    Name role = script->plan->now->role;

    if ((sd_kind_of(object)->traits & HAS_OWNER) && owner && sd_attr_present(object, owner) &&
        *(Name *) sd_object_field(object, owner) != role && !(writer->owner_follows && writer->owner_follows(object))) {
        sd_script_row(script, object, owner);
    }
}

static void write_alter(Script *script, const Action *action)
{
    const Writer *writer = &sd_writers[action->to->key->kind];
    bool calls_writer = writer->writes_every_row;

    for (size_t i = 0; i < action->attr_count; i++) {
        calls_writer |= action->attrs[i]->alter != ALTER_STATEMENT;
    }
    if (calls_writer && writer->alter) {
        writer->alter(script, action);
    } else if (calls_writer) {
        sd_script_create(script, action);
    }
    for (size_t i = 0; i < action->attr_count && !writer->writes_every_row; i++) {
        if (action->attrs[i]->alter == ALTER_STATEMENT) {
            sd_script_row(script, action->to, action->attrs[i]);
        }
    }
}

void sd_script_action(Script *script, size_t at)
{
    Action action = script->plan->actions[at];

    script->at = at;
    script->mark_count = script->statement_count = 0;
    if (action.backfill) {
        sd_script_pace(script, PACE_LONG);
        sd_script_say(script, "-- schemadiff:backfill\n%s", action.backfill->sql);
        sd_script_pace(script, PACE_BRIEF);
    }
    if (script->online && sd_online_write(script, &action)) {
        return;
    }
    switch (action.verb) {
    case VERB_CREATE:
        sd_script_create(script, &action);
        write_owner(script, action.to);
        break;
    case VERB_ALTER:
        write_alter(script, &action);
        break;
    case VERB_DROP:
        if (sd_writers[action.from->key->kind].drop) {
            sd_writers[action.from->key->kind].drop(script, &action);
        } else {
            sd_guard_drop(script, action.from->key);
        }
    }
}

bool sd_action_is_written(const Script *script, size_t at)
{
    const Action *action = &script->plan->actions[at];

    return sd_fold_host(script->fold, at) == NO_ACTION && !(action->verb == VERB_DROP && action->with_parent);
}

/* ---- the script --------------------------------------------------------------------------------------------------- */

static void put_commented(Text *text, const char *lines)
{
    while (*lines) {
        size_t length = strcspn(lines, "\n");

        sd_text_put(text, length ? "-- " : "--");
        sd_text_put_bytes(text, lines, length);
        sd_text_put(text, "\n");
        lines += length + (lines[length] == '\n');
    }
}

/* The object whose statements stand together: the outermost below the schema. */
Key sd_key_group(Key key)
{
    while (key->parent && key->parent->parent) {
        key = key->parent;
    }
    return key;
}

bool sd_text_is_line(const char *text)
{
    const char *end = strchr(text, '\n');

    return end && end[1] == 0;
}

static bool names_later(const Plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        const Object *object = plan->actions[i].to;

        if (object && plan->actions[i].verb != VERB_DROP && !plan->actions[i].held &&
            sd_writers[object->key->kind].names_later && sd_writers[object->key->kind].names_later(object)) {
            return true;
        }
    }
    return false;
}

/* The script as far as it is written, and the block that is open. */
typedef struct Writing {
    Script script;
    const Again *again;
    const Effects *effects; /* by action; NULL: none are known */
    Piece *pieces;
    size_t count;
    const char *done; /* the test of the open block, or NULL */
    Text block;
    size_t block_at; /* the first action in it */
} Writing;

/* A policy that is replaced was dropped by the piece before and would be dropped first again: once is enough. */
static void put_piece(Writing *writing, Piece piece)
{
    const Piece *last = writing->count ? &writing->pieces[writing->count - 1] : NULL;

    if (last && strncmp(piece.text, last->text, strlen(last->text)) == 0) {
        piece.text += strlen(last->text);
        piece.goes_on = true;
    }
    writing->pieces = sd_arena_grow(writing->script.arena, writing->pieces, writing->count, sizeof *writing->pieces);
    writing->pieces[writing->count++] = piece;
}

static void put_bare(Writing *writing, const char *text)
{
    put_piece(writing, (Piece){ .remarks = "", .text = text, .action = NO_ACTION, .statements = 1 });
}

static void close_block(Writing *writing)
{
    Text whole = sd_text(writing->script.arena);

    if (!writing->done) {
        return;
    }
    writing->script.text = &whole;
    writing->script.indent = NULL;
    sd_guard_block_all(&writing->script, sd_guard_negated(&writing->script, writing->done), writing->block.bytes);
    writing->script.text = NULL;
    put_piece(writing, (Piece){ .remarks = "", .text = whole.bytes, .action = writing->block_at, .statements = 1 });
    writing->done = NULL;
}

/* Remarks that stand above statements which are written with an indent between them. */
static const char *remarks_of(const Writing *writing, size_t at, const char *indent)
{
    Text text = sd_text(writing->script.arena);

    sd_remarks_put(&text, indent, &writing->script.plan->actions[at], writing->effects ? &writing->effects[at] : NULL);
    return text.bytes;
}

/* Actions that ask for the same share a block. */
static void put_in_block(Writing *writing, const char *done, const char *statements, size_t at)
{
    const char *remarks = remarks_of(writing, at, GUARD_INDENT);

    if (writing->done && strcmp(writing->done, done) != 0) {
        close_block(writing);
    }
    if (!writing->done) {
        writing->done = done;
        writing->block_at = at;
        writing->block = sd_text(writing->script.arena);
        remarks += *remarks ? strlen(GUARD_INDENT) : 0;
    }
    sd_text_put(&writing->block, remarks);
    sd_text_put(&writing->block, writing->block.length ? GUARD_INDENT : "");
    sd_text_put(&writing->block, statements);
}

static Key group_of(const Action *action)
{
    return sd_key_group((action->to ? action->to : action->from)->key);
}

static void put_held(Writing *writing, const Action *action, const char *statements)
{
    Text whole = sd_text(writing->script.arena);

    put_commented(&whole, sd_arena_format(writing->script.arena, "held back: %s",
                                          action->held_reason ? action->held_reason : "it loses data"));
    put_commented(&whole, statements);
    put_piece(writing, (Piece){ .remarks = "", .text = whole.bytes, .group = group_of(action), .action = NO_ACTION });
}

/* The statements of an action, cut where their pace changes. */
static void put_paced(Writing *writing, const char *remarks, const Text *text, size_t at)
{
    const Script *script = &writing->script;
    PaceMark mark = { .pace = PACE_BRIEF };

    for (size_t i = 0; i <= script->mark_count; i++) {
        bool is_last = i == script->mark_count;
        PaceMark next =
            is_last ? (PaceMark){ .at = text->length, .statement = script->statement_count } : script->marks[i];

        if (next.at > mark.at) {
            put_piece(writing, (Piece){ .remarks = remarks,
                                        .text = sd_arena_copy(script->arena, text->bytes + mark.at, next.at - mark.at),
                                        .group = group_of(&script->plan->actions[at]),
                                        .action = at,
                                        .pace = mark.pace,
                                        .statements = next.statement - mark.statement });
            remarks = "";
        }
        mark = next;
    }
}

static void write_action(Writing *writing, size_t at)
{
    Script *script = &writing->script;
    const Action *action = &script->plan->actions[at];
    const char *done = action->held || !script->guarded ? NULL : sd_again_done(writing->again, script, at);
    Text text = sd_text(script->arena);

    script->text = &text;
    script->indent = done ? GUARD_INDENT : NULL;
    script->online = script->plan->online && !done && !action->held;
    sd_script_action(script, at);
    script->text = NULL;
    if (text.length == 0) {
        return;
    }
    if (done) {
        text.length -= strlen(GUARD_INDENT);
        text.bytes[text.length] = 0;
        put_in_block(writing, done, text.bytes, at);
        return;
    }
    close_block(writing);
    if (action->held) {
        put_held(writing, action, text.bytes);
    } else {
        put_paced(writing, script->guarded ? remarks_of(writing, at, "") : "", &text, at);
    }
}

/* What was renamed before anything was compared comes before everything else. */
static void put_rename(Writing *writing, const Rename *rename)
{
    Script *script = &writing->script;
    Text statement = sd_text(script->arena), piece = sd_text(script->arena);

    sd_rename_sql(&statement, rename);
    script->text = &piece;
    script->indent = NULL;
    sd_guard_block(script, sd_guard_is_due(script, rename), statement.bytes);
    script->text = NULL;
    put_piece(writing, (Piece){ .remarks = script->plan->goes_back ? "-- exact\n" : "",
                                .text = piece.bytes,
                                .action = NO_ACTION,
                                .statements = 1 });
}

static Writing begin(const Plan *plan, bool guarded, const Effects *effects)
{
    Fold *fold = sd_fold_new(plan);

    return (Writing){ .script = sd_script(plan, fold, guarded), .again = sd_again_new(plan, fold), .effects = effects };
}

static void collect(Writing *writing)
{
    const Plan *plan = writing->script.plan;

    for (size_t i = 0; i < plan->now->rename_count; i++) {
        put_rename(writing, &plan->now->renames[i]);
    }
    if (names_later(plan)) {
        put_bare(writing, "SET check_function_bodies = off;\n");
        writing->pieces[writing->count - 1].is_setting = true;
    }
    for (size_t i = 0; i < plan->count; i++) {
        if (sd_action_is_written(&writing->script, i)) {
            write_action(writing, i);
        }
    }
    close_block(writing);
    if (plan->online && writing->script.guarded) {
        writing->pieces = sd_pieces_phase(plan, writing->pieces, writing->count);
    }
}

void sd_emit_plain(Text *text, const Plan *plan, size_t *starts)
{
    Writing writing = begin(plan, false, NULL);

    collect(&writing);
    sd_pieces_put(text, plan, writing.pieces, writing.count, starts);
}

void sd_emit_sql(Text *text, const Plan *plan, const Effects *effects)
{
    Writing writing = begin(plan, true, effects);

    collect(&writing);
    sd_pieces_put(text, plan, writing.pieces, writing.count, NULL);
}

EmittedPart *sd_emit_parts(const Plan *plan, const Effects *effects, size_t *count)
{
    Writing writing = begin(plan, true, effects);

    writing.script.in_parts = true;
    collect(&writing);
    return sd_pieces_part(plan, writing.pieces, writing.count, count);
}
