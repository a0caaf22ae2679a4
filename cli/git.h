/* Schema files as of a git revision: git:REV:PATH, through the git program. */
#ifndef SD_CLI_GIT_H
#define SD_CLI_GIT_H

#include "parser/parser.h"

/* Collects every *.sql file at or below PATH in REV, named "REV:path".  SD_IO with the reason in diag. */
Status sd_git_collect(SourceText **texts, size_t *count, Arena *arena, const char *source, Diag *diag) SD_MUST_USE;

#endif
