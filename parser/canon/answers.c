#include "parser/canon/answers.h"

Name sd_answers_literal(Answers *answers, Name type, Name text)
{
    for (size_t i = 0; i < answers->literal_count; i++) {
        if (answers->literals[i].type == type && answers->literals[i].text == text) {
            return answers->literals[i].canonical;
        }
    }
    answers->literals =
        sd_arena_grow(answers->arena, answers->literals, answers->literal_count, sizeof *answers->literals);
    answers->literals[answers->literal_count++] = (LiteralAnswer){ .type = type, .text = text };
    return NULL;
}
