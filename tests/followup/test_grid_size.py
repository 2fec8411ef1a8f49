"""Five hundred learners by sixty quizzes: the grids take the statements of a small group, and no page holds them all."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Flask

from lms.cohorts.services import latest_document
from lms.core.permissions import Role
from lms.courses.document import CourseDocument, Quiz
from lms.followup.gradebook import every_line
from lms.followup.grid import EXPORTED_AT_ONCE, LEARNERS_AT_ONCE, heads_of
from lms.followup.map_rules import View
from tests.certificates.holder import browser_of, make_staff
from tests.courses.sample import sample_document
from tests.factories import make_centre, make_cohort, make_course
from tests.followup.classroom import Classroom
from tests.followup.test_gradebook import fill

Counter = Callable[[], AbstractContextManager[list[str]]]
QUIZZES = 60
BESIDE = 3
"""Statements of every page: the session, the banner, the navigation."""


def wide_document() -> CourseDocument:
    """The sample course with its first quiz sixty times over."""
    document = sample_document()
    quiz = next(item for _, item in document.items() if isinstance(item, Quiz))
    copies = tuple(
        quiz.model_copy(update={"id": f"quiz-{number}", "requires": ()}) for number in range(QUIZZES)
    )
    module = document.modules[0].model_copy(update={"items": copies, "requires": ()})
    return document.model_copy(update={"modules": (module,)})


def test_a_big_group_costs_what_a_small_one_does(app: Flask, count_statements: Counter) -> None:
    centre = make_centre("quais")
    room = Classroom(centre, make_cohort(make_course(centre, wide_document())), {})
    room.add("Bruno")
    fill(room, EXPORTED_AT_ONCE - 1)
    staff = browser_of(app, make_staff(centre, Role.INSTRUCTOR, "teacher"))
    for page in ("gradebook", "map", "map?view=score", "gradebook?sort=-quiz-7"):
        staff.get(f"/teach/cohorts/{room.cohort.id}/{page}")
        with count_statements() as statements:
            reply = staff.get(f"/teach/cohorts/{room.cohort.id}/{page}")
        assert len(statements) <= 6 + BESIDE
        assert reply.text.count('<th scope="row"><a') == LEARNERS_AT_ONCE
    heads = heads_of(latest_document(room.cohort), View.SCORE, None)
    with count_statements() as statements:
        lines = list(every_line(room.cohort.id, heads))
    assert (len(lines), len(heads), len(statements)) == (EXPORTED_AT_ONCE, QUIZZES, 4)
