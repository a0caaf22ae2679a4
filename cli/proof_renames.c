/* Renames that the wanted side tells of, in a proof: rows are made, looked at and compared under the names that are wanted.
 *
 * A rename loses nothing, so the database gets those names while rows are put into it, and its own again behind that. */
#include "cli/proof.h"

#include "model/text.h"
#include "parser/canon/canon.h"

void sd_proving_take_renames(Proving *proving, Pair *pair)
{
    Diag *diag = proving->proof->diag;

    proving->present = sd_catalog_copy(pair->from);
    sd_pair_hear(pair, proving->rules->to, &proving->rules->reading);
    if (pair->to->told_count && sd_renames_apply(pair->from, pair->to, diag) == SD_OK && pair->from->rename_count) {
        (void) sd_analyse(pair->from, pair->to);
        proving->renamed = pair->from;
    }
}

static Rename reversed(const Rename *rename)
{
    return (Rename){
        .from = rename->to, .to = rename->from, .from_value = rename->to_value, .to_value = rename->from_value
    };
}

/* What the server refuses has its old name still, under which nothing will be found. */
void sd_proving_rename(const Proving *proving, bool back)
{
    Arena *arena = proving->proof->arena;
    size_t count = proving->renamed ? proving->renamed->rename_count : 0;
    const char **sql = sd_arena_alloc(arena, (count + 1) * sizeof *sql);
    ScratchAnswer *answers = sd_arena_alloc(arena, (count + 1) * sizeof *answers);

    for (size_t i = 0; i < count; i++) {
        const Rename *rename = &proving->renamed->renames[back ? count - 1 - i : i];
        const Rename other = reversed(rename);
        Text text = sd_text(arena);

        sd_rename_sql(&text, back ? &other : rename);
        sql[i] = text.bytes;
    }
    if (count) {
        (void) sd_scratch_ask(proving->scratch, proving->from, sql, count, arena, answers, proving->proof->diag);
    }
}

Key sd_proving_old_key(const Proving *proving, Key key)
{
    const Catalog *renamed = proving->renamed;

    for (size_t i = renamed ? renamed->rename_count : 0; i > 0; i--) {
        key = sd_key_moved(renamed->names, key, renamed->renames[i - 1].to, renamed->renames[i - 1].from);
    }
    return key;
}
