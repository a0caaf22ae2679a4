/* Modifiers of the types of PostGIS, whose spelling the server does not keep: geometry(POINT, 4326) is printed
 * geometry(Point,4326).  As postgis_typmod_out, geometry_typmod_in and geography_typmod_in of PostGIS read and print them. */
#include "parser/canon/resolve.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { GEOGRAPHY_SRID = 4326 /* of a geography that names none */ };

static const char *const shapes[] = { "Geometry",       "Point",
                                      "LineString",     "Polygon",
                                      "MultiPoint",     "MultiLineString",
                                      "MultiPolygon",   "GeometryCollection",
                                      "CircularString", "CompoundCurve",
                                      "CurvePolygon",   "MultiCurve",
                                      "MultiSurface",   "PolyhedralSurface",
                                      "Triangle",       "Tin" };
static const char *const dimensions[] = { "", "Z", "M", "ZM" };

/* PointZ: the number of the shape and of its dimensions. */
static bool take_word(const char *word, size_t *shape, size_t *dimension)
{
    for (*shape = 0; *shape < sizeof shapes / sizeof *shapes; (*shape)++) {
        size_t length = strlen(shapes[*shape]);

        for (*dimension = 0; *dimension < sizeof dimensions / sizeof *dimensions; (*dimension)++) {
            if (strncasecmp(word, shapes[*shape], length) == 0 &&
                strcasecmp(word + length, dimensions[*dimension]) == 0) {
                return true;
            }
        }
    }
    return false;
}

bool sd_spatial_modifiers(Text *text, const char *type, const char *const *modifiers, size_t count)
{
    bool is_geography = strcmp(type, "geography") == 0;
    size_t shape, dimension;
    long srid = 0;
    char *end = NULL;

    if ((!is_geography && strcmp(type, "geometry") != 0) || count < 1 || count > 2 ||
        !take_word(modifiers[0], &shape, &dimension)) {
        return false;
    }
    if (count == 2) {
        srid = strtol(modifiers[1], &end, 10);
    }
    if (end && *end) {
        return false;
    }
    srid = srid > 0 ? srid : is_geography ? GEOGRAPHY_SRID : 0;
    if (shape || dimension || srid) {
        sd_text_format(text, "(%s%s", shapes[shape], dimensions[dimension]);
        if (srid) {
            sd_text_format(text, ",%ld", srid);
        }
        sd_text_char(text, ')');
    }
    return true;
}
