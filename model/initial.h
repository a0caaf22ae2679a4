/* What every new database has and no file need say: schema public, which initdb makes. */
#ifndef SD_MODEL_INITIAL_H
#define SD_MODEL_INITIAL_H

#include "model/catalog.h"

/* Adds schema public with its comment and what PUBLIC may do in it: use it, and before version 15 create in it (release
 * notes of 15, "Changes": pg_namespace.dat and setup_privileges of initdb.c).  server_version: 140012; 0 is the newest.
 * The schema's owner is left unstated.  Nothing is marked as implied. */
Schema *sd_initial_schema_public(Catalog *catalog, int server_version);

#endif
