/* What people see on standard error. */
#ifndef SD_CLI_PRINT_H
#define SD_CLI_PRINT_H

#include "cli/options.h"
#include "differ/differ.h"
#include "model/diag.h"

/* Prints every message: errors always, warnings unless --quiet, notes with --verbose; otherwise says how many notes
 * there were. */
void sd_print_diag(const Diag *diag, const Options *options);

/* Names each place of the plan that could not be decided. */
void sd_print_undetermined(const Plan *plan, const Options *options);

/* One line of the program's own: "schemadiff: ...". */
void sd_print_line(const Options *options, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
