"""A world in which every page and every main state of it can be seen, each at an address and by somebody."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from lms.accounts import tokens
from lms.accounts.models import User
from lms.accounts.outbox import sent_mails
from lms.centres.models import Centre
from lms.certificates import services
from lms.certificates.models import Certificate
from lms.certificates.queries import certificate_of
from lms.cohorts import services as cohorts
from lms.cohorts.models import Cohort
from lms.core import clock, jobs
from lms.core.db import transaction
from lms.core.mail import run_in_worker_context
from lms.core.permissions import Role, public
from tests.browser import (
    adaptations,
    attendance,
    authoring,
    gains,
    grades,
    lives,
    marking,
    people,
    questions,
    reviews,
    rosters,
    timing,
)
from tests.browser.course import rich_document
from tests.browser.site import Site, new_folder
from tests.browsing import post
from tests.certificates.holder import make_staff
from tests.factories import make_centre, make_cohort, make_course, make_enrolment, make_user
from tests.progress.study import Learner as Student
from tests.quiz import file_samples, sitting
from tests.quiz.test_files import send


@dataclass
class World:
    """Sites by name, session cookies by person (`visitor` has none), paths by what they show."""

    sites: dict[str, Site]
    cookies: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)

    def url(self, place: str) -> str:
        """The address of a named path, or of `site:/path`; words in braces are named paths."""
        name, _, path = place.rpartition(":")
        return self.sites[name or "main"].url(path.format(**self.paths))

    def speak(self, language: str) -> None:
        """Every person's interface language."""
        with self.sites["main"].app.app_context(), transaction() as current:
            current.execute(update(User).values(language=language))

    def stop(self) -> None:
        for site in self.sites.values():
            site.stop()


def build(folder: Path, template: Path) -> World:
    """Four sites: `main`; `demo`, the same in demo mode; `empty`, without courses; `bare`, without a centre."""
    shared = new_folder(folder, "main", template)
    world = World(
        {
            "main": Site(shared),
            "demo": Site(shared, mode="demo"),
            "empty": Site(new_folder(folder, "empty", template)),
            "bare": Site(new_folder(folder, "bare", template)),
        }
    )
    world.sites["demo"].app.add_url_rule("/crash", "crash", public(_crash))
    with world.sites["empty"].app.app_context():
        make_centre()
    with world.sites["main"].app.app_context():
        _Builder(world, world.sites["main"].app).build()
    world.paths["mail"] = _send_a_mail(world.sites["demo"].app, shared)
    return world


def _send_a_mail(app: Flask, folder: Path) -> str:
    """The demo's outbox holds one mail; its name."""
    reply = post(app.test_client(), "/reset-password", {"email": "newcomer@example.org"})
    assert reply.status_code == 303
    with app.app_context(), run_in_worker_context(app):
        jobs.run_due_jobs(clock.now())
    return sent_mails(folder / "mail")[0].name


def _crash() -> str:
    raise RuntimeError("a page that fails on purpose")


class _Builder:
    """Makes the people of the main site."""

    def __init__(self, world: World, app: Flask) -> None:
        self.world, self.app, self.now = world, app, clock.now()
        self.centre: Centre = make_centre(
            "quais",
            "Centre Les Quais",
            self.now,
            legal_line="Les Quais SARL, Bordeaux",
            contact_email="contact@quais.example",
            accessibility_contact="Claire Fontaine, acces@quais.example",
            signatory_name="Claire Fontaine",
            signatory_title="Directrice",
        )
        course = make_course(self.centre, rich_document(), self.now)
        with transaction():
            cohorts.open_cohort(course_id=course.id, now=self.now)
        self.cohort: Cohort = make_cohort(course, "Automne 2026", self.now - timedelta(days=20))
        world.paths |= {"course": f"/courses/{course.slug}", "code": str(self.cohort.join_code)}
        world.paths["cohort"] = f"/teach/cohorts/{self.cohort.id}"

    def build(self) -> None:
        """Everyone."""
        self.newcomer()
        self.classmates()
        self.going_on()
        self.away()
        self.sitters()
        self.certified()
        self.reviewer()
        self.staff()
        self.world.paths |= marking.build(self.app, self.centre)
        self.world.paths |= gains.build(self.app, self.centre)
        self.world.paths |= questions.build(self.centre)
        self.world.paths |= rosters.build(self.centre, self.cohort)
        self.world.paths |= lives.build(self.cohort)
        self.world.paths |= grades.build(self.person("graded"))
        signer, paths = attendance.build(self.cohort, self.now)
        self.signs_in("signer", signer)
        self.world.paths |= paths
        self.world.paths |= timing.build(self.person("paused"), self.person("asker"))

    def person(self, name: str, days_ago: int = 3) -> sitting.Learner:
        """Somebody in the cohort, signed in; `{name}` is their outline."""
        joined = self.now - timedelta(days=days_ago)
        user = make_user(f"{name}@example.org", name.title(), joined, password=None)
        enrolment = make_enrolment(user, self.cohort, joined)
        self.world.paths[name] = f"/learn/{enrolment.id}"
        self.world.paths[f"{name}_record"] = f"{self.world.paths['cohort']}/learners/{enrolment.id}"
        self.world.paths[f"{name}_message"] = (
            f"{self.world.paths['cohort']}/at-risk/message?to={enrolment.id}"
        )
        return sitting.Learner(self.app, enrolment, self.cohort, self.signs_in(name, user))

    def signs_in(self, name: str, user: User) -> FlaskClient:
        """Keep the session cookie of a person."""
        client = sitting.sign_in(self.app, user.id, self.now)
        cookie = client.get_cookie("lms")
        assert cookie is not None
        self.world.cookies[name] = cookie.value
        return client

    def newcomer(self) -> None:
        user = make_user("newcomer@example.org", "Newcomer", self.now)
        self.signs_in("newcomer", user)
        links = {
            purpose: tokens.make("test-secret", purpose, user_id=who.id, password_hash=who.password_hash)
            for purpose, who in (
                ("reset", user),
                ("confirm", make_user("unconfirmed@example.org", "Unconfirmed", self.now, confirmed=False)),
            )
        }
        self.world.paths |= links

    def classmates(self) -> None:
        """Enough of them for the staff's pages to have something to show."""
        for number in range(6):
            user = make_user(f"mate{number}@example.org", f"Élève {number}", self.now, password=None)
            student = Student(make_enrolment(user, self.cohort, self.now - timedelta(days=19)))
            then = self.now - timedelta(days=number)
            if number % 3:
                student.finishes("bienvenue", then)
            if number % 3 == 2:
                student.submits("quiz-accueil", "1", then)

    def going_on(self) -> None:
        learner = self.person("learner")
        Student(learner.enrolment).finishes("bienvenue", self.now - timedelta(hours=2))

    def away(self) -> None:
        self.person("reader")
        learner = self.person("away", 15)
        Student(learner.enrolment).finishes("bienvenue", self.now - timedelta(days=10))

    def sitters(self) -> None:
        """One whose attempts run, one whose attempts are over."""
        sitter = self.person("sitter")
        for key in ("types", "chrono", "entrainement"):
            self.world.paths[f"running_{key}"] = self.begin(sitter, key)
        sitter.save(self.world.paths["running_types"], 4, {"text": ["communauté"]}, flagged=True)
        self.world.paths["running_depot"] = self.hand_in(sitter)
        veteran = self.person("veteran")
        for key in ("types", "entrainement"):
            path = self.world.paths[f"ended_{key}"] = self.begin(veteran, key)
            self.answer(veteran, path, key)
            veteran.post(f"{path}/submit", {"confirm": "y"})
        with clock.at(self.now - timedelta(minutes=40)):
            self.world.paths["ended_chrono"] = self.begin(veteran, "chrono")
        veteran.get(self.world.paths["ended_chrono"])

    def hand_in(self, learner: sitting.Learner) -> str:
        """A picture and a PDF of three pages, in an attempt that runs."""
        path = self.begin(learner, "depot")
        send(learner, path, "Affiche de la semaine.png", file_samples.picture(size=(800, 500)))
        send(learner, path, "Dossier de presse.pdf", file_samples.pdf(3))
        return path

    def begin(self, learner: sitting.Learner, key: str) -> str:
        reply = learner.post(f"/learn/{learner.enrolment.id}/{key}/quiz", {"ready": "y"})
        assert reply.status_code == 303, reply.text
        return str(reply.location).partition("?")[0]

    def answer(self, learner: sitting.Learner, path: str, key: str) -> None:
        """Some right, some wrong, some blank."""
        if key == "entrainement":
            learner.save(path, 1, {"choice": ["false"]})
            return
        page = learner.get(path).text
        options = sitting.options_of(page, 1)
        learner.save(path, 1, {"choice": [options["L’écouter"]]})
        learner.save(path, 3, {"choice": ["false"]})
        learner.save(path, 4, {"text": ["comunauté"]})
        learner.save(path, 5, {"number": ["12"]})

    def certified(self) -> None:
        """A valid certificate, a revoked one, and one whose file can't be printed for now."""
        for name in ("certified", "revoked", "waiting"):
            learner = self.person(name)
            Student(learner.enrolment).completes(self.now - timedelta(hours=1))
            certificate = certificate_of(learner.enrolment.id)
            assert certificate is not None
            self.world.paths[f"{name}_code"] = certificate.code
            self.world.paths[f"{name}_pdf"] = f"/certificates/{certificate.id}/certificate.pdf"
            self.world.paths[f"{name}_revoke"] = f"/certificates/{certificate.id}/revoke"
            if name == "revoked":
                self.revoke(certificate, learner.enrolment.user_id)
            if name == "waiting":
                self.lose_file(certificate)

    def reviewer(self) -> None:
        learner = reviews.add(self.app, self.centre, self.world.paths)
        cookie = learner.client.get_cookie("lms")
        assert cookie is not None
        self.world.cookies["reviewer"] = cookie.value

    def revoke(self, certificate: Certificate, actor_id: int) -> None:
        with transaction():
            services.revoke_certificate(
                certificate_id=certificate.id, reason_class="issued_in_error", actor_id=actor_id, now=self.now
            )

    def lose_file(self, certificate: Certificate) -> None:
        """The stored file is gone, and printing again gives other bytes than those that were announced."""
        with transaction():
            services.record_file(
                certificate_id=certificate.id, sha256="0" * 64, storage_key="lost", size=1, now=self.now
            )

    def staff(self) -> None:
        for role in (Role.INSTRUCTOR, Role.MANAGER):
            person = make_staff(self.centre, role, role.value)
            self.signs_in(role.value, person)
        self.world.paths |= authoring.build(self.app, self.centre, person)
        self.world.paths |= people.build(self.app, self.centre, self.cohort, self.signs_in)
        self.world.paths |= adaptations.build(self.centre, person)
