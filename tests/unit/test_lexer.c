#include "parser/sql/lexer.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* The tokens joined by a bar, each with a letter for its kind. */
static const char *tokens(const char *text)
{
    static const char letters[] = { [TOKEN_WORD] = 'w',   [TOKEN_IDENTIFIER] = 'i', [TOKEN_STRING] = 's',
                                    [TOKEN_NUMBER] = 'n', [TOKEN_SYMBOL] = 'y',     [TOKEN_BACKSLASH] = 'b' };
    static char joined[1000];
    Lexer lexer = sd_lexer(text, strlen(text), 0);
    size_t length = 0;

    joined[0] = '\0';
    for (Token token = sd_lexer_next(&lexer); token.kind != TOKEN_END; token = sd_lexer_next(&lexer)) {
        length += (size_t) snprintf(joined + length, sizeof joined - length, "%s%c:%.*s", length ? "|" : "",
                                    letters[token.kind], (int) (token.end - token.start), text + token.start);
    }
    return joined;
}

Test(lexer, words_numbers_and_symbols_are_told_apart)
{
    cr_expect_str_eq(tokens("a_1$ 1.5e-3+.5"), "w:a_1$|n:1.5e-3|y:+|n:.5");
    cr_expect_str_eq(tokens("1..2"), "n:1|y:.|y:.|n:2");
    cr_expect_str_eq(tokens("größe::int[]"), "w:größe|y::|y::|w:int|y:[|y:]");
}

Test(lexer, a_doubled_quote_does_not_end_a_string_or_an_identifier)
{
    cr_expect_str_eq(tokens("'it''s' \"a\"\"b\""), "s:'it''s'|i:\"a\"\"b\"");
}

Test(lexer, a_backslash_escapes_only_in_e_strings)
{
    cr_expect_str_eq(tokens("'a\\' x"), "s:'a\\'|w:x");
    cr_expect_str_eq(tokens("E'a\\' x' y"), "s:E'a\\' x'|w:y");
}

Test(lexer, a_string_goes_on_in_the_next_line_with_the_rules_it_began_with)
{
    cr_expect_str_eq(tokens("E'a'\n -- note\n 'b\\'c' x"), "s:E'a'\n -- note\n 'b\\'c'|w:x");
    cr_expect_str_eq(tokens("'a' 'b'"), "s:'a'|s:'b'");
}

Test(lexer, a_letter_in_front_of_a_quote_belongs_to_the_string)
{
    cr_expect_str_eq(tokens("B'01' x'ff' U&'d' U&\"e\" u & 'f'"), "s:B'01'|s:x'ff'|s:U&'d'|i:U&\"e\"|w:u|y:&|s:'f'");
}

Test(lexer, a_dollar_quote_ends_at_its_own_tag_only)
{
    cr_expect_str_eq(tokens("$a$ $$ ; $b$ $a$ x"), "s:$a$ $$ ; $b$ $a$|w:x");
    cr_expect_str_eq(tokens("$$$$ $1"), "s:$$$$|y:$|n:1");
}

Test(lexer, block_comments_nest)
{
    cr_expect_str_eq(tokens("a/* /* ; */ ; */b -- c\nd"), "w:a|w:b|w:d");
}

Test(lexer, what_never_ends_runs_to_the_end_of_the_text)
{
    cr_expect_str_eq(tokens("a 'b"), "w:a|s:'b");
    cr_expect_str_eq(tokens("a $x$ b $"), "w:a|s:$x$ b $");
    cr_expect_str_eq(tokens("a /* b"), "w:a");
    cr_expect_str_eq(tokens("E'\\"), "s:E'\\");
}

Test(lexer, a_psql_command_is_a_line_that_begins_with_a_backslash)
{
    cr_expect_str_eq(tokens("\\connect it's\n  \\i x\na \\ b"), "b:\\connect it's|b:\\i x|w:a|y:\\|w:b");
}

Test(lexer, the_closing_parenthesis_is_found_behind_nested_ones_and_strings)
{
    const char *text = "(a (b) ')' -- )\n) c";
    Lexer lexer = sd_lexer(text, strlen(text), 1);

    cr_expect_eq(sd_lexer_close(&lexer), strlen(text) - 3);
    cr_expect_eq(lexer.at, strlen(text) - 2);
    lexer = sd_lexer("(a", 2, 1);
    cr_expect_eq(sd_lexer_close(&lexer), 2);
}

Test(lexer, trimming_takes_space_and_comments_from_both_ends)
{
    const char *text = " /* x */ a /* y */ b -- z\n ";
    size_t start = 0, end = strlen(text);

    sd_lexer_trim(text, &start, &end);
    cr_expect_eq(start, 9);
    cr_expect_eq(end, 20);
    start = 0;
    end = 1;
    sd_lexer_trim(text, &start, &end);
    cr_expect_eq(start, end);
}

Test(lexer, words_are_compared_without_regard_to_case)
{
    Lexer lexer = sd_lexer("SeLect \"select\"", 15, 0);
    Token word = sd_lexer_next(&lexer);
    Token quoted = sd_lexer_next(&lexer);

    cr_expect(sd_token_is(&lexer, word, "select"));
    cr_expect_not(sd_token_is(&lexer, word, "selec"));
    cr_expect_not(sd_token_is(&lexer, quoted, "select"));
}
