/* The migration: walks the plan and hands each action to the writer of its kind.  Names no kind. */
#include "emitter/emit.h"

#include "emitter/again.h"
#include "emitter/guard.h"

#include <string.h>

Script sd_script(const Plan *plan, const Fold *fold, bool guarded)
{
    return (Script){ .plan = plan, .fold = fold, .arena = plan->arena, .guarded = guarded };
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
    bool calls_writer = writer->alter && writer->writes_every_row;

    for (size_t i = 0; i < action->attr_count; i++) {
        calls_writer |= writer->alter && action->attrs[i]->alter != ALTER_STATEMENT;
    }
    if (calls_writer) {
        writer->alter(script, action);
    }
    for (size_t i = 0; i < action->attr_count && !writer->writes_every_row; i++) {
        if (action->attrs[i]->alter == ALTER_STATEMENT) {
            sd_script_row(script, action->to, action->attrs[i]);
        }
    }
}

void sd_script_action(Script *script, size_t at)
{
    const Action *action = &script->plan->actions[at];

    script->at = at;
    switch (action->verb) {
    case VERB_CREATE:
        sd_writers[action->to->key->kind].create(script, action);
        write_owner(script, action->to);
        break;
    case VERB_ALTER:
        write_alter(script, action);
        break;
    case VERB_DROP:
        if (sd_writers[action->from->key->kind].drop) {
            sd_writers[action->from->key->kind].drop(script, action);
        } else {
            sd_guard_drop(script, action->from->key);
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
    Text *out;
    Key group; /* of what was written last */
    bool was_line, any;
    size_t last;      /* where in out the statements of the last piece begin */
    const char *done; /* the test of the open block, or NULL */
    Text block;
} Writing;

/* One-line statements about one object stand together; an empty line is between all others.  A policy that is
 * replaced was dropped by the piece before and would be dropped first again: once is enough. */
static void put_piece(Writing *writing, const char *remarks, const char *piece, Key group)
{
    bool is_line = sd_text_is_line(piece);
    const char *last = writing->out->bytes + writing->last;

    if (writing->any && strncmp(piece, last, strlen(last)) == 0) {
        piece += strlen(last);
    } else if (writing->any && !(group && group == writing->group && writing->was_line && is_line)) {
        sd_text_put(writing->out, "\n");
    }
    sd_text_put(writing->out, remarks);
    writing->last = writing->out->length;
    sd_text_put(writing->out, piece);
    writing->group = group;
    writing->was_line = is_line;
    writing->any = true;
}

static void close_block(Writing *writing)
{
    Text whole = sd_text(writing->script.arena);

    if (!writing->done) {
        return;
    }
    writing->script.text = &whole;
    writing->script.indent = NULL;
    sd_guard_block_all(&writing->script, sd_arena_format(writing->script.arena, "NOT %s", writing->done),
                       writing->block.bytes);
    writing->script.text = NULL;
    put_piece(writing, "", whole.bytes, NULL);
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
        writing->block = sd_text(writing->script.arena);
        remarks += *remarks ? strlen(GUARD_INDENT) : 0;
    }
    sd_text_put(&writing->block, remarks);
    sd_text_put(&writing->block, writing->block.length ? GUARD_INDENT : "");
    sd_text_put(&writing->block, statements);
}

static void put_held(Writing *writing, const Action *action, const char *statements)
{
    Text whole = sd_text(writing->script.arena);

    put_commented(&whole, sd_arena_format(writing->script.arena, "held back: %s",
                                          action->held_reason ? action->held_reason : "it loses data"));
    put_commented(&whole, statements);
    put_piece(writing, "", whole.bytes, sd_key_group((action->to ? action->to : action->from)->key));
}

static void write_action(Writing *writing, size_t at)
{
    Script *script = &writing->script;
    const Action *action = &script->plan->actions[at];
    const char *done = action->held || !script->guarded ? NULL : sd_again_done(writing->again, script, at);
    Text text = sd_text(script->arena);

    script->text = &text;
    script->indent = done ? GUARD_INDENT : NULL;
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
        put_piece(writing, script->guarded ? remarks_of(writing, at, "") : "", text.bytes,
                  sd_key_group((action->to ? action->to : action->from)->key));
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
    put_piece(writing, "", piece.bytes, NULL);
}

/* starts: where the statements of each action begin, or NULL. */
static void write_script(Writing *writing, size_t *starts)
{
    const Plan *plan = writing->script.plan;

    for (size_t i = 0; i < plan->now->rename_count; i++) {
        put_rename(writing, &plan->now->renames[i]);
    }
    if (names_later(plan)) {
        put_piece(writing, "", "SET check_function_bodies = off;\n", NULL);
    }
    for (size_t i = 0; i < plan->count; i++) {
        size_t before = writing->out->length;

        if (sd_action_is_written(&writing->script, i)) {
            write_action(writing, i);
        }
        if (starts) {
            starts[i] = writing->out->length > before && !plan->actions[i].held ? writing->last : SIZE_MAX;
        }
    }
    close_block(writing);
}

static Writing begin(Text *text, const Plan *plan, bool guarded, const Effects *effects)
{
    Fold *fold = sd_fold_new(plan);

    return (Writing){
        .script = sd_script(plan, fold, guarded), .again = sd_again_new(plan, fold), .effects = effects, .out = text
    };
}

void sd_emit_plain(Text *text, const Plan *plan, size_t *starts)
{
    Writing writing = begin(text, plan, false, NULL);

    write_script(&writing, starts);
}

void sd_emit_sql(Text *text, const Plan *plan, const Effects *effects)
{
    Writing writing = begin(text, plan, true, effects);

    write_script(&writing, NULL);
}
