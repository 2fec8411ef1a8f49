"""One English sentence per reason code of the quiz; the edge translates them."""

from lms.core.reasons import N_

ANSWERS = {
    "answer.foreign_option": N_(
        "This answer is not one of those on offer. Reload the page and choose again."
    ),
    "answer.malformed": N_("This answer could not be read. Reload the page and answer again."),
    "answer.not_a_number": N_("Enter a number, for example 12,5 or 12.5."),
    "answer.number_out_of_reach": N_("This number is too large or too small to work with."),
    "answer.out_of_range": N_("Enter a number between %(min)s and %(max)s."),
    "answer.too_great": N_("Enter a number no greater than %(max)s."),
    "answer.too_long": N_("This answer is too long: the limit is %(limit)s characters."),
    "answer.too_many": N_("Too many answers at once: the limit is %(limit)s."),
    "answer.too_small": N_("Enter a number no smaller than %(min)s."),
    "answer.unstorable": N_("This text holds a character that can't be stored. Type it again."),
    "pending.near_spelling": N_("The answer is one slip of spelling away from an accepted one."),
}
SITTING = {
    "start.not_open": N_("This quiz opens on %(opens_at)s."),
    "start.closed": N_("This quiz closed on %(closes_at)s."),
    "start.no_attempts_left": N_("You have used every attempt. Attempts allowed: %(attempts)s."),
    "start.wait": N_("You can try again from %(again_at)s."),
    "deadline.none": N_("No time limit."),
    "deadline.limit": N_("Ends %(due_at)s: you have %(minutes)s min."),
    "deadline.own_limit": N_("Ends %(due_at)s: you have %(minutes)s min, the usual limit is %(usual)s min."),
    "deadline.close_only": N_("Ends %(due_at)s because the quiz closes then."),
    "deadline.close_cuts_limit": N_(
        "Ends %(due_at)s because the quiz closes then; you had %(minutes)s minutes."
    ),
    "release.after_submit": N_("The corrections appear after you submit."),
    "release.after_close": N_("The corrections appear when the quiz closes, on %(closes_at)s."),
    "release.no_close": N_("The corrections appear when the quiz closes; no date is set yet."),
    "release.never": N_("The corrections of this quiz are not shown."),
}
SETTINGS = {
    "policy.one_attempt": N_("One attempt"),
    "policy.attempts": N_("%(count)s attempts"),
    "policy.unlimited_attempts": N_("As many attempts as you like"),
    "policy.delay": N_("%(hours)s h between attempts"),
    "policy.no_time_limit": N_("No time limit"),
    "policy.time_limit": N_("%(minutes)s min"),
    "policy.pass_mark": N_("Pass mark %(percent)s %%"),
    "policy.kept_highest": N_("The best score counts"),
    "policy.kept_last": N_("The last score counts"),
    "policy.kept_first": N_("The first score counts"),
    "policy.kept_average": N_("The average score counts"),
    "policy.feedback_after_submit": N_("Corrections after you submit"),
    "policy.feedback_after_close": N_("Corrections after the quiz closes"),
    "policy.feedback_never": N_("Corrections not shown"),
}
AUTHORING = {
    "field.above": N_("This number must be %(limit)s or less."),
    "field.below": N_("This number must be %(limit)s or more."),
    "field.invalid": N_("This value can't be used here."),
    "field.missing": N_("This field is missing."),
    "field.not_a_slug": N_("An id has 1 to 60 small letters, digits and hyphens, and begins with a letter."),
    "field.not_above": N_("This number must be greater than %(limit)s."),
    "field.not_below": N_("This number must be less than %(limit)s."),
    "field.not_one_of": N_("This value must be one of: %(expected)s."),
    "field.too_few": N_("This list needs at least %(limit)s entries."),
    "field.too_many": N_("This list can't have more than %(limit)s entries."),
    "field.unknown": N_("There is no field of this name here."),
    "field.unstorable": N_("This text holds a character that can't be stored."),
    "field.wrong_kind": N_("This value is not of the kind that the field holds."),
    "question.accepts_anything": N_("An accepted text needs more than stars: this one accepts any answer."),
    "question.correct_out_of_limits": N_("The right number lies outside the limits."),
    "question.empty_text": N_("This text is empty."),
    "question.limits_crossed": N_("The upper limit must be greater than the lower one."),
    "question.no_right_option": N_("At least one option must be correct."),
    "question.number_out_of_reach": N_("This number is too large or too small to work with."),
    "question.one_choice": N_("The pairs need at least two different texts on the right-hand side."),
    "question.one_right_option": N_("Exactly one option must be correct; here there are %(count)s."),
    "question.relative_to_zero": N_("A tolerance in percent means nothing when the right number is 0."),
    "question.repeated_id": N_("The id %(id)s is used twice in this question."),
    "question.repeated_text": N_("Learners can't tell this text from another one of the same question."),
    "question.too_long": N_("This text is too long: the limit is %(limit)s characters."),
    "question.unknown_type": N_("There is no question type %(type)s."),
}
SAVING = {
    "save.late": N_(
        "Your time ended at %(due_at)s. This answer arrived later: it is kept, but it does not count."
    ),
    "save.submitted": N_("You have submitted this attempt. Its answers can't change any more."),
    "save.unreadable": N_("This answer could not be read. Reload the page and answer again."),
    "submit.confirm": N_("Tick the box to confirm that you want to submit."),
}
SENTENCES = {**ANSWERS, **SITTING, **SETTINGS, **AUTHORING, **SAVING}
