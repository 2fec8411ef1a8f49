"""The sentences of marking by a person."""

from lms.core.reasons import N_

MARKS = {
    "marks.another_open": N_(
        "The learner is sitting another attempt at this quiz: wait until it is submitted."
    ),
    "marks.never_marked": N_("This answer is never marked."),
    "marks.note_needed": N_("Say what to improve."),
    "marks.out_of_range": N_("A mark lies between nothing and all of the points."),
    "marks.returned": N_("This work was returned to be improved: mark its next version."),
    "marks.still_open": N_("This attempt is not submitted yet."),
}
