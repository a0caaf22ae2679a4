/* Addresses: inet, cidr (network.c, inet_net_pton.c) and hardware addresses (mac.c, mac8.c). */
#include "parser/canon/literal.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ADDRESS_MAX = 64, IPV4_BITS = 32, IPV6_BITS = 128 };

/* "/24" behind an address, or the family's full length. */
static bool read_length(const char *slash, long full, long *bits)
{
    char *end;

    *bits = full;
    if (!slash) {
        return true;
    }
    if (!isdigit((unsigned char) slash[1])) {
        return false;
    }
    *bits = strtol(slash + 1, &end, 10);
    return *end == 0 && *bits <= full;
}

/* All four octets must be there: what is left out is filled in differently by inet and cidr. */
static bool read_network(const char *text, bool is_cidr, Text *out)
{
    char address[ADDRESS_MAX] = "";
    unsigned char bytes[16];
    const char *slash = strchr(text, '/');
    size_t length = slash ? (size_t) (slash - text) : strlen(text);
    bool is_v6 = strchr(text, ':') != NULL;
    long bits, full = is_v6 ? IPV6_BITS : IPV4_BITS;

    if (length >= sizeof address) {
        return false;
    }
    (void) snprintf(address, sizeof address, "%.*s", (int) length, text);
    if (inet_pton(is_v6 ? AF_INET6 : AF_INET, address, bytes) != 1 || !read_length(slash, full, &bits)) {
        return false;
    }
    for (long i = 0; i < full / 8; i++) {
        sd_text_format(out, "%02x", (unsigned) bytes[i]);
    }
    sd_text_format(out, "/%ld", bits);
    if (is_cidr) {
        for (long bit = bits; bit < full; bit++) {
            if (bytes[bit / 8] >> (7 - bit % 8) & 1) {
                return false; /* refused: bits set to the right of the mask */
            }
        }
    }
    return true;
}

bool sd_literal_inet(const char *text, Text *out)
{
    return read_network(text, false, out);
}

bool sd_literal_cidr(const char *text, Text *out)
{
    return read_network(text, true, out);
}

/* Groups of hexadecimal digits with one separator throughout; groups of one byte may leave out a zero. */
static bool read_hardware(const char *text, size_t bytes, Text *out)
{
    const char *at = text;
    size_t groups = 1, size;
    char between = 0;

    for (const char *c = text; *c; c++) {
        if (!isxdigit((unsigned char) *c)) {
            if ((between && *c != between) || !strchr(":-.", *c)) {
                return false;
            }
            between = *c;
            groups++;
        }
    }
    if (groups > bytes || bytes % groups) {
        return false;
    }
    size = 2 * bytes / groups;
    for (size_t group = 0; group < groups; group++) {
        size_t digits = strspn(at, "0123456789abcdefABCDEF");

        if (digits != size && !(size == 2 && digits == 1 && bytes == 6)) {
            return false;
        }
        sd_text_put(out, digits < size ? "0" : "");
        for (size_t i = 0; i < digits; i++) {
            sd_text_char(out, (char) tolower((unsigned char) *at++));
        }
        at += *at != 0;
    }
    return true;
}

bool sd_literal_macaddr(const char *text, Text *out)
{
    return read_hardware(text, 6, out);
}

bool sd_literal_macaddr8(const char *text, Text *out)
{
    return read_hardware(text, 8, out);
}
