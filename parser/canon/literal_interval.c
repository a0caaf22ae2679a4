/* Intervals as text: DecodeInterval() of datetime.c and AdjustIntervalForTypmod() of timestamp.c, with IntervalStyle
 * postgres.  The canonical form counts months, days and microseconds. */
#include "parser/canon/literal.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MONTHS_A_YEAR = 12, DAYS_A_MONTH = 30, COUNT_MAX = 100000000 };

static const int64_t second = 1000000, minute = 60000000, hour = 3600000000, day = 86400000000;

typedef struct Interval {
    int64_t months, days, microseconds;
} Interval;

typedef enum Part { PART_YEARS, PART_MONTHS, PART_WEEKS, PART_DAYS, PART_MICROSECONDS } Part;

typedef struct Unit {
    const char *word;
    Part part;
    int64_t factor;
} Unit;

/* The words of deltatktbl (datetime.c). */
static const Unit units[] = {
    { "year", PART_YEARS, 1 },
    { "years", PART_YEARS, 1 },
    { "yr", PART_YEARS, 1 },
    { "yrs", PART_YEARS, 1 },
    { "y", PART_YEARS, 1 },
    { "mon", PART_MONTHS, 1 },
    { "mons", PART_MONTHS, 1 },
    { "month", PART_MONTHS, 1 },
    { "months", PART_MONTHS, 1 },
    { "decade", PART_YEARS, 10 },
    { "decades", PART_YEARS, 10 },
    { "century", PART_YEARS, 100 },
    { "week", PART_WEEKS, 1 },
    { "weeks", PART_WEEKS, 1 },
    { "w", PART_WEEKS, 1 },
    { "day", PART_DAYS, 1 },
    { "days", PART_DAYS, 1 },
    { "d", PART_DAYS, 1 },
    { "hour", PART_MICROSECONDS, 3600000000 },
    { "hours", PART_MICROSECONDS, 3600000000 },
    { "hr", PART_MICROSECONDS, 3600000000 },
    { "hrs", PART_MICROSECONDS, 3600000000 },
    { "h", PART_MICROSECONDS, 3600000000 },
    { "minute", PART_MICROSECONDS, 60000000 },
    { "minutes", PART_MICROSECONDS, 60000000 },
    { "min", PART_MICROSECONDS, 60000000 },
    { "mins", PART_MICROSECONDS, 60000000 },
    { "m", PART_MICROSECONDS, 60000000 },
    { "second", PART_MICROSECONDS, 1000000 },
    { "seconds", PART_MICROSECONDS, 1000000 },
    { "sec", PART_MICROSECONDS, 1000000 },
    { "secs", PART_MICROSECONDS, 1000000 },
    { "s", PART_MICROSECONDS, 1000000 },
    { "millisecond", PART_MICROSECONDS, 1000 },
    { "milliseconds", PART_MICROSECONDS, 1000 },
    { "ms", PART_MICROSECONDS, 1000 },
    { "microsecond", PART_MICROSECONDS, 1 },
    { "microseconds", PART_MICROSECONDS, 1 },
    { "us", PART_MICROSECONDS, 1 },
};

static const Unit *find_unit(const char *word)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(units[i].word, word) == 0) {
            return &units[i];
        }
    }
    return NULL;
}

/* numerator/denominator, where that is a whole number. */
static bool add_exactly(int64_t *to, int64_t numerator, int64_t denominator)
{
    *to += numerator / denominator;
    return numerator % denominator == 0;
}

/* `fraction` is in millionths.  What is left of a year are months, of months and weeks days, of days time; what the
 * server would round is left to it. */
static bool add_unit(Interval *interval, const Unit *unit, int64_t whole, int64_t fraction)
{
    int64_t days;

    switch (unit->part) {
    case PART_YEARS:
        interval->months += whole * unit->factor * MONTHS_A_YEAR;
        return add_exactly(&interval->months, fraction * unit->factor * MONTHS_A_YEAR, second);
    case PART_MONTHS:
        interval->months += whole;
        days = fraction * DAYS_A_MONTH;
        interval->days += days / second;
        return add_exactly(&interval->microseconds, days % second * (day / second), 1);
    case PART_WEEKS:
        interval->days += whole * 7;
        days = fraction * 7;
        interval->days += days / second;
        return add_exactly(&interval->microseconds, days % second * (day / second), 1);
    case PART_DAYS:
        interval->days += whole;
        return add_exactly(&interval->microseconds, fraction * (day / second), 1);
    case PART_MICROSECONDS:
        interval->microseconds += whole * unit->factor;
        return add_exactly(&interval->microseconds, unit->factor * fraction, second);
    }
    return false;
}

/* 12:30:15.5, of any number of hours.  Two numbers are hours and minutes. */
static bool add_clock(Interval *interval, const char **at, int64_t hours, int sign)
{
    int64_t minutes, seconds = 0, fraction = 0;

    (*at)++;
    if (!sd_literal_take_digits(at, 2, 2, &minutes)) {
        return false;
    }
    if (**at == ':') {
        (*at)++;
        if (!sd_literal_take_digits(at, 2, 2, &seconds) || !sd_literal_take_fraction(at, &fraction)) {
            return false;
        }
    } else if (**at == '.') {
        return false; /* minutes and seconds */
    }
    interval->microseconds += sign * (hours * hour + minutes * minute + seconds * second + fraction);
    return minutes < 60 && seconds < 60;
}

/* 1-6: years and months. */
static bool add_years_and_months(Interval *interval, const char **at, int64_t years, int sign)
{
    int64_t months;

    (*at)++;
    if (!sd_literal_take_digits(at, 1, 2, &months) || months >= MONTHS_A_YEAR) {
        return false;
    }
    interval->months += sign * (years * MONTHS_A_YEAR + months);
    return !**at || *sd_literal_space(*at) != **at;
}

/* The unit behind a number: the word that follows; days in front of a clock; else, at the end, that of the type. */
static const Unit *take_unit(const char **at, const char *last)
{
    char word[16] = "";
    size_t length = 0;
    const char *next;

    *at = sd_literal_space(*at);
    while (isalpha((unsigned char) **at) && length + 1 < sizeof word) {
        word[length++] = (char) tolower((unsigned char) *(*at)++);
    }
    if (length) {
        return isalpha((unsigned char) **at) ? NULL : find_unit(word);
    }
    if (!**at) {
        return find_unit(last);
    }
    next = *at + (**at == '-' || **at == '+');
    return next[strspn(next, "0123456789")] == ':' && next[0] != ':' ? find_unit("day") : NULL;
}

static bool add_piece(Interval *interval, const char **at, const char *last)
{
    int sign = **at == '-' ? -1 : 1;
    int64_t whole = 0, fraction;
    const Unit *unit;

    *at += **at == '-' || **at == '+';
    if (**at == '.' ? !isdigit((unsigned char) (*at)[1]) : !sd_literal_take_digits(at, 1, 9, &whole)) {
        return false;
    }
    if (**at == ':') {
        return add_clock(interval, at, whole, sign);
    }
    if (**at == '-') {
        return add_years_and_months(interval, at, whole, sign);
    }
    if (whole > COUNT_MAX || !sd_literal_take_fraction(at, &fraction)) {
        return false;
    }
    unit = take_unit(at, last);
    return unit && add_unit(interval, unit, sign * whole, sign * fraction);
}

/* P1Y2M3DT4H5M6S of ISO 8601; each letter behind its number. */
static bool read_iso(Interval *interval, const char *at)
{
    static const struct {
        char letter;
        bool of_time;
        const char *unit;
    } letters[] = {
        { 'Y', false, "year" }, { 'M', false, "month" }, { 'W', false, "week" },  { 'D', false, "day" },
        { 'H', true, "hour" },  { 'M', true, "minute" }, { 'S', true, "second" },
    };
    bool of_time = false, fine = false;

    for (at++; *at;) {
        int sign = *at == '-' ? -1 : 1;
        int64_t whole, fraction;

        if (*at == 'T' && !of_time) {
            of_time = true;
            at++;
            continue;
        }
        at += *at == '-';
        if (!sd_literal_take_digits(&at, 1, 9, &whole) || whole > COUNT_MAX ||
            !sd_literal_take_fraction(&at, &fraction)) {
            return false;
        }
        fine = false;
        for (size_t i = 0; i < sizeof letters / sizeof *letters && !fine; i++) {
            fine = letters[i].letter == *at && letters[i].of_time == of_time &&
                   add_unit(interval, find_unit(letters[i].unit), sign * whole, sign * fraction);
        }
        if (!fine) {
            return false;
        }
        at++;
    }
    return fine;
}

static bool read_interval(Interval *interval, const char *text, const char *last)
{
    size_t pieces = 0;

    text = sd_literal_space(text);
    if (*text == 'P') {
        return read_iso(interval, text);
    }
    text = sd_literal_space(text + (*text == '@'));
    while (*text) {
        if (strcmp(text, "ago") == 0 && pieces) {
            *interval = (Interval){ -interval->months, -interval->days, -interval->microseconds };
            return true;
        }
        if (!add_piece(interval, &text, last)) {
            return false;
        }
        pieces++;
        text = sd_literal_space(text);
    }
    return pieces > 0;
}

static void put_interval(const Interval *interval, Text *out)
{
    sd_text_format(out, "%" PRId64 " %" PRId64 " %" PRId64, interval->months, interval->days, interval->microseconds);
}

bool sd_literal_interval(const char *text, Text *out)
{
    Interval interval = { 0 };

    if (!read_interval(&interval, text, "second")) {
        return false;
    }
    put_interval(&interval, out);
    return true;
}

/* What stands to the right of the last field is cut off. */
static void cut(Interval *interval, const char *last)
{
    static const struct {
        const char *field;
        int64_t months, days, microseconds; /* multiples that are kept; 0: none */
    } fields[] = {
        { "year", MONTHS_A_YEAR, 0, 0 }, { "month", 1, 0, 0 },         { "day", 1, 1, 0 },
        { "hour", 1, 1, 3600000000 },    { "minute", 1, 1, 60000000 },
    };

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(fields[i].field, last) == 0) {
            int64_t kept = fields[i].microseconds;

            interval->months = interval->months / fields[i].months * fields[i].months;
            interval->days *= fields[i].days;
            interval->microseconds = kept ? interval->microseconds / kept * kept : 0;
        }
    }
}

static void round_to(Interval *interval, int64_t precision)
{
    int64_t scale = second, half;

    for (; precision > 0; precision--) {
        scale /= 10;
    }
    half = scale / 2;
    interval->microseconds =
        (interval->microseconds + (interval->microseconds >= 0 ? half : -half)) / (scale ? scale : 1) * scale;
}

bool sd_literal_interval_fields(const char *text, const char *fields, Text *out)
{
    Interval interval = { 0 };
    const char *precision = strchr(fields, '('), *to = strstr(fields, " to ");
    char last[16] = "second";
    size_t length;

    fields = to ? to + 4 : sd_literal_space(fields);
    length = strcspn(fields, "(");
    if (length >= sizeof last) {
        return false;
    }
    if (length) {
        memcpy(last, fields, length);
        last[length] = 0;
    }
    /* Of minute to second, 2:03 are minutes and seconds. */
    if ((to && strncmp(to - strlen("minute"), "minute", strlen("minute")) == 0) ||
        !read_interval(&interval, text, last)) {
        return false;
    }
    cut(&interval, last);
    if (precision && (precision[1] < '0' || precision[1] > '6' || precision[2] != ')')) {
        return false;
    }
    if (precision) {
        round_to(&interval, precision[1] - '0');
    }
    put_interval(&interval, out);
    return true;
}
