"""The sentences of results: how a mark came about, why a result must wait, how being sure and being right go together."""

from lms.core.reasons import N_

REVIEW = {
    "review.tries": N_("Counted at try %(number)s: the tries before cost %(percent)s %% of the points."),
    "review.hints": N_("Hints used: %(count)s. They cost %(percent)s %% of the points."),
    "review.not_sure": N_(
        "You were not sure: a right answer brings %(right)s %% of the points, a wrong one costs nothing."
    ),
    "review.fairly_sure": N_(
        "You were fairly sure: a right answer brings %(right)s %% of the points, a wrong one %(wrong)s %%."
    ),
    "review.sure": N_(
        "You were sure: a right answer brings %(right)s %% of the points, a wrong one %(wrong)s %%."
    ),
    "review.counts": N_("This answer counts for %(percent)s %% of the points."),
    "review.late": N_("Handed in %(late)s late: it is marked as late, and loses nothing."),
    "review.late_penalty": N_(
        "Handed in %(late)s late: %(penalty)s %% off, %(before)s %% became %(after)s %%."
    ),
    "review.choose_levels": N_("Choose one level for each criterion."),
    "review.not_self_assessed": N_(
        "You can't assess this answer yourself: it is marked, or its correction waits."
    ),
    "results.after_close": N_("Results when the quiz closes, on %(closes_at)s."),
    "results.no_close": N_("Results when the quiz closes; no date is set yet."),
    "results.no_date": N_("Results on a date that is not set yet."),
    "results.on_date": N_("Results on %(at)s."),
    "results.never": N_("The result of this quiz is not shown."),
    "calibration.not_sure": N_("When you were not sure, you were right %(right)s out of %(answers)s times."),
    "calibration.fairly_sure": N_(
        "When you were fairly sure, you were right %(right)s out of %(answers)s times."
    ),
    "calibration.sure": N_("When you were sure, you were right %(right)s out of %(answers)s times."),
    "calibration.never_unsure": N_("You gave no answer without being sure."),
    "calibration.never_fairly_sure": N_("You gave no answer while being fairly sure."),
    "calibration.never_sure": N_("You gave no answer while being sure."),
}
