/* A catalog as canonical JSON, and back.
 *
 * Same catalog, same bytes: objects in key order, rows in the order of the .def files, absent rows left out. */
#ifndef SD_MODEL_SNAPSHOT_H
#define SD_MODEL_SNAPSHOT_H

#include "model/catalog.h"
#include "model/text.h"

/* Appends the JSON text, with a newline behind it. */
void sd_snapshot_write(Text *text, const Catalog *catalog);

/* Reads what sd_snapshot_write wrote into a new, sealed catalog.  `file` is named in errors.  SD_INPUT with every
 * problem in diag and *out NULL when the text is no snapshot. */
Status sd_snapshot_read(Catalog **out, Names *names, const char *file, const char *json, size_t length,
                        Diag *diag) SD_MUST_USE;

#endif
