"""One plain function per thing that tests and the demo need; each calls the services, with `now` explicit.

A factory opens its own transaction: call it outside of any.
"""

from datetime import UTC, datetime
from typing import Any

from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.centres import services as centres
from lms.centres.models import Centre
from lms.cohorts import services as cohorts
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import transaction
from lms.courses import services as courses
from lms.courses.document import CourseDocument
from lms.courses.models import Course
from lms.courses.queries import course_by_slug
from tests.courses.sample import sample_document

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


PASSWORD = "correct horse battery"


def make_user(
    email: str = "ada@example.org", name: str = "Ada Lovelace", now: datetime = NOW, **settings: Any
) -> User:
    """A person who may sign in with `PASSWORD`, or with no password at all when `password=None` saves time."""
    values = {"password": PASSWORD, "language": "en", "confirmed": True, **settings}
    with transaction():
        return accounts.create_user(email=email, name=name, now=now, **values)


def make_centre(
    slug: str = "centre", name: str = "Centre Horizon", now: datetime = NOW, **details: str
) -> Centre:
    """A training centre."""
    with transaction():
        return centres.create_centre(slug=slug, name=name, now=now, **details)


def make_course(centre: Centre, document: CourseDocument | None = None, now: datetime = NOW) -> Course:
    """A published course of a centre: the sample course unless another document is given."""
    document = document or sample_document()
    slug = document.id if course_by_slug(document.id) is None else f"{document.id}-{centre.id}"
    with transaction():
        course = courses.create_course(centre_id=centre.id, key=document.id, slug=slug, now=now)
        courses.publish_document(course=course, document=document, actor_id=None, now=now)
    return course


def make_cohort(course: Course, name: str = "Groupe A", now: datetime = NOW, **settings: Any) -> Cohort:
    """A cohort of a course; `settings` are those of `create_cohort`."""
    with transaction():
        return cohorts.create_cohort(
            centre_id=course.centre_id, course_id=course.id, name=name, now=now, **settings
        )


def make_enrolment(
    user: User, cohort: Cohort, now: datetime = NOW, printed_name: str | None = None, language: str = "fr"
) -> Enrolment:
    """A person in a cohort, under their own name unless another is given."""
    with transaction():
        return cohorts.enrol(
            user_id=user.id,
            cohort_id=cohort.id,
            printed_name=printed_name or user.name,
            language=language,
            now=now,
        )
