/* With model/object.h the only place that gives the rows of model/kinds a meaning. */
#include "model/kind.h"

#include "model/object.h"

#include <string.h>

/* clang-format off */
#define BIT(ID)          (UINT64_C(1) << KIND_##ID)
#define TEXTS(set, clear, ...) .text = (set), .unset = (clear)
#define STATEMENT(...)   .alter = ALTER_STATEMENT, TEXTS(__VA_ARGS__, NULL, NULL)
#define WRITER           .alter = ALTER_WRITER
#define APPEND           .alter = ALTER_APPEND
#define REPLACE          .alter = ALTER_REPLACE

#define KIND(T, ID, ...) static const Attr T##_attrs[] = {
#define ATTR(T, field, stored, rule, ...) \
    { .name = #field, .offset = offsetof(T, field), .type = ATTR_##stored, .compare = COMPARE_##rule, __VA_ARGS__ },
#define END(T) };
#include "model/kinds/all.def"

const Kind sd_kinds[KIND_COUNT] = {
#define KIND(T, ID, sql, people, ...) /* the first of the rest are the traits */ \
    [KIND_##ID] = { .id = KIND_##ID, .word = (sql), .label = (people), .size = sizeof(T), .attrs = T##_attrs, \
                    .attr_count = sizeof T##_attrs / sizeof *T##_attrs, .traits = __VA_ARGS__ },
#include "model/kinds/all.def"
};
/* clang-format on */

const Attr *sd_kind_attr(const Kind *kind, const char *name)
{
    for (size_t i = 0; i < kind->attr_count; i++) {
        if (strcmp(kind->attrs[i].name, name) == 0) {
            return &kind->attrs[i];
        }
    }
    return NULL;
}

const Attr *sd_kind_share(const Kind *kind)
{
    for (size_t i = 0; i < kind->attr_count; i++) {
        if (kind->attrs[i].shares) {
            return &kind->attrs[i];
        }
    }
    return NULL;
}

const Kind *sd_kind_labelled(const char *label)
{
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (strcmp(sd_kinds[i].label, label) == 0) {
            return &sd_kinds[i];
        }
    }
    return NULL;
}
