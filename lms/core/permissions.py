"""Who may do what: roles held on a centre, a course or a cohort, and the one table of what each role grants.

Default deny. A learner's right to study comes from an enrolment, not from here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar


class Role(StrEnum):
    """Staff roles, as stored in `membership.role`. An employer's reader sees the people of one employer, and nothing that they wrote."""

    MANAGER = "manager"
    INSTRUCTOR = "instructor"
    MARKER = "marker"
    INVIGILATOR = "invigilator"
    EMPLOYER = "employer"


class Permission(StrEnum):
    """`resource:action`. Each view declares one with `@requires`."""

    ACCOUNT_OWN = "account:own"
    COURSE_ENROL = "course:enrol"
    COURSE_STUDY = "course:study"
    ATTEMPT_SIT = "attempt:sit"
    CERTIFICATE_OWN = "certificate:own"
    COHORT_READ = "cohort:read"
    COHORT_MANAGE = "cohort:manage"
    CERTIFICATE_REVOKE = "certificate:revoke"
    COURSE_EDIT = "course:edit"
    ATTEMPT_MARK = "attempt:mark"
    GRADE_CHANGE = "grade:change"
    EXAM_MANAGE = "exam:manage"
    EXAM_INVIGILATE = "exam:invigilate"
    ACCOMMODATION_SET = "accommodation:set"
    CENTRE_MANAGE = "centre:manage"
    PEOPLE_MANAGE = "people:manage"
    AUDIT_READ = "audit:read"
    EMPLOYEE_READ = "employee:read"


EVERYONE = frozenset(
    {
        Permission.ACCOUNT_OWN,
        Permission.COURSE_ENROL,
        Permission.COURSE_STUDY,
        Permission.ATTEMPT_SIT,
        Permission.CERTIFICATE_OWN,
    }
)
"""Held by any signed-in person; the loader of the object decides (own account, own enrolment, own attempt)."""

_TEACHING = frozenset(
    {
        Permission.COHORT_READ,
        Permission.COURSE_EDIT,
        Permission.ATTEMPT_MARK,
        Permission.GRADE_CHANGE,
        Permission.EXAM_MANAGE,
        Permission.EXAM_INVIGILATE,
    }
)
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.INSTRUCTOR: _TEACHING,
    Role.MANAGER: _TEACHING
    | {
        Permission.COHORT_MANAGE,
        Permission.CERTIFICATE_REVOKE,
        Permission.ACCOMMODATION_SET,
        Permission.CENTRE_MANAGE,
        Permission.PEOPLE_MANAGE,
        Permission.AUDIT_READ,
    },
    Role.MARKER: frozenset({Permission.ATTEMPT_MARK}),
    Role.INVIGILATOR: frozenset({Permission.EXAM_INVIGILATE}),
    Role.EMPLOYER: frozenset({Permission.EMPLOYEE_READ}),
}


@dataclass(frozen=True)
class Scope:
    """Where an object lives; a role held on an enclosing place reaches it."""

    centre_id: int
    course_id: int | None = None
    cohort_id: int | None = None


@dataclass(frozen=True)
class Grant:
    """A role as a person holds it: on a centre, or only on one of its courses or cohorts.

    `employer` is the folded name of the employer whose people an employer's reader sees; empty for other roles.
    """

    role: Role
    centre_id: int
    course_id: int | None = None
    cohort_id: int | None = None
    employer: str = ""

    def reaches(self, scope: Scope) -> bool:
        """Whether what this role allows may be done to an object of `scope`."""
        if self.centre_id != scope.centre_id:
            return False
        if self.cohort_id is not None:
            return self.cohort_id == scope.cohort_id
        return self.course_id is None or self.course_id == scope.course_id


def holds_somewhere(grants: Iterable[Grant], permission: Permission) -> bool:
    """Whether a signed-in person with these grants may open pages that ask for `permission` at all."""
    return permission in EVERYONE or any(permission in GRANTS[grant.role] for grant in grants)


def allows(grants: Iterable[Grant], permission: Permission, scope: Scope) -> bool:
    """Whether one of the grants gives `permission` on an object of `scope`."""
    return any(permission in GRANTS[grant.role] and grant.reaches(scope) for grant in grants)


View = TypeVar("View", bound=Callable[..., Any])


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare what a view asks for; `core.web` enforces it before the view runs."""

    def mark(view: View) -> View:
        view.lms_permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Declare that a view may be opened by anyone."""
    view.lms_permission = None  # type: ignore[attr-defined]
    return view
