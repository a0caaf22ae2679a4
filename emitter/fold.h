/* What people read together is written together: the CREATE of a column, its default, its serial or identity
 * sequence and the constraints go into the CREATE TABLE they belong to (or into ADD COLUMN, or CREATE DOMAIN).
 *
 * The plan's grain is finer, since a default may need a function that needs the table.  So an action is folded into
 * an earlier one, its host, only when all it needs is there by then.
 *
 *     CREATE table app.users            host of the next three
 *     CREATE column app.users.id        folded
 *     CREATE sequence app.users_id_seq  folded: the column says serial
 *     CREATE default of app.users.id    folded */
#ifndef SD_EMITTER_FOLD_H
#define SD_EMITTER_FOLD_H

#include "differ/differ.h"
#include "model/object.h"

#define NO_ACTION SIZE_MAX

typedef struct Fold Fold;

/* In the plan's arena. */
Fold *sd_fold_new(const Plan *plan);

/* Position of the action the given one is folded into, or NO_ACTION. */
size_t sd_fold_host(const Fold *fold, size_t at);

/* The actions folded into one, in plan order: the first (after == NO_ACTION) or the next; NO_ACTION at the end. */
size_t sd_fold_member(const Fold *fold, size_t host, size_t after);

/* Position of the action that does this with the object of that key, or NO_ACTION.  A column whose type is made anew
 * is altered twice: the first or the last of the two. */
size_t sd_fold_find(const Fold *fold, Verb verb, Key key);
size_t sd_fold_find_last(const Fold *fold, Verb verb, Key key);

/* Position at which an object that the plan creates comes to be, folds considered; NO_ACTION when it is not created. */
size_t sd_fold_created(const Fold *fold, Key key);

/* The sequence behind the column, when it is folded into it; *serial tells how it is said. */
const Sequence *sd_fold_sequence(const Fold *fold, Key column, bool *serial);

/* The name the server would make of the parts: users_id_seq, users_pkey (column NULL). */
Name sd_server_name(Names *names, Name table, Name column, const char *label);

/* True when this is the name the server would make of the parts: users_id_seq, users_pkey (column NULL). */
bool sd_is_server_name(Name name, Name table, Name column, const char *label);

/* True when the sequence is called what the server would call the one of that serial or identity column. */
bool sd_sequence_has_server_name(Key sequence, Key column);

/* Whether it is logged as its table is: what CREATE TABLE and ADD GENERATED give it (from 15). */
bool sd_sequence_is_logged_as_table(const Catalog *catalog, const Sequence *sequence);

#endif
