/* docs/rules.md is what the rules say.  SD_GOLDEN=write makes it anew. */
#include "tests/support/page.h"

#include "parser/hazard/hazard.h"

#include <criterion/criterion.h>

static const char head[] = "# Rules of the report\n"
                           "\n"
                           "Made from `parser/hazard/rules.def` by a test; do not edit. `schemadiff report` names a "
                           "rule in brackets behind each\n"
                           "finding. Identifiers stay as they are, and none is used a second time.\n";

Test(rules_page, says_what_the_rules_say)
{
    static const char *const groups[] = { "Loses data", "Exposes data",    "Blocks others",
                                          "May fail",   "Breaks programs", "Cannot run twice" };
    static const char *const levels[] = { "note", "warning", "error" };
    Arena *arena = sd_arena_new();
    Text text = sd_text(arena);

    sd_text_put(&text, head);
    for (HazardGroup group = 0; group < HAZARD_GROUP_COUNT; group++) {
        sd_text_format(&text, "\n## %s\n", groups[group]);
        for (size_t i = 0; i < sd_hazard_rule_count; i++) {
            const HazardRule *rule = &sd_hazard_rules[i];

            if (rule->group == group) {
                sd_text_format(&text, "\n**%s** (%s): %s. Instead: %s.\n", rule->identifier, levels[rule->level],
                               rule->title, rule->advice);
            }
        }
    }
    sd_page_compare("docs/rules.md", text.bytes);
    sd_arena_free(arena);
}

Test(rules_page, has_no_identifier_twice)
{
    for (size_t i = 0; i < sd_hazard_rule_count; i++) {
        cr_expect_eq(sd_hazard_rule(sd_hazard_rules[i].identifier), &sd_hazard_rules[i], "%s",
                     sd_hazard_rules[i].identifier);
    }
}
