/* A report of what a migration does, for a person, for a pull request, for a program. */
#ifndef SD_CLI_REPORT_H
#define SD_CLI_REPORT_H

#include "model/text.h"
#include "parser/hazard/hazard.h"

typedef struct ReportFormat {
    const char *name; /* of --format */
    void (*write)(Text *text, const Hazards *hazards);
} ReportFormat;

extern const ReportFormat sd_report_formats[]; /* ends in a row without name */

/* How many hazards there are at the level or above it. */
size_t sd_report_count(const Hazards *hazards, HazardLevel level);

/* note, warning, error; false for another word. */
bool sd_report_level(HazardLevel *level, const char *word);

/* The word for a level, and for a group of hazards: "loses". */
const char *sd_report_level_word(HazardLevel level);
const char *sd_report_group(HazardGroup group);

#endif
