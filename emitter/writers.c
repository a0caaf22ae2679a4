/* The table of writers.  A kind without an alter function has a statement in each of its rows, or none at all. */
#include "emitter/writer.h"

/* clang-format off */
const Writer sd_writers[KIND_COUNT] = {
    [KIND_SCHEMA]             = { .create = sd_create_schema },
    [KIND_EXTENSION]          = { .create = sd_create_extension },
    [KIND_COLLATION]          = { .create = sd_create_collation, .done = sd_done_collation },
    [KIND_ENUM_TYPE]          = { .create = sd_create_enum, .alter = sd_alter_enum, .done = sd_done_enum },
    [KIND_DOMAIN]             = { .create = sd_create_domain, .done = sd_done_domain },
    [KIND_RANGE_TYPE]         = { .create = sd_create_range, .done = sd_done_range },
    [KIND_COMPOSITE_TYPE]     = { .create = sd_create_composite, .done = sd_done_composite },
    [KIND_ATTRIBUTE]          = { .create = sd_create_attribute, .alter = sd_alter_attribute },
    [KIND_ROUTINE]            = { .create = sd_create_routine, .alter = sd_create_routine,
                                  .names_later = sd_routine_names_later, .done = sd_done_routine },
    [KIND_AGGREGATE]          = { .create = sd_create_aggregate, .alter = sd_create_aggregate, .done = sd_done_aggregate },
    [KIND_SEQUENCE]           = { .create = sd_create_sequence, .alter = sd_alter_sequence, .drop = sd_drop_sequence,
                                  .writes_every_row = true, .owner_follows = sd_sequence_owner_follows },
    [KIND_TABLE]              = { .create = sd_create_table, .alter = sd_alter_table, .done = sd_done_table },
    [KIND_COLUMN]             = { .create = sd_create_column, .alter = sd_alter_column, .drop = sd_drop_column,
                                  .done = sd_done_column },
    [KIND_COLUMN_DEFAULT]     = { .create = sd_create_default, .alter = sd_create_default, .drop = sd_drop_default },
    [KIND_CONSTRAINT]         = { .create = sd_create_constraint, .alter = sd_alter_constraint, .done = sd_done_constraint },
    [KIND_VIEW]               = { .create = sd_create_view, .alter = sd_alter_view, .done = sd_done_view },
    [KIND_MATERIALIZED_VIEW]  = { .create = sd_create_materialized_view, .alter = sd_alter_materialized_view },
    [KIND_INDEX]              = { .create = sd_create_index, .alter = sd_alter_index },
    [KIND_STATISTICS]         = { .create = sd_create_statistics },
    [KIND_TRIGGER]            = { .create = sd_create_trigger, .alter = sd_alter_trigger },
    [KIND_RULE]               = { .create = sd_create_rule, .alter = sd_alter_rule },
    [KIND_POLICY]             = { .create = sd_create_policy },
    [KIND_PUBLICATION]        = { .create = sd_create_publication, .alter = sd_alter_publication },
    [KIND_PUBLICATION_TABLE]  = { .create = sd_create_publication_table, .drop = sd_drop_published },
    [KIND_PUBLICATION_SCHEMA] = { .create = sd_create_publication_schema, .drop = sd_drop_published },
    [KIND_EVENT_TRIGGER]      = { .create = sd_create_event_trigger },
    [KIND_COMMENT]            = { .create = sd_create_comment, .alter = sd_create_comment, .drop = sd_drop_comment },
    [KIND_DEFAULT_PRIVILEGES] = { .create = sd_create_default_privileges, .drop = sd_drop_default_privileges },
    [KIND_GRANT]              = { .create = sd_create_grant, .alter = sd_create_grant, .drop = sd_drop_grant },
};
/* clang-format on */
