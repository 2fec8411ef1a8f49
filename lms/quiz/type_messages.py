"""Sentences of the question types that draw numbers, and of those that put things in order."""

from lms.core.reasons import N_

CALCULATION = {
    "formula.arguments": N_("The function %(name)s does not take so many values."),
    "formula.caret": N_("Write ** for a power: x ** 2."),
    "formula.not_a_condition": N_("This must be a comparison, such as income > cost."),
    "formula.not_a_number": N_("This formula must give a number, not a comparison."),
    "formula.not_finite": N_("A number here is too large or too small to work with."),
    "formula.too_deep": N_(
        "This formula has too many levels of brackets. Name a part of it under “derived”."
    ),
    "formula.too_long": N_("This formula is too long: the limit is %(limit)s characters."),
    "formula.too_slow": N_("These formulas take too long to work out. Make them simpler."),
    "formula.undefined": N_("This formula has no result for these numbers."),
    "formula.unknown_function": N_("There is no function %(name)s. The functions are: %(known)s."),
    "formula.unreadable": N_(
        "This formula can't be read. Use numbers with a point, names, + - * / ** and brackets."
    ),
    "pending.no_result": N_("The formula has no result for the numbers of this attempt."),
    "question.draw_not_finite": N_("The result is too large or too small to work with when %(values)s."),
    "question.draw_undefined": N_(
        "There is no result when %(values)s: a division by zero, or a root or logarithm that does not exist."
    ),
    "question.hint_with_value": N_("A hint can't show a drawn number: %(name)s."),
    "question.no_draw": N_("No draw satisfies these constraints."),
    "question.parameter_name": N_(
        "The name %(name)s can't be used: it takes small letters, digits and _, and is no word of the formulas."
    ),
    "question.parameter_range": N_("Give either a list of values, or both a minimum and a maximum."),
    "question.relative_draw_of_zero": N_(
        "The answer is 0 for some draws, where a tolerance in percent or in significant figures means nothing."
    ),
    "question.shows_the_answer": N_("The question shows %(name)s, which is always equal to the answer."),
    "question.significant_figures": N_("Significant figures are a whole number from 1 to %(limit)s."),
    "question.too_many_steps": N_("This range has too many steps: the limit is %(limit)s."),
    "question.unknown_name": N_("Nothing is called %(name)s here. The names are: %(known)s."),
}
"""Of parameters and formulas."""
ARRANGING = {
    "answer.same_position": N_("Two items have position %(position)s. Give each its own position."),
    "question.fraction_and_correct": N_("Use either “correct” or “fraction” in a question, not both."),
    "question.no_full_option": N_("One option must be worth 1."),
    "question.scale_range": N_("A scale has 2 to 11 steps: from 1 to 5, or from 0 to 10."),
    "question.unknown_category": N_("There is no category %(id)s in this question."),
}
"""Of options, orders and categories."""
