"""The demo centre: its people, its course, two groups and an open course, made through the services of real use."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.authoring import services as authoring
from lms.authoring.files import CourseFiles, read_folder
from lms.centres import services as centres
from lms.centres.models import Centre
from lms.cohorts import services as cohorts
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.core.migrate import shipped
from lms.core.permissions import Role
from lms.courses.document import AnyItem, CourseDocument, Quiz
from lms.courses.models import Course
from lms.courses.queries import revision_document
from lms.demo import action, desk, needs, rosters, sessions, staff
from lms.demo import centre as premises
from lms.demo.decisions import Decisions
from lms.demo.people import ENDED, INSTRUCTOR, MANAGER, RUNNING, Learner
from lms.demo.presence import Presence
from lms.demo.study import Study
from lms.demo.traces import Traces
from lms.demo.trials import Trials
from lms.demo.watch import Watch
from lms.demo.works import SUBMITTED, SURVEY, WORK, Works

COURSE = "community-manager"
ZONE = ZoneInfo("Europe/Paris")
WEEK = timedelta(weeks=1)
RUNS_FOR = timedelta(days=32)
"""From today until the running group ends."""
BEFORE_THE_END = timedelta(days=4)
"""An exam begun then leaves the time for its second attempt."""


def build() -> None:
    """Make everything, as if it had happened over the last five months. The database is migrated and empty."""
    now = clock.now()
    centre, manager, instructor = _make_centre(now - timedelta(days=150))
    premises.make(centre.id, manager.id, now - timedelta(days=149))
    today = now.astimezone(ZONE).date()
    files = _files(today + RUNS_FOR)
    course = _make_course(centre, manager, _before_the_survey(files), now - timedelta(days=149))
    summer, autumn = "Groupe Vercors – été", "Groupe Chartreuse – automne"
    ended = today - timedelta(days=120), today - timedelta(days=40)
    running = today - timedelta(days=24), today + RUNS_FOR
    _run_cohort(course, summer, ended, ENDED, instructor.id)
    _publish(course, files, manager.id, now - timedelta(days=40))
    cohort, enrolments = _run_cohort(course, autumn, running, RUNNING, instructor.id)
    for room in (Works, Trials, Traces, Watch, Decisions):
        room(cohort, enrolments, instructor.id, manager.id, now).make()
    desk.make(course, instructor.id, now)
    rosters.make(cohort, manager.id, now)
    action.make(cohort, manager.id, instructor.id, now)
    sessions.make(cohort, manager.id, now)
    Presence(cohort, enrolments, instructor.id, manager.id, now).make()
    staff.make(cohort, manager.id, now)
    needs.make(enrolments, manager.id, now)


def _make_centre(then: datetime) -> tuple[Centre, User, User]:
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
    return centre, manager, instructor


def _person(who: tuple[str, str], then: datetime) -> User:
    email, name = who
    return accounts.create_user(
        email=email, name=name, password=None, language="fr", confirmed=True, now=then
    )


def _files(ends_on: date) -> CourseFiles:
    files = read_folder(shipped("course_content") / COURSE)
    opening = datetime.combine(ends_on + timedelta(days=1), time(9), ZONE)
    return replace(files, document=_dated(files.document, opening))


def _before_the_survey(files: CourseFiles) -> CourseFiles:
    """The course as the first group had it: its survey came with the second revision."""
    modules = tuple(
        module.model_copy(update={"items": tuple(one for one in module.items if one.id != SURVEY)})
        for module in files.document.modules
    )
    return replace(files, document=files.document.model_copy(update={"modules": modules}))


def _make_course(centre: Centre, manager: User, files: CourseFiles, then: datetime) -> Course:
    with transaction():
        course = authoring.import_files(
            centre_id=centre.id, files=files, actor_id=manager.id, now=then
        ).course
        authoring.publish_course(course_id=course.id, actor_id=manager.id, now=then)
        cohorts.open_cohort(course_id=course.id, now=then)
    return course


def _publish(course: Course, files: CourseFiles, manager_id: int, then: datetime) -> None:
    with transaction():
        authoring.import_files(centre_id=course.centre_id, files=files, actor_id=manager_id, now=then)
        authoring.publish_course(course_id=course.id, actor_id=manager_id, now=then)


def _dated(document: CourseDocument, opening: datetime) -> CourseDocument:
    """The course with the corrections that show on a date showing at `opening`: the date of its files is past one day."""

    def item(one: AnyItem) -> AnyItem:
        if not isinstance(one, Quiz) or "release_at" not in one.policy:
            return one
        return one.model_copy(update={"policy": {**one.policy, "release_at": opening.isoformat()}})

    modules = tuple(
        module.model_copy(update={"items": tuple(map(item, module.items))}) for module in document.modules
    )
    return document.model_copy(update={"modules": modules})


def _run_cohort(
    course: Course, name: str, dates: tuple[date, date], learners: tuple[Learner, ...], instructor_id: int
) -> tuple[Cohort, dict[str, Enrolment]]:
    """The cohort, and its enrolments by the learners' names."""
    starts_on, ends_on = dates
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
    enrolments = {}
    for number, learner in enumerate(learners):
        # In an ended group each learner finished on a day of their own.
        until = closing - timedelta(days=number) - BEFORE_THE_END if has_ended else closing
        enrolments[learner.name] = _study(cohort, learner, opening, until, instructor_id)
    return cohort, enrolments


def _set_due_dates(course: Course, cohort: Cohort, starts_on: date, ends_on: date, then: datetime) -> None:
    """Each module's last required item is due on an evening, the modules spread evenly; it is accepted until the end."""
    assert course.latest_revision_id is not None
    modules = revision_document(course.latest_revision_id).modules
    pace = (ends_on - starts_on - timedelta(days=7)) / len(modules)
    for number, module in enumerate(modules, start=1):
        due_on = starts_on + pace * number
        cohorts.set_item_date(
            cohort_id=cohort.id,
            item_key=[item.id for item in module.items if not item.optional][-1],
            now=then,
            due_local=f"{due_on}T18:00",
            closes_local=f"{ends_on}T23:59",
        )
    work_due_on = ends_on - timedelta(days=34)
    cohorts.set_item_date(
        cohort_id=cohort.id,
        item_key=WORK,
        now=then,
        due_local=f"{work_due_on}T18:00",
        closes_local=f"{ends_on}T23:59",
    )


def _study(
    cohort: Cohort, learner: Learner, opening: datetime, closing: datetime, instructor_id: int
) -> Enrolment:
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
        left_out = frozenset((WORK,)) if learner.name in SUBMITTED else frozenset[str]()
        Study(learner, enrolment, opening, closing - learner.pause, instructor_id, left_out).run()
    return enrolment
