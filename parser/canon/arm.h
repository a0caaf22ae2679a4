/* A query while it is read: one arm of a set operation, or all of it. */
#ifndef SD_PARSER_CANON_ARM_H
#define SD_PARSER_CANON_ARM_H

#include "parser/canon/analysis.h"

typedef enum ArmType { ARM_SELECT, ARM_VALUES, ARM_SET } ArmType;

typedef struct Arm Arm;

struct Arm {
    ArmType type;
    Output *outputs; /* targets, or the columns of VALUES and of a set operation */
    size_t count;
    bool known;       /* false: a * could not be expanded */
    TreeList clauses; /* of SELECT, all but the targets */
    TreeList *rows;   /* of VALUES */
    size_t row_count;
    int64_t operation;
    Arm *left, *right;
    TreeList around; /* WITH, ORDER BY, LIMIT */
};

Tree *sd_arm_group(Analysis *analysis, const Scope *scope, const Arm *arm, const PgQuery__SelectStmt *select);
Tree *sd_arm_distinct(Analysis *analysis, const Scope *scope, const Arm *arm, const PgQuery__SelectStmt *select);

/* What may stand around any query goes into arm->around: ORDER BY, LIMIT, FOR UPDATE. */
void sd_arm_around(Analysis *analysis, const Scope *scope, Arm *arm, const PgQuery__SelectStmt *select);

#endif
