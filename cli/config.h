/* The configuration file of a project: schemadiff.yaml.
 *
 *     from: env:local
 *     to: schema/
 *     output: supabase/migrations
 *     schema: [app, public]
 *     environments:
 *       local: postgres://localhost/app
 *       prod: env(PROD_URL)
 *
 * Every option of the command line is a key of the file; what the command line says goes before.  The file is looked for in
 * the present folder and those above it, up to the root of the repository. */
#ifndef SD_CLI_CONFIG_H
#define SD_CLI_CONFIG_H

#include "cli/options.h"
#include "model/diag.h"

/* Gives the options that the command line left open what the file says, and puts what env:NAME stands for in place of
 * it.  A project without the file is as one with an empty one.  SD_INPUT with every mistake, and its place, in diag. */
Status sd_config_apply(Options *options, const Command *command, Diag *diag) SD_MUST_USE;

#endif
