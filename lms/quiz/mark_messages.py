"""The sentences of marking by a person."""

from lms.core.reasons import N_

MARKS = {
    "late.closed": N_("This question took no more answers before the attempt ended: this one can’t count."),
    "late.decided": N_(
        "Somebody decided otherwise about these answers meanwhile. What they decided stands below."
    ),
    "late.files": N_("Files can’t be counted afterwards: hand the work back if a file is missing."),
    "late.more_came": N_("More arrived while you were reading. Look at the answers again, then decide."),
    "late.none_counts": N_("None of these answers can count."),
    "late.nothing": N_("Nothing arrived late here."),
    "late.why_missing": N_("Say why: the learner reads it with the result."),
    "late.why_too_long": N_("A reason has at most %(limit)s characters. Nothing was decided."),
    "marks.another_open": N_(
        "The learner is sitting another attempt at this quiz: wait until it is submitted."
    ),
    "marks.never_marked": N_("This answer is never marked."),
    "marks.note_needed": N_("Say what to improve."),
    "marks.out_of_range": N_("A mark lies between nothing and all of the points."),
    "marks.returned": N_("This work was returned to be improved: mark its next version."),
    "marks.still_open": N_("This attempt is not submitted yet."),
}
