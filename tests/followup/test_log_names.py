"""The audit log names what each act was about, and leads there."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from lms.core import audit, clock
from lms.core.db import transaction
from lms.core.permissions import Role
from lms.followup.views.log_names import NAMES
from tests.certificates.holder import browser_of, make_staff
from tests.followup.classroom import Classroom, make_classroom
from tests.learning.reading import words

Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom()


def act(room: Classroom, action: str, on: tuple[str, int], **details: object) -> None:
    with transaction():
        audit.record(action, actor_id=None, centre_id=room.centre.id, on=on, now=clock.now(), **details)


def test_learners_and_groups_are_named_and_linked(app: Flask, room: Classroom) -> None:
    zoe, boss = room.learners["Zoé"], browser_of(app, make_staff(room.centre, Role.MANAGER, "boss"))
    act(room, "mark.set", ("enrolment", zoe.id), item_key="quiz-accueil", before="0.5", after="0.8")
    act(room, "cohort.moved_to", ("enrolment", zoe.id), to=room.cohort.id, digest="abc", why="")
    act(room, "roster.applied", ("cohort", room.cohort.id), added=0, fields=["a", "b"])
    act(room, "course.published", ("enrolment", 987_654))
    act(room, "attendance.stated", ("enrolment", zoe.id), kind="late", role="first")
    page = boss.get(f"/centres/{room.centre.id}/log").text
    text = words(page)
    assert f'<a href="/teach/cohorts/{room.cohort.id}/learners/{zoe.id}" dir="auto">Zoé</a>' in page
    assert "Learner Zoé · step: quiz-accueil · before: 0.5 · afterwards: 0.8" in text
    assert "to the group: Automne 2026" in text
    assert "Group Automne 2026 · added: 0 · fields: a, b" in text
    assert "Learner 987654" in text
    assert "role: first · kind: Arrived late" in text
    assert "abc" not in text


@pytest.mark.parametrize("kind", NAMES)
def test_ids_of_nothing_name_nothing(app: Flask, room: Classroom, kind: str) -> None:
    with app.test_request_context():
        assert NAMES[kind]({987_654}) == {}


def test_statements_do_not_grow_with_the_lines(
    app: Flask, room: Classroom, count_statements: Counter
) -> None:
    boss = browser_of(app, make_staff(room.centre, Role.MANAGER, "boss"))
    seen = []
    for times in (1, 20):
        for _ in range(times):
            act(room, "mark.set", ("enrolment", room.learners["Zoé"].id))
        with count_statements() as statements:
            boss.get(f"/centres/{room.centre.id}/log")
        seen.append(len(statements))
    assert seen[0] == seen[1]
