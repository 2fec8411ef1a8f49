"""The demo centre: its people, its course, two groups and an open course, made through the services of real use."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.authoring import services as authoring
from lms.centres import services as centres
from lms.centres.models import Centre
from lms.cohorts import services as cohorts
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.core.db import transaction
from lms.core.migrate import shipped
from lms.core.permissions import Role
from lms.courses.models import Course
from lms.courses.queries import revision_document
from lms.demo.people import ENDED, INSTRUCTOR, MANAGER, RUNNING, Learner
from lms.demo.study import Study

COURSE = "community-manager"
ZONE = ZoneInfo("Europe/Paris")
WEEK = timedelta(weeks=1)


def build() -> None:
    """Make everything, as if it had happened over the last five months. The database is migrated and empty."""
    now = clock.now()
    centre, manager = _make_centre(now - timedelta(days=150))
    course = _make_course(centre, manager, now - timedelta(days=149))
    today = now.astimezone(ZONE).date()
    _run_cohort(
        course, "Groupe Vercors – été", today - timedelta(days=120), today - timedelta(days=40), ENDED
    )
    _run_cohort(
        course, "Groupe Chartreuse – automne", today - timedelta(days=24), today + timedelta(days=32), RUNNING
    )


def _make_centre(then: datetime) -> tuple[Centre, User]:
    with transaction():
        centre = centres.create_centre(
            slug="atelier-du-lien",
            name="L’Atelier du lien",
            legal_line="L’Atelier du lien, centre de formation de démonstration (organisme fictif)",
            contact_email="contact@demo.example",
            phone="04 00 00 00 00",
            address="12 rue de l’Exemple, 26150 Die",
            accessibility_contact="Hélène Garnier, accessibilite@demo.example",
            signatory_name="Hélène Garnier",
            signatory_title="Directrice",
            now=then,
        )
        manager = _person(MANAGER, then)
        instructor = _person(INSTRUCTOR, then)
        accounts.add_membership(user_id=manager.id, role=Role.MANAGER, centre_id=centre.id, now=then)
        accounts.add_membership(user_id=instructor.id, role=Role.INSTRUCTOR, centre_id=centre.id, now=then)
    return centre, manager


def _person(who: tuple[str, str], then: datetime) -> User:
    email, name = who
    return accounts.create_user(
        email=email, name=name, password=None, language="fr", confirmed=True, now=then
    )


def _make_course(centre: Centre, manager: User, then: datetime) -> Course:
    folder = shipped("course_content") / COURSE
    with transaction():
        course = authoring.import_course(
            centre_id=centre.id, path=folder, actor_id=manager.id, now=then
        ).course
        authoring.publish_course(course_id=course.id, actor_id=manager.id, now=then)
        cohorts.open_cohort(course_id=course.id, now=then)
    return course


def _run_cohort(
    course: Course, name: str, starts_on: date, ends_on: date, learners: tuple[Learner, ...]
) -> None:
    opening = datetime.combine(starts_on, datetime.min.time(), ZONE).replace(hour=9)
    with transaction():
        cohort = cohorts.create_cohort(
            centre_id=course.centre_id,
            course_id=course.id,
            name=name,
            now=opening - 2 * WEEK,
            starts_on=starts_on,
            ends_on=ends_on,
            seats=20,
        )
        _set_due_dates(course, cohort, starts_on, ends_on, opening - 2 * WEEK)
    closing = min(clock.now(), datetime.combine(ends_on, datetime.min.time(), ZONE))
    has_ended = ends_on < clock.now().date()
    for number, learner in enumerate(learners):
        # In an ended group each learner finished on a day of their own.
        _study(cohort, learner, opening, closing - timedelta(days=number) if has_ended else closing)


def _set_due_dates(course: Course, cohort: Cohort, starts_on: date, ends_on: date, then: datetime) -> None:
    """Each module's last item is due on an evening, the modules spread evenly; it is accepted until the end."""
    assert course.latest_revision_id is not None
    modules = revision_document(course.latest_revision_id).modules
    pace = (ends_on - starts_on - timedelta(days=7)) / len(modules)
    for number, module in enumerate(modules, start=1):
        due_on = starts_on + pace * number
        cohorts.set_item_date(
            cohort_id=cohort.id,
            item_key=module.items[-1].id,
            now=then,
            due_local=f"{due_on}T18:00",
            closes_local=f"{ends_on}T23:59",
        )


def _study(cohort: Cohort, learner: Learner, opening: datetime, closing: datetime) -> None:
    joined_at = opening - timedelta(days=3)
    with transaction():
        user = _person((learner.address, learner.name), joined_at)
        if learner.time_factor is not None:
            centres.grant_extra_time(
                centre_id=cohort.centre_id,
                user_id=user.id,
                time_factor=learner.time_factor,
                actor_id=None,
                now=joined_at,
            )
        enrolment = cohorts.enrol(
            user_id=user.id, cohort_id=cohort.id, printed_name=learner.name, language="fr", now=joined_at
        )
        Study(learner, enrolment, opening, closing - learner.pause).run()
