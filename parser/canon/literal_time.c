/* Dates, times and intervals as text: datetime.c of the server, as far as no setting (DateStyle, TimeZone,
 * IntervalStyle) decides what is meant. */
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
    while (**at == ' ' || **at == '\t' || **at == '\n') {
        (*at)++;
    }
}

/* Between `fewest` and `most` digits. */
static bool take_number(const char **at, size_t fewest, size_t most, int64_t *value)
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

/* Up to six digits behind the point; more would be rounded. */
static bool take_fraction(const char **at, int64_t *microseconds)
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
        if (!take_number(at, 8, 8, &year)) {
            return false;
        }
        day = year % 100;
        month = year / 100 % 100;
        year /= 10000;
    } else {
        if (!take_number(at, 4, 4, &year)) {
            return false;
        }
        between = **at;
        if (between != '-' && between != '/') {
            return false;
        }
        (*at)++;
        if (!take_number(at, 1, 2, &month) || *(*at)++ != between || !take_number(at, 1, 2, &day)) {
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

    if (!take_number(at, 1, 2, &hour) || *(*at)++ != ':' || !take_number(at, 2, 2, &minute)) {
        return false;
    }
    if (**at == ':') {
        (*at)++;
        if (!take_number(at, 2, 2, &seconds) || !take_fraction(at, &fraction)) {
            return false;
        }
    }
    if (hour > 23 || minute > 59 || seconds > 59) {
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
        if (!take_number(at, 4, 4, &hours)) {
            return false;
        }
        minutes = hours % 100;
        hours /= 100;
    } else {
        if (!take_number(at, 1, 2, &hours)) {
            return false;
        }
        if (**at == ':') {
            (*at)++;
            if (!take_number(at, 2, 2, &minutes)) {
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

bool sd_literal_date(const char *text, Text *out)
{
    Moment moment;

    if (is_infinity(text)) {
        sd_text_put(out, text);
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

    if (is_infinity(text)) {
        sd_text_put(out, text);
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

    if (is_infinity(text)) {
        sd_text_put(out, text);
        return true;
    }
    /* Without a zone, the session's TimeZone would decide. */
    if (!take_moment(text, &moment) || !moment.has_zone) {
        return false;
    }
    sd_text_format(out, "%" PRId64, (moment.days * SECONDS_A_DAY - moment.zone) * second + moment.microseconds);
    return true;
}

/* ---- intervals ----------------------------------------------------------------------------------------------- */

typedef struct Interval {
    int64_t months, days, microseconds;
} Interval;

typedef enum Part { PART_MONTHS, PART_DAYS, PART_MICROSECONDS } Part;

/* The words of datetktbl that people use; fractions of years and months spill over and are left out. */
static const struct {
    const char *word;
    Part part;
    int64_t factor;
    bool may_be_fraction;
} units[] = {
    { "year", PART_MONTHS, 12, false },
    { "years", PART_MONTHS, 12, false },
    { "yr", PART_MONTHS, 12, false },
    { "yrs", PART_MONTHS, 12, false },
    { "y", PART_MONTHS, 12, false },
    { "mon", PART_MONTHS, 1, false },
    { "mons", PART_MONTHS, 1, false },
    { "month", PART_MONTHS, 1, false },
    { "months", PART_MONTHS, 1, false },
    { "decade", PART_MONTHS, 120, false },
    { "decades", PART_MONTHS, 120, false },
    { "century", PART_MONTHS, 1200, false },
    { "week", PART_DAYS, 7, false },
    { "weeks", PART_DAYS, 7, false },
    { "w", PART_DAYS, 7, false },
    { "day", PART_DAYS, 1, false },
    { "days", PART_DAYS, 1, false },
    { "d", PART_DAYS, 1, false },
    { "hour", PART_MICROSECONDS, 3600000000, true },
    { "hours", PART_MICROSECONDS, 3600000000, true },
    { "hr", PART_MICROSECONDS, 3600000000, true },
    { "hrs", PART_MICROSECONDS, 3600000000, true },
    { "h", PART_MICROSECONDS, 3600000000, true },
    { "minute", PART_MICROSECONDS, 60000000, true },
    { "minutes", PART_MICROSECONDS, 60000000, true },
    { "min", PART_MICROSECONDS, 60000000, true },
    { "mins", PART_MICROSECONDS, 60000000, true },
    { "m", PART_MICROSECONDS, 60000000, true },
    { "second", PART_MICROSECONDS, 1000000, true },
    { "seconds", PART_MICROSECONDS, 1000000, true },
    { "sec", PART_MICROSECONDS, 1000000, true },
    { "secs", PART_MICROSECONDS, 1000000, true },
    { "s", PART_MICROSECONDS, 1000000, true },
    { "millisecond", PART_MICROSECONDS, 1000, true },
    { "milliseconds", PART_MICROSECONDS, 1000, true },
    { "ms", PART_MICROSECONDS, 1000, true },
    { "microsecond", PART_MICROSECONDS, 1, false },
    { "microseconds", PART_MICROSECONDS, 1, false },
    { "us", PART_MICROSECONDS, 1, false },
};

static bool add_unit(Interval *interval, const char *word, int64_t whole, int64_t fraction)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(units[i].word, word) != 0) {
            continue;
        }
        if (fraction && (!units[i].may_be_fraction || units[i].factor * fraction % second)) {
            return false;
        }
        switch (units[i].part) {
        case PART_MONTHS:
            interval->months += whole * units[i].factor;
            break;
        case PART_DAYS:
            interval->days += whole * units[i].factor;
            break;
        case PART_MICROSECONDS:
            interval->microseconds += whole * units[i].factor + units[i].factor * fraction / second;
            break;
        }
        return true;
    }
    return false;
}

/* 12:30:15.5, of any number of hours. */
static bool add_clock(Interval *interval, const char **at, int64_t hours, int sign)
{
    int64_t minutes, seconds = 0, fraction = 0;

    (*at)++;
    if (!take_number(at, 2, 2, &minutes)) {
        return false;
    }
    if (**at == ':') {
        (*at)++;
        if (!take_number(at, 2, 2, &seconds) || !take_fraction(at, &fraction)) {
            return false;
        }
    } else if (**at == '.') {
        return false; /* minutes and seconds */
    }
    interval->microseconds += sign * ((hours * 3600 + minutes * 60 + seconds) * second + fraction);
    return minutes < 60 && seconds < 60;
}

static bool add_piece(Interval *interval, const char **at)
{
    int sign = **at == '-' ? -1 : 1;
    int64_t whole = 0, fraction;
    char word[16] = "";
    size_t length = 0;

    *at += **at == '-' || **at == '+';
    if (**at == '.' ? !isdigit((unsigned char) (*at)[1]) : !take_number(at, 1, 9, &whole)) {
        return false;
    }
    if (**at == ':') {
        return add_clock(interval, at, whole, sign);
    }
    if (!take_fraction(at, &fraction)) {
        return false;
    }
    skip_space(at);
    while (isalpha((unsigned char) **at) && length + 1 < sizeof word) {
        word[length++] = (char) tolower((unsigned char) *(*at)++);
    }
    if (length == 0) {
        /* A number alone at the end counts seconds. */
        return **at == 0 && add_unit(interval, "second", sign * whole, sign * fraction);
    }
    return add_unit(interval, word, sign * whole, sign * fraction);
}

bool sd_literal_interval(const char *text, Text *out)
{
    Interval interval = { 0 };
    size_t pieces = 0;

    skip_space(&text);
    while (*text) {
        if (strcmp(text, "ago") == 0 && pieces) {
            interval = (Interval){ -interval.months, -interval.days, -interval.microseconds };
            break;
        }
        if (!add_piece(&interval, &text)) {
            return false;
        }
        pieces++;
        skip_space(&text);
    }
    sd_text_format(out, "%" PRId64 " %" PRId64 " %" PRId64, interval.months, interval.days, interval.microseconds);
    return pieces > 0;
}
