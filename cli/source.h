/* Sources: everything a schema can be read from, by its spelling on the command line.
 *
 *     schema/  a.sql  'db/x*.sql'    files            -           SQL on standard input
 *     postgres://...  service=...    a live server    snapshot:F  a snapshot, also F.json
 *     git:REV:PATH                   a git revision   empty:      nothing but schema public
 *     migrations:DIR                 a folder of migrations, also migrations:git:REV:DIR
 *     exec:COMMAND                   what a program prints
 *
 * A pair is read with as little waiting as possible: queries are sent to servers first, files are parsed while the
 * servers work, then answers are collected, then the files are interpreted with the other side at hand. */
#ifndef SD_CLI_SOURCE_H
#define SD_CLI_SOURCE_H

#include "cli/options.h"
#include "differ/profile.h"
#include "parser/parser.h"

typedef struct Pair {
    Arena *arena;
    Names *names;
    Catalog *from, *to;
    const Profile *profile;       /* the one that was named, or that a side which is no files looks like; never NULL */
    bool from_is_live;            /* it was read from a server that somebody named */
    Files *from_files, *to_files; /* hold the parse trees that the catalogs point into */
} Pair;

typedef struct ReadRules {
    bool in_surroundings;         /* only a part is compared, see sd_files_read */
    bool of_server;               /* roles are read from servers too */
    const Profile *profile;       /* NULL: the one that the sources look like */
    const char *migration_format; /* of folders of migrations; NULL: found out */
    OracleLimit ask;              /* what a server that is a source may be asked about places that are undecided */
    const char
        *scratch; /* NULL: files are read as they are; else they are loaded into a server, see sd_scratch_start */
} ReadRules;

/* Reads both sides and computes what their expressions mean.  On failure every problem is in diag.  `to` may be NULL
 * for commands that read one source.  Free with sd_pair_free in any case. */
Status sd_pair_read(Pair *pair, const char *from, const char *to, const ReadRules *rules, Diag *diag) SD_MUST_USE;

/* The texts of a source of files, in order. */
Status sd_source_texts(SourceText **texts, size_t *count, const char *spelling, const ReadRules *rules, Arena *arena,
                       Diag *diag) SD_MUST_USE;

/* Makes whoever reads the source the role that loads from now on: of what belongs to it, a schema that is written out does
 * not say so.  Nothing to do where the source knows of no role. */
Status sd_source_act(Scratch *scratch, const char *spelling, const ReadRules *rules, bool *acts,
                     Diag *diag) SD_MUST_USE;

/* Makes a database on the scratch server that is what the source says: its files are loaded; of anything else the schema
 * is written out and that is loaded. */
Status sd_source_load(const char **conninfo, Scratch *scratch, const char *spelling, const ReadRules *rules,
                      Arena *arena, Diag *diag) SD_MUST_USE;

/* Of a pair whose wanted side was loaded from a source of files into a server: what the comments in those files tell. */
void sd_pair_hear(Pair *pair, const char *to, const ReadRules *rules);

void sd_pair_free(Pair *pair);

/* True when the spelling is that of a live database. */
bool sd_source_is_live(const char *spelling);

/* The source's spelling without a password, for headers and messages. */
const char *sd_source_shown(Arena *arena, const char *source);

/* Takes passwords out of what a server said, before it is written to where people keep their schema, and says so. */
void sd_source_forget_secrets(Catalog *catalog, const Options *options);

#endif
