"""One English sentence per reason code of the quiz; the edge translates them."""

from lms.core.reasons import N_
from lms.quiz.mark_messages import MARKS
from lms.quiz.review_messages import REVIEW
from lms.quiz.time_messages import TIME
from lms.quiz.type_messages import ARRANGING, CALCULATION

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
    "pending.marker": N_("A person marks this answer."),
    "pending.near_spelling": N_("The answer is one slip of spelling away from an accepted one."),
}
SITTING = {
    "start.not_open": N_("This quiz opens on %(opens_at)s."),
    "start.closed": N_("This quiz closed on %(closes_at)s."),
    "start.no_attempts_left": N_("You have used every attempt. Attempts allowed: %(attempts)s."),
    "start.cohort_only": N_("This quiz is for the learners of a group. You follow the course on your own."),
    "start.wrong_code": N_("This access code is not the right one. Ask the person who runs the quiz."),
    "start.not_ready": N_("Tick the box to say that the timer may start."),
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
    "release.no_date": N_("The corrections appear on a date that is not set yet."),
    "release.on_date": N_("The corrections appear on %(at)s."),
    "release.partial": N_("Still to be marked by a person: %(count)s. The result may change."),
    "release.when_marked": N_(
        "Your result appears when everything is marked. Still to be marked: %(count)s."
    ),
    "release.when_released": N_(
        "Everything is marked. Your result appears when your instructor releases it."
    ),
    "timing.window_cut": N_(
        "The quiz closes on %(closes_at)s: that leaves %(left)s min, the time limit is %(minutes)s min."
    ),
    "deadline.own_close": N_("Ends %(due_at)s: the quiz closes later for you."),
    "release.never": N_("The corrections of this quiz are not shown."),
}
SETTINGS = {
    "policy.access_code": N_("An access code is needed"),
    "policy.certainty": N_("You say how certain you are: a wrong answer given with certainty costs marks"),
    "policy.cohort_only": N_("For learners of a cohort"),
    "policy.entry_test": N_(
        "It is not graded: it tells you which lessons you may skim, and what you gain with the course."
    ),
    "policy.exit_test": N_("It is not graded: it compares what you know now with what you knew before."),
    "policy.drawn": N_("%(count)s questions drawn for each attempt"),
    "policy.drawn_by_objective": N_("Each objective is asked about as often as any other"),
    "policy.drawn_anew": N_("Questions that you met before come back only when no other is left"),
    "policy.shuffled": N_("The order differs from one attempt to the next"),
    "policy.layout_one_per_page": N_("One question per page"),
    "policy.layout_sections": N_("One part per page"),
    "policy.layout_all": N_("All questions on one page"),
    "policy.grace": N_("Answers on their way at the end still count for %(seconds)s s"),
    "policy.assessed_in_cohort": N_(
        "Your instructor assesses your work in a group; on your own, you assess it yourself"
    ),
    "policy.results_partial": N_("What is marked shows before a person has marked the rest"),
    "policy.feedback_at_once": N_("Corrections after each question"),
    "policy.feedback_on_date": N_("Corrections on %(at)s"),
    "policy.hint_penalty": N_("Each hint costs %(percent)s %% of the question"),
    "policy.late_penalty": N_("Late work loses %(percent)s %%"),
    "policy.marks_after_close": N_("Marks after the quiz closes"),
    "policy.marks_never": N_("Marks not shown"),
    "policy.marks_on_date": N_("Marks on %(at)s"),
    "policy.verdicts_at_once": N_("Right or wrong is said after each question"),
    "policy.verdicts_after_submit": N_("Right or wrong is said after you submit"),
    "policy.verdicts_after_close": N_("Right or wrong is said after the quiz closes"),
    "policy.verdicts_on_date": N_("Right or wrong is said on %(at)s"),
    "policy.verdicts_never": N_("Right or wrong is not said"),
    "policy.answers_at_once": N_("Right answers after each question"),
    "policy.answers_after_submit": N_("Right answers after you submit"),
    "policy.answers_after_close": N_("Right answers after the quiz closes"),
    "policy.answers_on_date": N_("Right answers on %(at)s"),
    "policy.answers_never": N_("Right answers not shown"),
    "policy.negative_marking": N_("Wrong choices can cost marks"),
    "policy.anonymous_marking": N_("Whoever marks does not see the names"),
    "policy.results_when_released": N_("Results once an instructor releases them"),
    "policy.two_markers": N_("Two people mark each answer, one without seeing the other’s marks"),
    "policy.self_assessed": N_("You assess your own work, with the rubric and a model answer"),
    "policy.sequential": N_("One question after the other, without going back"),
    "policy.tries": N_("%(count)s tries per question, each further one costs %(percent)s %%"),
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
    "field.days_order": N_("An item opens before it is due, and is due before it closes."),
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
    "question.repeated_gap": N_("The gap “%(id)s” stands twice in this text."),
    "question.unknown_gap": N_("The text has a gap “%(id)s” that is not in the list of gaps."),
    "question.unused_gap": N_("The gap “%(id)s” has no place in this text: write [[%(id)s]] where it goes."),
    "question.flat_polygon": N_("The corners of this polygon lie on one line."),
    "question.one_outline": N_(
        "A region has one outline: a rectangle, a circle or a polygon; here there are %(count)s."
    ),
    "question.outside_image": N_(
        "This outline leaves the picture, which goes from 0 to 100 in both directions."
    ),
    "question.words_crossed": N_("The most words must not be fewer than the least."),
    "question.accepts_anything": N_("An accepted text needs more than stars: this one accepts any answer."),
    "question.correct_out_of_limits": N_("The right number lies outside the limits."),
    "question.empty_text": N_("This text is empty."),
    "question.limits_crossed": N_("The upper limit must be greater than the lower one."),
    "question.no_right_option": N_("At least one option must be correct."),
    "question.number_out_of_reach": N_("This number is too large or too small to work with."),
    "policy.empty_section": N_("The section %(id)s has neither questions nor a draw."),
    "policy.no_release_date": N_("This shows on a date: release_at must say which."),
    "policy.pool_too_small": N_("Only %(pool)s questions can be drawn here: fewer than %(count)s."),
    "policy.question_twice": N_("The question %(id)s stands in the sections twice."),
    "policy.unknown_question": N_("There is no question %(id)s in this quiz."),
    "question.level_points": N_("The levels of a row must not all be worth the same."),
    "question.unknown_level": N_("There is no level %(id)s in this row."),
    "question.one_choice": N_("The pairs need at least two different texts on the right-hand side."),
    "question.one_right_option": N_("Exactly one option must be correct; here there are %(count)s."),
    "question.relative_to_zero": N_("A tolerance in percent means nothing when the right number is 0."),
    "question.repeated_kind": N_("A kind of file is named twice."),
    "question.repeated_id": N_("The id %(id)s is used twice in this question."),
    "question.repeated_text": N_("Learners can't tell this text from another one of the same question."),
    "question.too_long": N_("This text is too long: the limit is %(limit)s characters."),
    "question.unknown_type": N_("There is no question type %(type)s."),
}
SAVING = {
    "try.blank": N_("Answer the question first, then check it."),
    "try.no_hint": N_("There is no hint left for this question."),
    "try.not_here": N_("This answer can't be checked before you submit."),
    "try.over": N_("This attempt is over: nothing in it can be checked or bought any more."),
    "save.late": N_(
        "Your time ended at %(due_at)s. This answer arrived later: it is kept, but it does not count."
    ),
    "save.passed": N_("This question is behind you or still ahead: its answer can't change now."),
    "save.closed": N_("This question is closed: its answer can't change any more."),
    "save.submitted": N_("You have submitted this attempt. Its answers can't change any more."),
    "save.after_submission": N_(
        "You submitted this attempt before this answer arrived: it is kept with your work, but it does not count."
    ),
    "save.unreadable": N_("This answer could not be read. Reload the page and answer again."),
    "submit.confirm": N_("Tick the box to confirm that you want to submit."),
}
FILES = {
    "file.bad_image": N_(
        "This picture can't be read as %(format)s: it is damaged, or of another kind. Save it again and send it."
    ),
    "file.bad_office": N_(
        "This document can't be read as %(ending)s: it is damaged. Open it, save it again, and send it."
    ),
    "file.bad_pdf": N_("This PDF can't be read: it is damaged. Export it again, and send it."),
    "file.bomb": N_("This document would be far too large once unpacked. Send a smaller one, or a PDF."),
    "file.busy": N_("Too many files are being read at the moment. Send it again in a minute."),
    "file.elsewhere": N_("This answer changed at the same moment. Reload the page and send the file again."),
    "file.empty": N_("This file is empty. Check that it was saved, then send it again."),
    "file.kind": N_("This kind of file can't be handed in here. Send one of these: %(endings)s."),
    "file.late": N_("Your time ended at %(due_at)s. This file came later, so it was not taken."),
    "file.locked_office": N_(
        "This document has a password, or is in an old format. Save it without a password in a current format, or as PDF."
    ),
    "file.locked_pdf": N_("This PDF has a password. Export it without one, and send it again."),
    "file.macros": N_(
        "Documents with macros are not taken. Save it without macros (.docx, .xlsx, .pptx), or as PDF."
    ),
    "file.none_chosen": N_("Choose a file first, then add it."),
    "file.not_added": N_(
        "You chose a file, but it was not sent. Choose it again, then press “Add this file”."
    ),
    "file.not_text": N_("This is not a plain text in UTF-8 or Windows-1252. Save it as a text in UTF-8."),
    "file.not_what_it_says": N_(
        "What this file holds is not what its name (%(ending)s) says. Save it again in that format."
    ),
    "file.old_office": N_("The old format %(ending)s is not taken. Save it in a current format, or as PDF."),
    "file.one_by_one": N_("Send one file at a time."),
    "file.phone_photo": N_(
        "Photos of this format are not taken. Save it as JPEG, or take a screenshot of it."
    ),
    "file.too_large": N_("This file is too large: the limit is %(limit)s MB."),
    "file.too_many": N_("You have added %(limit)s files, the most allowed. Remove one first."),
    "file.too_many_pages": N_("This PDF has too many pages: the limit is %(limit)s."),
    "file.too_many_pixels": N_(
        "This picture has too many pixels: the limit is %(limit)s million. Make it smaller."
    ),
}
SENTENCES = {
    **CALCULATION,
    **ARRANGING,
    **FILES,
    **ANSWERS,
    **SITTING,
    **SETTINGS,
    **AUTHORING,
    **SAVING,
    **TIME,
    **REVIEW,
    **MARKS,
}
