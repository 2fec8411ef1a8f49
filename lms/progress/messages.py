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
    "progress.steps_done_but": N_("%(done)s of %(total)s steps (excused: %(excused)s)"),
    "progress.module_done_but": N_("%(done)s of %(total)s done (excused: %(excused)s)"),
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
    "progress.excused": N_("Excused"),
    "progress.excused_by": N_("Excused by %(by)s: %(why)s"),
    "progress.excused_step": N_("%(title)s – %(excuse)s"),
    "progress.mark_set": N_("Mark changed by hand"),
    "progress.mark_set_by": N_("Mark changed by %(by)s: %(why)s"),
    "decisions.reason_needed": N_("Say why: the learner reads it, and it is kept."),
    "decisions.reason_too_long": N_("A reason has at most %(most)s characters."),
    "decisions.turning_sign": N_(
        "The reason holds a sign that turns the direction of the text. Type it again."
    ),
    "decisions.out_of_range": N_("Enter a mark from 0 to 100, in percent."),
    "decisions.no_mark": N_("A lesson has no mark."),
    "decisions.already_excused": N_("This learner is excused from it already."),
    "decisions.not_excused": N_("This learner is not excused from it any more."),
    "decisions.not_set": N_("Nobody has changed this mark, or the change was taken away meanwhile."),
    "decisions.changed_meanwhile": N_(
        "This mark changed after you opened the page, so nothing was written. Open it again to see the mark as it is now."
    ),
    "progress.unknown_item": N_("This step is not in your version of the course."),
    "progress.not_a_lesson": N_("A quiz is done when you pass it, not when it is marked done."),
}
