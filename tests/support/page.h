/* Pages of the documentation that are made from tables of the program. */
#ifndef SD_TESTS_SUPPORT_PAGE_H
#define SD_TESTS_SUPPORT_PAGE_H

#include "model/text.h"

/* Expects the file (a path within the project) to be the text; with SD_GOLDEN=write in the environment it is written
 * first. */
void sd_page_compare(const char *path, const char *text);

#endif
