"""Who reaches what, in two centres that know nothing of each other."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from flask import Flask

from lms.accounts.models import User
from lms.cohorts import access, queries
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import transaction
from lms.core.errors import Forbidden, NotFound
from lms.core.permissions import GRANTS, Grant, Permission, Role
from tests.cohorts.setting import centre, person, user
from tests.factories import NOW, make_cohort, make_course, make_enrolment


@dataclass
class Place:
    """A centre with one course, two cohorts of it, and a learner in the first."""

    cohorts: tuple[Cohort, Cohort]
    learner: User
    enrolment: Enrolment

    def grant(self, role: Role, on: str = "centre") -> Grant:
        first = self.cohorts[0]
        course_id = first.course_id if on == "course" else None
        return Grant(role, first.centre_id, course_id, first.id if on == "cohort" else None)


def place(slug: str) -> Place:
    course = make_course(centre(slug))
    cohorts = make_cohort(course, "A"), make_cohort(course, "B")
    learner = user(f"learner-{slug}")
    return Place(cohorts, learner, make_enrolment(learner, cohorts[0]))


@pytest.fixture
def here(app: Flask) -> Place:
    return place("grenoble")


@pytest.fixture
def there(here: Place) -> Place:
    return place("valence")


def test_a_learner_reaches_their_own_enrolment_with_its_cohort(here: Place) -> None:
    found = access.enrolment_for(person(here.learner), here.enrolment.id)
    assert (found.id, found.cohort.name, found.cohort.course.slug) == (here.enrolment.id, "A", "animer")


def test_nobody_else_reaches_it_as_a_learner(here: Place, there: Place) -> None:
    for stranger in (person(there.learner), person(user("boss"), here.grant(Role.MANAGER))):
        with pytest.raises(NotFound):
            access.enrolment_for(stranger, here.enrolment.id)
    with pytest.raises(NotFound):
        access.enrolment_for(person(here.learner), 404)


def test_an_ended_enrolment_is_seen_and_refused(here: Place) -> None:
    with transaction() as current:
        current.get_one(Enrolment, here.enrolment.id).ended_at = NOW
    with pytest.raises(Forbidden, match=r"cohorts\.enrolment_ended"):
        access.enrolment_for(person(here.learner), here.enrolment.id)


@pytest.mark.parametrize(
    ("on", "reached"),
    [("centre", ["A", "B"]), ("course", ["A", "B"]), ("cohort", ["A"])],
)
def test_staff_reach_the_place_of_their_role_and_below(
    here: Place, there: Place, on: str, reached: list[str]
) -> None:
    staff = person(user("staff"), here.grant(Role.INSTRUCTOR, on))
    assert sorted(cohort.name for cohort in access.visible_cohorts(staff)) == reached
    for cohort in here.cohorts:
        if cohort.name in reached:
            assert access.cohort_for(staff, cohort.id).course.slug == "animer"
        else:
            with pytest.raises(NotFound):
                access.cohort_for(staff, cohort.id)
    assert access.enrolment_in_cohort_for(staff, here.enrolment.id).id == here.enrolment.id


@pytest.mark.parametrize("role", list(Role))
def test_staff_of_one_centre_see_nothing_of_another(here: Place, there: Place, role: Role) -> None:
    staff = person(user("staff"), here.grant(role))
    reads = Permission.COHORT_READ in GRANTS[role]
    seen = {cohort.centre_id for cohort in access.visible_cohorts(staff)}
    assert seen == ({here.enrolment.centre_id} if reads else set())
    for cohort in there.cohorts:
        with pytest.raises(NotFound):
            access.cohort_for(staff, cohort.id, Permission.COHORT_READ)
    for enrolment_id in (there.enrolment.id, 404):
        with pytest.raises(NotFound):
            access.enrolment_in_cohort_for(staff, enrolment_id)


def test_a_role_on_a_course_of_the_wrong_centre_reaches_nothing(here: Place, there: Place) -> None:
    odd = Grant(Role.MANAGER, there.enrolment.centre_id, here.enrolment.course_id)
    assert access.visible_cohorts(person(user("odd"), odd)) == []
    with pytest.raises(NotFound):
        access.cohort_for(person(here.learner, odd), here.cohorts[0].id)


def test_reading_is_not_managing(here: Place) -> None:
    cohort_id = here.cohorts[0].id
    instructor = person(user("instructor"), here.grant(Role.INSTRUCTOR))
    manager = person(user("manager"), here.grant(Role.MANAGER))
    with pytest.raises(Forbidden):
        access.cohort_for(instructor, cohort_id, Permission.COHORT_MANAGE)
    with pytest.raises(Forbidden):
        access.enrolment_in_cohort_for(instructor, here.enrolment.id, Permission.COHORT_MANAGE)
    assert access.visible_cohorts(instructor, Permission.COHORT_MANAGE) == []
    assert access.cohort_for(manager, cohort_id, Permission.COHORT_MANAGE).id == cohort_id


def test_learners_see_no_cohort_as_staff(here: Place) -> None:
    learner = person(here.learner)
    assert access.visible_cohorts(learner) == []
    for cohort_id in (here.cohorts[0].id, 404):
        with pytest.raises(NotFound):
            access.cohort_for(learner, cohort_id)


def test_visible_cohorts_put_archived_ones_last(here: Place) -> None:
    with transaction() as current:
        current.get_one(Cohort, here.cohorts[1].id).archived_at = NOW
    staff = person(user("staff"), here.grant(Role.MANAGER))
    assert [cohort.name for cohort in access.visible_cohorts(staff)] == ["A", "B"]


def test_each_loader_is_one_statement(
    here: Place, count_statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    staff = person(user("staff"), here.grant(Role.MANAGER))
    loaders: list[Callable[[], object]] = [
        lambda: access.enrolment_for(person(here.learner), here.enrolment.id),
        lambda: access.cohort_for(staff, here.cohorts[0].id),
        lambda: access.enrolment_in_cohort_for(staff, here.enrolment.id),
        lambda: [cohort.course.slug for cohort in access.visible_cohorts(staff)],
        lambda: [mine.cohort.course.slug for mine in queries.enrolments_of(here.learner.id)],
        lambda: queries.item_dates(here.cohorts[0].id),
    ]
    for load in loaders:
        with count_statements() as statements:
            load()
        assert len(statements) == 1


def test_a_persons_enrolments_are_theirs_and_the_running_one_comes_first(here: Place, there: Place) -> None:
    learner = here.learner
    second = make_enrolment(learner, here.cohorts[1])
    third = make_enrolment(learner, there.cohorts[0])
    with transaction() as current:
        current.get_one(Enrolment, second.id).ended_at = NOW
        current.get_one(Enrolment, here.enrolment.id).last_activity_at = NOW.replace(hour=12)
    order = [here.enrolment.id, third.id, second.id]
    assert [mine.id for mine in queries.enrolments_of(learner.id)] == order
    found = queries.enrolment_in_course(learner.id, here.enrolment.course_id)
    assert found is not None
    assert found.id == here.enrolment.id
    assert queries.enrolment_in_course(there.learner.id, here.enrolment.course_id) is None
    assert list(queries.enrolment_ids()) == sorted(
        [here.enrolment.id, there.enrolment.id, second.id, third.id]
    )
