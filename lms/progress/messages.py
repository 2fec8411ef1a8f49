"""One English sentence per reason code of this feature; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "progress.finish_first": N_("Finish “%(title)s” first"),
    "progress.opens_at": N_("Opens %(at)s"),
    "progress.marked_done": N_("Marked done"),
    "progress.passed": N_("Passed"),
    "progress.passed_with": N_("Passed with %(percent)s %%"),
    "progress.awaits_mark": N_("Submitted, waiting for marks"),
    "progress.answered": N_("Answered"),
    "progress.answered_with": N_("Answered, with %(percent)s %%"),
    "progress.overdue": N_("Was due %(at)s; still accepted"),
    "progress.overdue_until": N_("Was due %(at)s; accepted until %(until)s"),
    "progress.missed": N_("Closed %(at)s"),
    "progress.step": N_("Step %(step)s of %(steps)s"),
    "progress.steps_done": N_("%(done)s of %(total)s steps"),
    "progress.module_done": N_("%(done)s of %(total)s done"),
    "progress.evidence": N_("%(earned)s of %(graded)s questions right"),
    "progress.criteria_met": N_("Criteria met in works that a person marked: %(count)s"),
    "progress.little_evidence": N_("Graded questions answered: %(graded)s; it takes %(enough)s to tell"),
    "progress.no_evidence": N_("No graded question answered yet"),
    "progress.lessons_done": N_("Lessons %(done)s/%(total)s"),
    "progress.quiz_to_answer": N_("%(title)s: to answer"),
    "progress.quiz_to_pass": N_("%(title)s ≥ %(percent)s %%"),
    "progress.quiz_score": N_("%(title)s ≥ %(percent)s %% — you have %(own)s %%"),
    "progress.stopped_at": N_("On %(on)s you stopped at “%(title)s”."),
    "progress.away": N_("You were last here on %(on)s."),
    "progress.unknown_item": N_("This step is not in your version of the course."),
    "progress.not_a_lesson": N_("A quiz is done when you pass it, not when it is marked done."),
}
