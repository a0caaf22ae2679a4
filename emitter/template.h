/* The statements that rows carry, with values put in.
 *
 *     %n  the object, qualified          app.users
 *     %i  its own name                   email
 *     %p  its parent, qualified          app.users
 *     %v  the row's new value, as SQL
 *     %f  likewise of a function, without its arguments    app.handler
 *     %w  its word           MATERIALIZED VIEW
 *     %A  the args of its key, as a text literal
 *     %N %I %P  as %n, %i and %p, as text literals for a test on the catalog: 'app.users'; %I is not quoted inside
 *     %%  a percent sign */
#ifndef SD_EMITTER_TEMPLATE_H
#define SD_EMITTER_TEMPLATE_H

#include "model/object.h"
#include "model/text.h"

/* Appends the template for the object; attr may be NULL where there is no %v. */
void sd_template_put(Text *text, const char *template, Key key, const Object *object, const Attr *attr);

/* The value of a row as SQL: names quoted (words not), texts as literals, lists with commas. */
void sd_template_value(Text *text, const Object *object, const Attr *attr);

#endif
