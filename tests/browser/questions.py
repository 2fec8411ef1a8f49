"""Groups whose questions are looked at: one with figures, one with too few learners, one in which nobody has answered."""

from decimal import Decimal

from lms.centres.models import Centre
from tests.factories import make_cohort, make_course
from tests.followup.answered import BLANK, RIGHT, people, sat, wrong
from tests.quiz.sitting import QUESTIONS, course_with

HALF = {"fraction": Decimal("0.5"), "outcome": "partial", "response": {"text": "60", "number": "60"}}


def build(centre: Centre) -> dict[str, str]:
    """The paths of their pages."""
    course = make_course(centre, course_with(QUESTIONS).model_copy(update={"id": "questions"}))
    full, few, untouched = (make_cohort(course, name) for name in ("Printemps", "Été", "Automne"))
    other = next(one["id"] for one in QUESTIONS[0]["options"] if not one.get("correct"))
    for place, enrolment in enumerate(people(full, 12)):
        is_strong = place % 3 == 0
        first = wrong(option=other) if is_strong else RIGHT
        sat(enrolment, [first, RIGHT if is_strong else wrong(value=False), RIGHT if is_strong else BLANK])
    for enrolment in people(few, 3):
        sat(enrolment, [RIGHT, RIGHT, HALF])
    paths = {"questions": full, "questions_few": few, "questions_untouched": untouched}
    return {name: f"/teach/cohorts/{cohort.id}/questions" for name, cohort in paths.items()}
