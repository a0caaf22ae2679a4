/* The end of a migration that looks at what it made.
 *
 * IF NOT EXISTS is content with whatever has the name.  So with --assert a migration ends in blocks that ask the server for
 * each object it created or altered, by the very queries that read a schema (model/kinds/<kind>.sql), and raise an error that
 * names the object and the row that is another one.  What cannot be compared on paper is said in a comment. */
#ifndef SD_CLI_ASSERT_H
#define SD_CLI_ASSERT_H

#include "differ/differ.h"
#include "model/text.h"

void sd_assert_put(Text *text, const Plan *plan);

#endif
