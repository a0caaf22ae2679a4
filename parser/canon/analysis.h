/* Parse analysis of one expression or query: what the server's parse_*.c do, as far as meaning needs it.
 *
 *   analyse_expr.c       expressions              (parse_expr.c)
 *   analyse_a_expr.c     comparisons              (parse_expr.c)
 *   analyse_cast.c       types and casts          (parse_expr.c, parse_type.c)
 *   analyse_operator.c   operators                (parse_oper.c)
 *   analyse_function.c   function calls           (parse_func.c)
 *   overload.c           which function is meant  (namespace.c, parse_func.c)
 *   table_function.c     functions in FROM        (parse_relation.c)
 *   analyse_query.c      SELECT, VALUES, UNION    (analyze.c)
 *   analyse_clause.c     ORDER BY, GROUP BY ...   (parse_clause.c)
 *   analyse_from.c       FROM                     (parse_clause.c)
 *   analyse_join.c       joins                    (parse_clause.c)
 *   analyse_with.c       WITH                     (parse_cte.c)
 *   analyse_statement.c  INSERT, UPDATE, DELETE   (analyze.c)
 *   scope.c              names in scope           (parse_relation.c)
 *   coerce.c             conversions              (parse_coerce.c)
 *   column_type.c        types of columns         (nodeFuncs.c)
 *   candidate.c          the best of several      (parse_func.c)
 *   polymorphic.c        anyelement and its like  (parse_coerce.c)
 *   literal*.c           texts of literals        (utils/adt)
 *   other.c              nodes without a rule
 *
 * What cannot be resolved stays as it is written and sets `incomplete`, or is left out of the loose hash. */
#ifndef SD_PARSER_CANON_ANALYSIS_H
#define SD_PARSER_CANON_ANALYSIS_H

#include "model/text.h"
#include "parser/canon/meaning.h"
#include "parser/canon/uses.h"

enum { EDIT_LITERAL = -1, EDIT_WORD = -2 }; /* lengths that the text tells: a literal; a word and the space behind it */

typedef struct Edit { /* `by` in place of `length` bytes of the text */
    int32_t location;
    int32_t length;
    const char *by;
} Edit;

/* An operator with a precedence of its own, which OPERATOR() has not: see sd_operators_wrap. */
typedef struct WrappedOperator {
    int32_t location;
    const char *name;
    Name schema; /* NULL: there is none */
} WrappedOperator;

typedef struct ScopeColumn {
    Name name; /* as the alias has it */
    Name own;  /* in a base relation, where it is known by name; else NULL, and it is known by its position */
    TypeOid type;
    Name modified; /* its type with modifier, where one is known */
    Tree *tree;    /* of a column of a join; else NULL, see sd_scope_tree */
    Key key;       /* the base column's own, for edges; or NULL */
    bool merged;   /* hidden behind the merged column of JOIN USING */
} ScopeColumn;

/* A relation in FROM, or a join of them. */
typedef struct ScopeItem {
    Name alias;  /* by which columns are qualified; NULL for a join without alias */
    Name schema; /* of a base relation without alias: app.users.id */
    ScopeColumn *columns;
    size_t count;
    bool known;    /* false: it may have any column */
    bool by_name;  /* its columns are found unqualified, and by * */
    bool by_alias; /* it is found by alias.column */
    UsePlace place;
    int64_t number; /* in order of appearance in the definition */
    TypeOid row_type;
    Key relation; /* the base relation, or NULL */
} ScopeItem;

typedef struct CommonTable { /* a query of WITH */
    Name name;
    int64_t number;
    const Output *outputs;
    size_t output_count;
    bool known;
    const struct CommonTable *next;
} CommonTable;

typedef struct NamedWindow {
    Name name;
    const PgQuery__WindowDef *window;
} NamedWindow;

typedef struct Scope Scope;

struct Scope {
    const Scope *parent;
    ScopeItem *items;
    size_t count;
    const CommonTable *tables;
    const PgQuery__SelectStmt *select; /* for its WINDOW clause */
};

typedef struct Parameter {
    Name name;
    Name type;
} Parameter;

typedef struct Analysis {
    Side *side;
    Arena *arena;
    Resolver resolver;
    Key owner; /* edges start here; NULL: none are made */
    bool incomplete;
    bool undecided;    /* a choice was left to the server: casts may differ for that reason alone */
    int64_t relations; /* numbered so far */
    int depth;
    int steps;          /* nodes visited; far beyond what people write, analysis gives up */
    Key meant;          /* the model's operator that the latest operator meant, or NULL */
    const void *called; /* the overload that the latest function call meant, or NULL */
    Tree *domain_value; /* what VALUE is, in a domain's constraint */
    Name routine;       /* whose parameters are in scope */
    const Parameter *parameters;
    size_t parameter_count;
    bool editing; /* names found through the search_path are written into the text */
    Edit *edits;
    size_t edit_count;
    WrappedOperator wrapped; /* the first that was found through the search_path */
    Uses *uses;              /* what is used is noted there; or NULL */
    const ScopeItem *from;   /* the item of the column that was found last */
    Key found;               /* that column, when it is one of a relation; while uses are noted */
} Analysis;

/* What a query gives, and its tree. */
typedef struct QueryResult {
    Tree *tree;
    const Output *outputs;
    size_t count;
    bool known;
} QueryResult;

typedef enum Coercion { COERCE_IMPLICIT = 'i', COERCE_ASSIGNMENT = 'a', COERCE_EXPLICIT = 'e' } Coercion;

/* ---- small things -------------------------------------------------------------------------------------------- */

/* A growing list of trees. */
typedef struct TreeList {
    Tree **items;
    size_t count;
} TreeList;

void sd_trees_add(Analysis *analysis, TreeList *list, Tree *tree);

/* A TREE_LIST node; number tells its role. */
Tree *sd_trees_node(Analysis *analysis, int64_t number, const TreeList *list);

static inline Name sd_analysis_name(const Analysis *analysis, const char *text)
{
    return text && *text ? sd_name(analysis->side->names, text) : NULL;
}

/* A node with the list as its children. */
Tree *sd_trees_as(Analysis *analysis, TreeKind kind, TypeOid type, int64_t number, const TreeList *list);

/* A growing list of outputs. */
typedef struct OutputList {
    Output *items;
    size_t count;
} OutputList;

void sd_outputs_add(Analysis *analysis, OutputList *list, Output output);

/* No part of any tree: stands for a value of which only the type is known. */
Tree *sd_tree_typed(Analysis *analysis, TypeOid type, Name modified);

/* The text of a String node, else "". */
const char *sd_string_of(const PgQuery__Node *node);

void sd_analysis_edge(Analysis *analysis, Key to);

/* Notes a use, when uses are noted. */
void sd_analysis_use(Analysis *analysis, Use use);

/* An operand or argument of something that is not known here: the server may read and print a literal in another
 * form, and a value of unknown type may get a cast. */
void sd_analysis_leave(Analysis *analysis, const Tree *tree);

/* Puts the schema in front of the name at the location. */
void sd_analysis_qualify(Analysis *analysis, int32_t location, Name schema);

/* Writes an operator with its schema: OPERATOR(app.<#).  One that binds in another way then is noted in `wrapped`. */
void sd_analysis_qualify_operator(Analysis *analysis, int32_t location, const char *name, Name schema);

/* The same for the name behind the word COLLATE, which is at the location. */
void sd_analysis_qualify_collation(Analysis *analysis, int32_t location, Name schema);

/* ---- the parts ----------------------------------------------------------------------------------------------- */

/* Never NULL for a node; NULL for NULL. */
Tree *sd_analyse_expr(Analysis *analysis, const Scope *scope, const PgQuery__Node *node);

/* The same as a condition: a boolean. */
Tree *sd_analyse_condition(Analysis *analysis, const Scope *scope, const PgQuery__Node *node);

/* analyse_a_expr.c */
Tree *sd_analyse_a_expr(Analysis *analysis, const Scope *scope, const PgQuery__AExpr *expr);
Tree *sd_analyse_null_test(Analysis *analysis, Tree *tree, int64_t test);
TreeList sd_analyse_row_fields(Analysis *analysis, const Scope *scope, const PgQuery__RowExpr *row);

/* The bare name of an operator ("=" when there is none), its schema or NULL in *schema. */
const char *sd_operator_name(Analysis *analysis, size_t count, PgQuery__Node *const *parts, Name *schema);

/* analyse_cast.c */
Tree *sd_analyse_cast(Analysis *analysis, const Scope *scope, const PgQuery__TypeCast *cast);
Tree *sd_analyse_array(Analysis *analysis, const Scope *scope, const PgQuery__AArrayExpr *array, TypeOid type);
Tree *sd_analyse_array_of(Analysis *analysis, TypeOid element, const TreeList *items);
Tree *sd_analyse_collate(Analysis *analysis, const Scope *scope, const PgQuery__CollateClause *clause);

/* analyse_xml.c */
Tree *sd_analyse_xml(Analysis *analysis, const Scope *scope, const PgQuery__XmlExpr *expr);
Tree *sd_analyse_xml_serialize(Analysis *analysis, const Scope *scope, const PgQuery__XmlSerialize *serialize);

/* analyse_partition.c: the key's values are appended to `values`. */
Tree *sd_analyse_partition_key(Analysis *analysis, Key table, const PgQuery__PartitionSpec *spec, TreeList *values);
Tree *sd_analyse_partition_bound(Analysis *analysis, const Object *object, const PgQuery__PartitionBoundSpec *spec);

/* left NULL: a prefix operator. */
Tree *sd_analyse_operator(Analysis *analysis, Name schema, const char *name, Tree *left, Tree *right);
Tree *sd_analyse_array_operator(Analysis *analysis, bool any, Name schema, const char *name, Tree *left, Tree *array);

Tree *sd_analyse_function(Analysis *analysis, const Scope *scope, const PgQuery__FuncCall *call);

/* OUT parameters of the function that was called last, when the node is that call; empty when it has none. */
OutputList sd_called_columns(Analysis *analysis, const PgQuery__Node *function);

/* name(argument), written argument.name; NULL when there is no such function. */
Tree *sd_analyse_attribute_call(Analysis *analysis, Name name, Tree *argument);

/* A field of a row. */
Tree *sd_analyse_field(Analysis *analysis, Tree *tree, Name name);

/* Columns that a function gives in FROM. */
QueryResult sd_analyse_table_function(Analysis *analysis, const Scope *scope, const PgQuery__Node *function,
                                      Name alias);

Tree *sd_analyse_type_cast(Analysis *analysis, Tree *tree, const PgQuery__TypeName *type);
Name sd_analyse_type(Analysis *analysis, const PgQuery__TypeName *type);

/* Names of output columns are given, but are no part of the tree. */
QueryResult sd_analyse_query(Analysis *analysis, const Scope *parent, const PgQuery__SelectStmt *select);
QueryResult sd_analyse_query_node(Analysis *analysis, const Scope *parent, const PgQuery__Node *query);

/* INSERT, UPDATE, DELETE inside a routine's body or WITH. */
QueryResult sd_analyse_statement(Analysis *analysis, const Scope *parent, const PgQuery__Node *statement);

/* column_type.c: the type with its modifier, NULL where it has none; what all of the items have, when they agree; and
 * as format_type() spells a column's type, NULL when it is not known. */
Name sd_tree_modified(const Analysis *analysis, const Tree *tree);
Name sd_common_modified(const Analysis *analysis, Tree *const *items, size_t count, TypeOid type);
Name sd_tree_column_type(const Analysis *analysis, const Tree *tree);

/* Name of an output column without AS (FigureColname of parse_target.c); never NULL. */
Name sd_output_name(Analysis *analysis, const PgQuery__Node *node);

/* FROM: a list of items into the scope; returns their trees. */
Tree *sd_analyse_from(Analysis *analysis, Scope *scope, size_t count, PgQuery__Node *const *items);

/* One item of FROM, and a join of two. */
Tree *sd_analyse_from_item(Analysis *analysis, Scope *scope, const PgQuery__Node *node);
Tree *sd_analyse_join(Analysis *analysis, Scope *scope, const PgQuery__JoinExpr *expr);

/* One relation by name into the scope; its tree. */
Tree *sd_analyse_relation(Analysis *analysis, Scope *scope, const PgQuery__RangeVar *relation);

/* WITH: its queries become visible in the scope. */
Tree *sd_analyse_with(Analysis *analysis, Scope *scope, const PgQuery__WithClause *with);

/* ORDER BY items, outside of a query's own rules. */
Tree *sd_analyse_sort(Analysis *analysis, const Scope *scope, size_t count, PgQuery__Node *const *items);
Tree *sd_analyse_sort_item(Analysis *analysis, const PgQuery__SortBy *sort, Tree *tree);
Tree *sd_analyse_window(Analysis *analysis, const Scope *scope, const PgQuery__WindowDef *window);

/* A node without a rule: every field but locations goes into the hash. */
Tree *sd_analyse_other(Analysis *analysis, const Scope *scope, const ProtobufCMessage *message);

/* ---- scope.c ------------------------------------------------------------------------------------------------- */

ScopeItem *sd_scope_add(Analysis *analysis, Scope *scope, ScopeItem item);

/* An item of a base relation, with its columns. */
ScopeItem sd_scope_relation(Analysis *analysis, Key relation, Name alias);

/* Column names of an alias take the place of the first ones: FROM t AS a (x, y). */
void sd_scope_rename(Analysis *analysis, ScopeItem *item, const PgQuery__Alias *alias);

/* A scope of one table, as its constraints and policies have it. */
Scope sd_scope_of_table(Analysis *analysis, Key table);

/* An item of a query's or function's outputs. */
ScopeItem sd_scope_outputs(Analysis *analysis, const Output *outputs, size_t count, bool known, Name alias,
                           const PgQuery__Alias *names);

Tree *sd_scope_column(Analysis *analysis, const Scope *scope, const PgQuery__ColumnRef *column);

/* What a column in scope stands for in an expression. */
Tree *sd_scope_tree(Analysis *analysis, const ScopeItem *item, const ScopeColumn *column);

/* The key of a column of a relation, a view's included; NULL for a column of anything else. */
Key sd_scope_column_key(const Analysis *analysis, const ScopeItem *item, const ScopeColumn *column);

/* What * or alias.* stands for; false when that is not known. */
bool sd_scope_expand(Analysis *analysis, const Scope *scope, const PgQuery__ColumnRef *star, Output **outputs,
                     size_t *count);

const CommonTable *sd_scope_common_table(const Scope *scope, Name name);

/* ---- coerce.c ------------------------------------------------------------------------------------------------ */

bool sd_coerce_possible(const Side *side, TypeOid from, TypeOid to, Coercion context);

/* The tree as a value of the type; the tree itself when nothing is needed or nothing is known. */
Tree *sd_coerce(Analysis *analysis, Tree *tree, TypeOid to);

/* To the type with its modifier: varchar(10). */
Tree *sd_coerce_to(Analysis *analysis, Tree *tree, Name type);

/* A string literal that nothing gave a type becomes text. */
Tree *sd_coerce_unknown(Analysis *analysis, Tree *tree);

/* The common type of several values (UNION, CASE and related constructs); 0 when there is none. */
TypeOid sd_coerce_common_type(Analysis *analysis, Tree *const *items, size_t count);

typedef struct Candidate {
    const TypeOid *types;
    const void *row; /* the caller's */
} Candidate;

/* func_select_candidate(): leaves the best in candidates[0]; false when none or several remain. */
bool sd_coerce_select(const Side *side, Candidate *candidates, size_t *count, const TypeOid *types, size_t type_count);

bool sd_type_is_polymorphic(TypeOid type);

/* Whether the actual types agree with the declared ones, polymorphic ones included; resolved gets, for each argument,
 * the type to coerce to, and *result that of the result. */
bool sd_coerce_generic(Analysis *analysis, const TypeOid *actual, const TypeOid *declared, size_t count,
                       TypeOid *resolved, TypeOid declared_result, TypeOid *result);

/* ---- literal_name.c ------------------------------------------------------------------------------------------ */

/* Whether literals of the type name an object through the search_path: regclass, regconfig, regdictionary. */
bool sd_literal_is_name(TypeOid type);
Tree *sd_literal_name(Analysis *analysis, TypeOid type, const char *text, int32_t location);

/* ---- literal.c ----------------------------------------------------------------------------------------------- */

/* The text of a value of this type in canonical form; NULL when there is no reader for the type, or the text is
 * outside of what the reader is exact about. */
const char *sd_literal_canonical(Analysis *analysis, TypeOid type, const char *text);

/* literal_name.c: the type that a literal of regtype names; NULL for other types and names. */
const char *sd_literal_object(Analysis *analysis, TypeOid type, const char *text, int32_t location);

/* The literal as a node of that type. */
Tree *sd_literal(Analysis *analysis, TypeOid type, const char *text, int32_t location);

#endif
