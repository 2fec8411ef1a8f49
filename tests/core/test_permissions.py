"""Roles: what each grants, and how far it reaches."""

import pytest

from lms.core.permissions import EVERYONE, GRANTS, Grant, Permission, Role, Scope, allows, holds_somewhere

pytestmark = pytest.mark.one_database
HERE = Scope(centre_id=1, course_id=10, cohort_id=100)


@pytest.mark.parametrize(
    ("grant", "reached"),
    [
        (Grant(Role.INSTRUCTOR, 1), True),
        (Grant(Role.INSTRUCTOR, 1, course_id=10), True),
        (Grant(Role.INSTRUCTOR, 1, cohort_id=100), True),
        (Grant(Role.INSTRUCTOR, 2), False),
        (Grant(Role.INSTRUCTOR, 1, course_id=11), False),
        (Grant(Role.INSTRUCTOR, 1, cohort_id=101), False),
        (Grant(Role.INSTRUCTOR, 2, course_id=10, cohort_id=100), False),
    ],
)
def test_a_role_reaches_what_its_place_encloses(grant: Grant, reached: bool) -> None:
    assert allows([grant], Permission.COHORT_READ, HERE) is reached


def test_a_role_on_a_cohort_does_not_reach_its_course() -> None:
    assert not allows([Grant(Role.MANAGER, 1, cohort_id=100)], Permission.COHORT_READ, Scope(1, 10))
    assert not allows([Grant(Role.MANAGER, 1, course_id=10)], Permission.COHORT_READ, Scope(1))


def test_nothing_is_allowed_without_a_role() -> None:
    for permission in Permission:
        assert not allows([], permission, HERE)
        assert holds_somewhere([], permission) is (permission in EVERYONE)


def test_each_role_holds_what_its_line_says_and_no_more() -> None:
    for role, held in GRANTS.items():
        for permission in Permission:
            assert allows([Grant(role, 1)], permission, HERE) is (permission in held)
    assert set(GRANTS) == set(Role)
