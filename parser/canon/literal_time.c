/* Dates and times as text: datetime.c of the server, as far as no setting (DateStyle, TimeZone) decides what is
 * meant. */
#include "parser/canon/literal.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct Moment {
    int64_t days;         /* since 1970-01-01 */
    int64_t microseconds; /* of the day */
    bool has_zone;
    int64_t zone; /* seconds east of Greenwich */
} Moment;

static const int64_t second = 1000000;
enum { SECONDS_A_DAY = 86400 };

static void skip_space(const char **at)
{
    *at = sd_literal_space(*at);
}

bool sd_literal_take_digits(const char **at, size_t fewest, size_t most, int64_t *value)
{
    size_t digits = strspn(*at, "0123456789");

    if (digits < fewest || digits > most) {
        return false;
    }
    *value = 0;
    for (size_t i = 0; i < digits; i++) {
        *value = *value * 10 + (*(*at)++ - '0');
    }
    return true;
}

bool sd_literal_take_fraction(const char **at, int64_t *microseconds)
{
    int64_t unit = 100000;

    *microseconds = 0;
    if (**at != '.') {
        return true;
    }
    for ((*at)++; isdigit((unsigned char) **at); (*at)++) {
        if (unit == 0 && **at != '0') {
            return false;
        }
        *microseconds += (**at - '0') * unit;
        unit /= 10;
    }
    return true;
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Howard Hinnant's count of days in the civil calendar, for years from 1 on. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t shifted = month <= 2 ? year - 1 : year;
    int64_t era = shifted / 400, of_era = shifted - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Year first, as every DateStyle reads it: 2024-1-31, 2024/01/31, 20240131. */
static bool take_date(const char **at, int64_t *days)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int64_t year, month, day;
    char between;

    if (strspn(*at, "0123456789") == 8) {
        if (!sd_literal_take_digits(at, 8, 8, &year)) {
            return false;
        }
        day = year % 100;
        month = year / 100 % 100;
        year /= 10000;
    } else {
        if (!sd_literal_take_digits(at, 4, 4, &year)) {
            return false;
        }
        between = **at;
        if (between != '-' && between != '/') {
            return false;
        }
        (*at)++;
        if (!sd_literal_take_digits(at, 1, 2, &month) || *(*at)++ != between ||
            !sd_literal_take_digits(at, 1, 2, &day)) {
            return false;
        }
    }
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > lengths[month - 1] + (month == 2 && is_leap(year))) {
        return false;
    }
    *days = days_of(year, month, day);
    return true;
}

static bool take_clock(const char **at, int64_t *microseconds)
{
    int64_t hour, minute, seconds = 0, fraction = 0;

    if (!sd_literal_take_digits(at, 1, 2, &hour) || *(*at)++ != ':' || !sd_literal_take_digits(at, 2, 2, &minute)) {
        return false;
    }
    if (**at == ':') {
        (*at)++;
        if (!sd_literal_take_digits(at, 2, 2, &seconds) || !sd_literal_take_fraction(at, &fraction)) {
            return false;
        }
    }
    if (hour > 24 || minute > 59 || seconds > 59 || (hour == 24 && (minute || seconds || fraction))) {
        return false;
    }
    *microseconds = (hour * 3600 + minute * 60 + seconds) * second + fraction;
    return true;
}

/* Z, UTC, +02, +0530, -03:30. */
static bool take_zone(const char **at, int64_t *zone)
{
    int64_t hours, minutes = 0;
    int sign = **at == '-' ? -1 : 1;

    for (size_t i = 0; i < 3; i++) {
        static const char *const utc[] = { "UTC", "GMT", "Z" };

        if (strncmp(*at, utc[i], strlen(utc[i])) == 0) {
            *at += strlen(utc[i]);
            *zone = 0;
            return true;
        }
    }
    if (**at != '+' && **at != '-') {
        return false;
    }
    (*at)++;
    if (strspn(*at, "0123456789") == 4) {
        if (!sd_literal_take_digits(at, 4, 4, &hours)) {
            return false;
        }
        minutes = hours % 100;
        hours /= 100;
    } else {
        if (!sd_literal_take_digits(at, 1, 2, &hours)) {
            return false;
        }
        if (**at == ':') {
            (*at)++;
            if (!sd_literal_take_digits(at, 2, 2, &minutes)) {
                return false;
            }
        }
    }
    *zone = sign * (hours * 3600 + minutes * 60);
    return hours <= 15 && minutes <= 59;
}

static bool take_moment(const char *text, Moment *moment)
{
    const char *at = text;

    *moment = (Moment){ 0 };
    skip_space(&at);
    if (!take_date(&at, &moment->days)) {
        return false;
    }
    if (*at == 'T' || *at == 't') {
        at++;
    } else {
        skip_space(&at);
    }
    if (isdigit((unsigned char) *at) && !take_clock(&at, &moment->microseconds)) {
        return false;
    }
    skip_space(&at);
    if (*at) {
        moment->has_zone = take_zone(&at, &moment->zone);
        skip_space(&at);
    }
    return *at == 0;
}

static bool is_infinity(const char *text)
{
    return strcmp(text, "infinity") == 0 || strcmp(text, "-infinity") == 0;
}

/* The words that mean one moment always; 1970-01-01 00:00 is where counting begins here. */
static bool take_word(const char *text, Text *out)
{
    if (!is_infinity(text) && strcmp(text, "epoch") != 0) {
        return false;
    }
    sd_text_put(out, is_infinity(text) ? text : "0");
    return true;
}

bool sd_literal_date(const char *text, Text *out)
{
    Moment moment;

    if (take_word(text, out)) {
        return true;
    }
    if (!take_moment(text, &moment)) {
        return false;
    }
    sd_text_format(out, "%" PRId64, moment.days);
    return true;
}

bool sd_literal_time(const char *text, Text *out)
{
    int64_t microseconds;

    skip_space(&text);
    if (!take_clock(&text, &microseconds)) {
        return false;
    }
    skip_space(&text);
    sd_text_format(out, "%" PRId64, microseconds);
    return *text == 0;
}

bool sd_literal_timestamp(const char *text, Text *out)
{
    Moment moment;

    if (take_word(text, out)) {
        return true;
    }
    if (!take_moment(text, &moment)) {
        return false;
    }
    /* A zone is read and ignored. */
    sd_text_format(out, "%" PRId64, moment.days * SECONDS_A_DAY * second + moment.microseconds);
    return true;
}

bool sd_literal_timestamptz(const char *text, Text *out)
{
    Moment moment;

    if (take_word(text, out)) {
        return true;
    }
    /* Without a zone, the session's TimeZone would decide. */
    if (!take_moment(text, &moment) || !moment.has_zone) {
        return false;
    }
    sd_text_format(out, "%" PRId64, (moment.days * SECONDS_A_DAY - moment.zone) * second + moment.microseconds);
    return true;
}

/* The clock and the zone are both kept: two times at one moment in different zones are not equal. */
bool sd_literal_timetz(const char *text, Text *out)
{
    int64_t microseconds, zone;

    skip_space(&text);
    if (!take_clock(&text, &microseconds)) {
        return false;
    }
    skip_space(&text);
    if (!take_zone(&text, &zone)) {
        return false;
    }
    skip_space(&text);
    sd_text_format(out, "%" PRId64 " %" PRId64, microseconds, zone);
    return *text == 0;
}
