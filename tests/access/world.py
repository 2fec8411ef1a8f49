"""Two centres, and one person of each kind around a learner's course, attempt and certificate."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient

from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.accounts.queries import sessions_of
from lms.authoring import services as authoring
from lms.centres.models import Centre
from lms.certificates.queries import certificate_of
from lms.cohorts import live_sessions
from lms.cohorts import services as cohorts
from lms.cohorts.live_models import WaitingPlace
from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.queries import enrolment as enrolment_by_id
from lms.cohorts.rules import LOCAL_FORMAT
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Role
from lms.core.storage import storage
from lms.core.texts import name_key
from lms.courses.models import Course
from lms.courses.queries import draft_items, revision_document
from lms.followup import notes
from lms.people import services as staff
from lms.people.inviting import Inviter, invite
from lms.people.queries import open_invitations
from lms.people.rules import Offer, Place
from lms.progress.queries import report_of
from lms.quiz import asking
from lms.quiz import services as quizzes
from lms.quiz.models import AttemptFile
from lms.quiz.rules import quiz_content
from lms.rosters import services as rosters
from tests.adaptations.answered import answered
from tests.courses.sample import write_sample
from tests.factories import make_centre, make_cohort, make_course, make_enrolment, make_user
from tests.marking.desk import Desk, essay
from tests.progress.study import Learner
from tests.quiz.file_samples import pdf
from tests.quiz.sitting import course_with

VISITOR, EMPLOYER = "visitor", "Les Ruchers d’ici"
ROLES = (
    VISITOR,
    "stranger",
    "learner",
    "instructor",
    "other instructor",
    "manager",
    "other manager",
    "marker",
    "invigilator",
    "employer",
)
"""The columns of the table: nobody, a learner of another centre, the learner, then staff of this centre and of the other; then who
marks and who invigilates in the learner's cohort, and who reads what the learner's employer may."""


@dataclass
class World:
    """People by role, and the numbers and words that addresses are made of."""

    app: Flask
    people: dict[str, User]
    places: dict[str, Any]

    def browser(self, role: str) -> FlaskClient:
        """A browser in which this person is signed in; a visitor's for nobody."""
        client = self.app.test_client()
        if role != VISITOR:
            now = clock.now()
            with transaction():
                token = accounts.open_session(user_id=self.people[role].id, device="Test", now=now)
            with client.session_transaction() as cookie:
                cookie["token"] = token
        return client


def make_world(app: Flask, folder: Path) -> World:
    """The learner has everything done, a certificate, and one more attempt that runs; the course is open to all, too."""
    now = clock.now()
    centre, other = make_centre("ici", "Centre d’ici", now), make_centre("ailleurs", "Centre d’ailleurs", now)
    course = _course(centre, folder)
    cohort = make_cohort(course, "Automne", now)
    with transaction():
        cohorts.open_cohort(course_id=course.id, now=now)
    people = {
        role: make_user(f"{role.replace(' ', '-')}@example.org", role, now, password=None)
        for role in ROLES[1:]
    }
    _staff(people, centre, other, course)
    elsewhere = make_cohort(make_course(other, now=now), "Ailleurs", now)
    make_enrolment(people["stranger"], elsewhere, now)
    enrolment = make_enrolment(people["learner"], cohort, now)
    _employ(enrolment)
    Learner(enrolment).completes(now)
    places = _places(course, cohort, enrolment, people)
    places |= {"roster_id": _roster(cohort, people["manager"]), **_around(cohort)}
    places["file_token"] = _file(places["attempt_id"])
    places |= _draft(course)
    places |= _essay(app, centre, people["instructor"])
    places |= _member(centre, people["manager"])
    places["note_id"] = _note(enrolment, people["manager"])
    places |= answered(enrolment, people["manager"])
    return World(app, people, places)


def _places(course: Course, cohort: Cohort, enrolment: Enrolment, people: dict[str, User]) -> dict[str, Any]:
    """What addresses name, around the learner."""
    certificate = certificate_of(enrolment.id)
    assert certificate is not None
    return {
        "slug": course.slug,
        "revision_id": course.latest_revision_id,
        "centre_id": course.centre_id,
        "cohort_id": cohort.id,
        "enrolment_id": enrolment.id,
        "certificate_id": certificate.id,
        "attempt_id": _attempt(enrolment.id, people["learner"]),
        "code": certificate.code,
        "join_code": cohort.join_code,
        "slot": 1,
        "check_id": "check-accueil",
        "token": "no-token",
        "mail": "20261123-101010-1.log",
        "image": "rond.svg",
        "session_id": _other_device(people["learner"]),
        "request_id": _request(enrolment),
    }


def _note(enrolment: Enrolment, manager: User) -> int:
    """What the manager noted about the learner."""
    with transaction():
        notes.add(enrolment=enrolment, text="Rappeler jeudi", actor_id=manager.id, now=clock.now())
    return notes.notes_of(enrolment.id)[0].id


def _around(cohort: Cohort) -> dict[str, Any]:
    """A live session of the cohort, and two people who wait for a place in it."""
    now, day = clock.now(), "2027-05-04"
    meeting = live_sessions.Meeting("Classe virtuelle", f"{day}T18:00", f"{day}T19:00")
    names = ("waiting", "second")
    people = [make_user(f"{name}@example.org", name, now, password=None) for name in names]
    with transaction() as current:
        runs = live_sessions.Meeting("Atelier", _local(now, -1), _local(now, 1))
        one, running = live_sessions.create_sessions(cohort=cohort, meetings=[meeting, runs], now=now)
        about = {"centre_id": cohort.centre_id, "cohort_id": cohort.id, "language": "fr", "joined_at": now}
        places = [
            WaitingPlace(**about, user_id=user.id, position=number, printed_name=user.name)
            for number, user in enumerate(people, start=1)
        ]
        current.add_all(places)
    return {
        "live_id": one.id,
        "running_live_id": running.id,
        "place_id": places[0].id,
        "second_place": places[1].id,
    }


def _local(now: datetime, hours: int) -> str:
    """Some hours from now, on the clocks of the group."""
    return (now + timedelta(hours=hours)).astimezone(ZoneInfo("Europe/Paris")).strftime(LOCAL_FORMAT)


def _member(centre: Centre, manager: User) -> dict[str, Any]:
    """A marker whose role may be taken, and an invitation that waits."""
    now = clock.now()
    member = make_user("member@example.org", "Member", now, password=None)
    offer = Offer(centre.id, Role.MARKER, Place())
    with transaction():
        held = staff.give_role(offer=offer, user_id=member.id, actor_id=manager.id, now=now)
        invite(offer=offer, addresses=["new@example.org"], inviter=Inviter(manager.id, "secret", now))
    invitation = open_invitations(centre.id)[0]
    return {"member_id": member.id, "membership_id": held.id, "invitation_id": invitation.id}


def _employ(enrolment: Enrolment) -> None:
    with transaction() as current:
        employed = current.get_one(Enrolment, enrolment.id, populate_existing=True)
        employed.employer, employed.employer_key = EMPLOYER, name_key(EMPLOYER)


def _draft(course: Course) -> dict[str, Any]:
    """The first node of each kind in the course's draft, and the first question of its quiz."""
    nodes = {node.kind: node for node in reversed(draft_items(course.id))}
    return {
        "course_id": course.id,
        **{f"{kind}_node": node.id for kind, node in nodes.items()},
        "question_id": nodes["quiz"].body["questions"][0]["id"],
    }


def _essay(app: Flask, centre: Centre, instructor: User) -> dict[str, Any]:
    """A work that waits for its mark, in a course of its own that the instructor teaches, too."""
    document = course_with([essay()], preset="assignment", results="when_released")
    course = make_course(centre, document.model_copy(update={"id": "redaction"}))
    desk = Desk(app, make_cohort(course, "Rédaction"))
    desk.hands_in("essayist", {1: {"text": ["Merci."]}})
    with transaction():
        accounts.add_membership(
            user_id=instructor.id,
            role=Role.INSTRUCTOR,
            centre_id=centre.id,
            now=clock.now(),
            course_id=course.id,
        )
    return {"essay_cohort_id": desk.cohort.id, "essay_code": desk.code("essayist")}


def _course(centre: Centre, folder: Path) -> Course:
    now = clock.now()
    path = write_sample(folder / "course")
    with transaction():
        course = authoring.import_course(centre_id=centre.id, path=path, actor_id=None, now=now).course
        authoring.publish_course(course_id=course.id, actor_id=None, now=now)
    return course


def _staff(people: dict[str, User], centre: Centre, other: Centre, course: Course) -> None:
    grants: list[tuple[str, Role, Centre, dict[str, Any]]] = [
        ("instructor", Role.INSTRUCTOR, centre, {"course_id": course.id}),
        ("other instructor", Role.INSTRUCTOR, other, {}),
        ("manager", Role.MANAGER, centre, {}),
        ("other manager", Role.MANAGER, other, {}),
        ("marker", Role.MARKER, centre, {}),
        ("invigilator", Role.INVIGILATOR, centre, {}),
        ("employer", Role.EMPLOYER, centre, {"employer": EMPLOYER}),
    ]
    with transaction():
        for name, role, place, scope in grants:
            accounts.add_membership(
                user_id=people[name].id, role=role, centre_id=place.id, now=clock.now(), **scope
            )


def _attempt(enrolment_id: int, learner: User) -> int:
    enrolment = enrolment_by_id(enrolment_id)
    assert enrolment is not None
    now = clock.now()
    content = quiz_content(revision_document(enrolment.revision_id), "quiz-accueil")
    assert content is not None
    entry = report_of(enrolment, now).items["quiz-accueil"]
    with transaction():
        return quizzes.start(enrolment=enrolment, content=content, entry=entry, now=now)


def _file(attempt_id: int) -> str:
    """A PDF of one page in the running attempt; its token."""
    data, key, token = pdf(), "uploads/world", "f" * 32
    storage().put(key, data)
    about = {"name": "a.pdf", "media_type": "application/pdf", "size": len(data), "pages": 1, "sha256": ""}
    with transaction() as current:
        place = {"attempt_id": attempt_id, "slot": 1, "token": token, "storage_key": key}
        current.add(AttemptFile(**place, **about, created_at=clock.now()))
    return token


def _roster(cohort: Cohort, manager: User) -> int:
    """A roster of one newcomer, which waits."""
    table = [["lea@example.org", "Léa"]]
    with transaction():
        return rosters.receive(
            cohort=cohort,
            table=table,
            file_name="a.csv",
            missing=lambda text: [],
            actor_id=manager.id,
            now=clock.now(),
        ).id


def _request(enrolment: Enrolment) -> int:
    """The learner asks for one more attempt."""
    with transaction():
        wish = asking.ask(
            enrolment=enrolment, item_key="quiz-accueil", kind="attempt", message="", now=clock.now()
        )
    return wish.id


def _other_device(learner: User) -> int:
    now = clock.now()
    with transaction():
        accounts.open_session(user_id=learner.id, device="Other", now=now)
    return sessions_of(learner.id, now)[0].id
