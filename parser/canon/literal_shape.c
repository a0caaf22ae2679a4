/* Points, boxes and the other shapes: geo_ops.c.  The server accepts several ways to set parentheses; what counts is
 * the numbers, and for paths the outermost bracket. */
#include "parser/canon/literal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS_MAX = 256 };

typedef struct Shape {
    double numbers[NUMBERS_MAX];
    size_t count;
    char first; /* the outermost bracket, or 0 */
} Shape;

/* Each bracket is closed by its like, each number but the first stands behind a comma. */
static bool read_shape(const char *text, Shape *shape)
{
    char open[8] = "";
    size_t depth = 0;
    bool has_comma = true;

    *shape = (Shape){ 0 };
    for (const char *at = sd_literal_space(text); *at; at = sd_literal_space(at)) {
        const char *bracket = strchr("([{<", *at);

        if (bracket) {
            if (depth + 1 >= sizeof open || !has_comma) {
                return false;
            }
            shape->first = shape->count == 0 && depth == 0 ? *at : shape->first;
            open[depth++] = ")]}>"[bracket - "([{<"];
            at++;
        } else if (strchr(")]}>", *at)) {
            if (depth == 0 || open[--depth] != *at++ || has_comma) {
                return false;
            }
        } else if (*at == ',') {
            if (has_comma) {
                return false;
            }
            has_comma = true;
            at++;
        } else {
            char *end;

            if (!has_comma || shape->count == NUMBERS_MAX || strspn(at, "+-.0123456789") == 0) {
                return false;
            }
            shape->numbers[shape->count] = strtod(at, &end);
            if (end == at || !isfinite(shape->numbers[shape->count++])) {
                return false;
            }
            has_comma = false;
            at = end;
        }
    }
    return depth == 0 && !has_comma;
}

static bool put_numbers(const Shape *shape, Text *out)
{
    for (size_t i = 0; i < shape->count; i++) {
        sd_text_format(out, "%s%.17g", i ? " " : "", shape->numbers[i] == 0 ? 0 : shape->numbers[i]);
    }
    return true;
}

static bool read_numbers(const char *text, size_t count, const char *brackets, Text *out)
{
    Shape shape;

    return read_shape(text, &shape) && shape.count == count && (!shape.first || strchr(brackets, shape.first)) &&
           put_numbers(&shape, out);
}

bool sd_literal_point(const char *text, Text *out)
{
    return read_numbers(text, 2, "(", out);
}

bool sd_literal_segment(const char *text, Text *out)
{
    return read_numbers(text, 4, "([", out);
}

/* {A,B,C}; a line through two points is computed, and left to the server. */
bool sd_literal_line(const char *text, Text *out)
{
    return read_numbers(text, 3, "{", out) && *sd_literal_space(text) == '{';
}

bool sd_literal_circle(const char *text, Text *out)
{
    return read_numbers(text, 3, "(<", out);
}

static void swap_if_less(double *a, double *b)
{
    double was = *a;

    if (*a < *b) {
        *a = *b;
        *b = was;
    }
}

/* The upper right corner comes first, whichever two were given. */
bool sd_literal_box(const char *text, Text *out)
{
    Shape shape;

    if (!read_shape(text, &shape) || shape.count != 4 || (shape.first && shape.first != '(')) {
        return false;
    }
    swap_if_less(&shape.numbers[0], &shape.numbers[2]);
    swap_if_less(&shape.numbers[1], &shape.numbers[3]);
    return put_numbers(&shape, out);
}

static bool read_points(const char *text, bool may_be_open, Text *out)
{
    Shape shape;

    if (!read_shape(text, &shape) || shape.count == 0 || shape.count % 2 ||
        (shape.first && shape.first != '(' && !(may_be_open && shape.first == '['))) {
        return false;
    }
    sd_text_put(out, shape.first == '[' ? "open " : "");
    return put_numbers(&shape, out);
}

bool sd_literal_path(const char *text, Text *out)
{
    return read_points(text, true, out);
}

bool sd_literal_polygon(const char *text, Text *out)
{
    return read_points(text, false, out);
}
