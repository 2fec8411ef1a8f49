"""What cohorts gained: one in which enough learners sat both tests for a chart, one in which nobody did."""

from flask import Flask

from lms.centres.models import Centre
from tests.factories import make_cohort, make_course
from tests.followup.both_tests import course_with_both, sit
from tests.quiz.sitting import KEY, join

RIGHT = {"Alix": (0, 3), "Basma": (1, 2), "Chloé": (1, 3), "Dimitri": (2, 2), "Éloi": (2, 1), "Fanny": (1, 0)}
"""Right answers of three, before and after; the last one left the exit test for another day."""


def build(app: Flask, centre: Centre) -> dict[str, str]:
    """The paths of both cohorts' pages."""
    course = make_course(centre, course_with_both(id="progres"))
    cohort, untouched = make_cohort(course, "Hiver 2026"), make_cohort(course, "Printemps 2027")
    for name, (before, after) in RIGHT.items():
        learner = join(app, cohort, name)
        sit(learner, KEY, before)
        if after:
            sit(learner, "exit", after)
    return {
        "gain": f"/teach/cohorts/{cohort.id}/gain",
        "gain_untouched": f"/teach/cohorts/{untouched.id}/gain",
        "grades_untouched": f"/teach/cohorts/{untouched.id}/gradebook",
        "map_untouched": f"/teach/cohorts/{untouched.id}/map",
    }
