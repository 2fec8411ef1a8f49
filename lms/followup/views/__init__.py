"""Pages of follow-up: cohorts, learners, requests, exams, gains, accommodations."""

from lms.core.web import blueprint

bp = blueprint("followup", "lms.followup.views")

from lms.followup.views import (  # noqa: E402 - they register on bp
    accommodations,  # noqa: F401
    attendance,  # noqa: F401
    cohort_settings,  # noqa: F401
    cohorts,  # noqa: F401
    dates,  # noqa: F401
    decisions,  # noqa: F401
    employees,  # noqa: F401
    exam,  # noqa: F401
    exams,  # noqa: F401
    excusing,  # noqa: F401
    gain,  # noqa: F401
    gradebook,  # noqa: F401
    grants,  # noqa: F401
    group_tabs,  # noqa: F401
    heat_map,  # noqa: F401
    item_words,  # noqa: F401
    items,  # noqa: F401
    live,  # noqa: F401
    morning,  # noqa: F401
    moving,  # noqa: F401
    notes,  # noqa: F401
    risk,  # noqa: F401
    sheets,  # noqa: F401
    teachers,  # noqa: F401
    today,  # noqa: F401
    waiting,  # noqa: F401
)
