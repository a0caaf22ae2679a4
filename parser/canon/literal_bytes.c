/* What is made of bytes and bits: uuid.c, bytea (varlena.c), varbit.c, char.c. */
#include "parser/canon/literal.h"

#include <ctype.h>
#include <string.h>

/* 32 hexadecimal digits, a hyphen allowed behind each four, braces allowed around (uuid.c). */
bool sd_literal_uuid(const char *text, Text *out)
{
    bool braces = *text == '{';
    size_t digits = 0;
    const char *at = text + braces;

    for (; digits < 32; at++) {
        if (*at == '-' && digits % 4 == 0 && digits > 0 && at[-1] != '-') {
            continue;
        }
        if (!isxdigit((unsigned char) *at)) {
            return false;
        }
        sd_text_char(out, (char) tolower((unsigned char) *at));
        digits++;
    }
    return strcmp(at, braces ? "}" : "") == 0;
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Hexadecimal or escape form (byteain of varlena.c). */
bool sd_literal_bytea(const char *text, Text *out)
{
    sd_text_put(out, "\\x");
    if (text[0] == '\\' && text[1] == 'x') {
        for (const char *at = text + 2; *at; at++) {
            if (hex_value(*at) < 0) {
                return false;
            }
            sd_text_char(out, (char) tolower((unsigned char) *at));
        }
        return strlen(text) % 2 == 0;
    }
    for (const char *at = text; *at; at++) {
        int byte = (unsigned char) *at;

        if (*at == '\\' && at[1] == '\\') {
            at++;
        } else if (*at == '\\' && at[1] >= '0' && at[1] <= '3' && at[2] >= '0' && at[2] <= '7' && at[3] >= '0' &&
                   at[3] <= '7') {
            byte = (at[1] - '0') * 64 + (at[2] - '0') * 8 + (at[3] - '0');
            at += 3;
        } else if (*at == '\\') {
            return false;
        }
        sd_text_format(out, "%02x", (unsigned) byte);
    }
    return true;
}

bool sd_literal_bit(const char *text, Text *out)
{
    const char *at = text;

    if (*at == 'x' || *at == 'X') {
        for (at++; *at; at++) {
            int value = hex_value(*at);

            if (value < 0) {
                return false;
            }
            for (int bit = 8; bit; bit /= 2) {
                sd_text_char(out, value & bit ? '1' : '0');
            }
        }
        return true;
    }
    at += *at == 'b' || *at == 'B';
    sd_text_put(out, at);
    return strspn(at, "01") == strlen(at);
}

/* One byte; what follows is dropped.  The servers from 16 on read \ooo. */
bool sd_literal_char(const char *text, Text *out)
{
    if (*text == '\\') {
        return false;
    }
    sd_text_put_bytes(out, text, *text ? 1 : 0);
    return true;
}

/* Cut to NAMEDATALEN - 1 bytes, between characters. */
bool sd_literal_short_name(const char *text, Text *out)
{
    sd_text_put(out, text);
    return strlen(text) < 64;
}

bool sd_literal_verbatim(const char *text, Text *out)
{
    sd_text_put(out, text);
    return true;
}
