/* Schema files as of a git revision: git:REV:PATH, through the git program. */
#ifndef SD_CLI_GIT_H
#define SD_CLI_GIT_H

#include "parser/parser.h"

/* Collects the files at or below PATH in REV that are wanted, named "REV:path", in byte order of the path.  SD_IO with the
 * reason in diag. */
Status sd_git_collect(SourceText **texts, size_t *count, Arena *arena, const char *source,
                      bool (*is_wanted)(const char *path), Diag *diag) SD_MUST_USE;

#endif
