/* Tells of tables whose columns both sides have, in another order. */
#ifndef SD_CLI_COLUMN_ORDER_H
#define SD_CLI_COLUMN_ORDER_H

#include "model/catalog.h"
#include "model/diag.h"

/* Their number; a note for each in diag, which may be NULL, at its place in the wanted side. */
size_t sd_note_column_order(Diag *diag, const Catalog *now, const Catalog *wanted);

#endif
