"""The pages of rosters: a manager sends people, sees what it does, does it, and takes it back."""

import csv
import io
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from lms.accounts.models import User
from lms.cohorts.models import Enrolment, LearningEvent
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.exports import guarded
from lms.core.jobs import run_due_jobs
from lms.core.models import AuditEvent, OutboxJob
from lms.core.permissions import Role
from lms.rosters import queries, services
from lms.rosters.reading import read_text
from lms.rosters.rules import Kind
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_enrolment, make_user
from tests.followup.classroom import Classroom, make_classroom
from tests.learning.reading import words

Counter = Callable[[], AbstractContextManager[list[str]]]
NEW = "mail;nom\nlea@example.org;Léa Martin\nmax@example.org;Max Petit\n"


class Desk:
    """A manager before the rosters of a group."""

    def __init__(self, app: Flask, room: Classroom) -> None:
        self.app, self.room = app, room
        self.browser = browser_of(app, make_staff(room.centre, Role.MANAGER, "boss"))
        self.place = f"/teach/cohorts/{room.cohort.id}/rosters"

    def send(self, text: str) -> str:
        """Send a pasted list; where it is shown."""
        reply = post(self.browser, self.place, {"pasted": text})
        assert reply.status_code == 303, words(reply.text)
        return str(reply.location)

    def page(self, place: str) -> str:
        return words(self.browser.get(place).text)

    def apply(self, place: str, **asked: str) -> Any:
        seen = re.search(r'name="seen" value="([0-9a-f]+)"', self.browser.get(place).text)
        return post(self.browser, f"{place}/apply", {"seen": seen.group(1) if seen else "", **asked})

    def people(self) -> dict[str, str]:
        """Who is in the group, by address."""
        session().rollback()
        here = select(User.email, Enrolment.printed_name).join(User, User.id == Enrolment.user_id)
        rows = session().execute(
            here.where(Enrolment.cohort_id == self.room.cohort.id, Enrolment.ended_at.is_(None))
        )
        return dict(tuple(row) for row in rows)


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app, make_classroom())


def test_a_list_is_shown_then_entered_then_undone(desk: Desk) -> None:
    before = desk.people()
    place = desk.send(NEW)
    page = desk.page(place)
    assert "2 Added" in page
    assert "Léa Martin" in page
    assert desk.people() == before, "nothing is done yet"
    assert desk.apply(place).status_code == 303
    assert desk.people() == before | {"lea@example.org": "Léa Martin", "max@example.org": "Max Petit"}
    assert "2 people added" in desk.page(place)
    assert post(desk.browser, f"{place}/undo").status_code == 303
    assert desk.people() == before
    assert "Undone on" in desk.page(place)
    assert "Applied" not in desk.page(desk.place)


def test_each_newcomer_has_an_account_an_event_and_a_mail(desk: Desk) -> None:
    desk.apply(desk.send(NEW), tells="y")
    lea = session().scalars(select(User).where(User.email_key == "lea@example.org")).one()
    assert lea.password_hash is None
    enrolment = session().scalars(select(Enrolment).where(Enrolment.user_id == lea.id)).one()
    events = session().scalars(select(LearningEvent).where(LearningEvent.enrolment_id == enrolment.id)).all()
    assert [(event.kind, event.payload) for event in events] == [("enrolled", {"by": "roster"})]
    assert enrolment.name_key == "lea martin"
    assert enrolment.required_count > 0
    mails = session().scalars(select(OutboxJob).where(OutboxJob.kind == "account-mail")).all()
    assert [job.payload["after"] for job in mails if job.payload["user_id"] == lea.id] == [
        f"/learn/{enrolment.id}"
    ]


def test_who_is_invited_chooses_a_password_and_begins(desk: Desk, app: Flask) -> None:
    desk.apply(desk.send(NEW), tells="y")
    with app.test_request_context(base_url=app.config["LMS"].base_url):
        run_due_jobs(clock.now())
    sent = {message.to[0]: message for message in app.extensions["mailman"].outbox}
    body = sent["lea@example.org"].body
    link = re.search(r"http://localhost(/reset-password/\S+)", body)
    assert link, body
    client = app.test_client()
    reply = post(client, link.group(1), {"password": "quatre mots bien choisis", "end_others": "y"})
    assert reply.status_code == 303
    assert client.get(reply.location).status_code == 200, "they are in their course"
    assert client.get(link.group(1)).status_code == 410, "the link works once"


def test_who_has_begun_stays_when_it_is_undone(desk: Desk) -> None:
    place = desk.send(NEW)
    desk.apply(place)
    with transaction() as current:
        lea = current.scalars(select(User).where(User.email_key == "lea@example.org")).one()
        current.scalars(
            select(Enrolment).where(Enrolment.user_id == lea.id)
        ).one().last_activity_at = clock.now()
    post(desk.browser, f"{place}/undo")
    assert "1 person has begun already, and stays." in desk.page(place)
    assert "lea@example.org" in desk.people()
    assert "max@example.org" not in desk.people()


def test_rows_to_correct_are_said_and_the_others_may_go_on(desk: Desk) -> None:
    place = desk.send(NEW + "nobody;Nobody\n;Zoé\n")
    page = desk.page(place)
    assert "2 To correct" in page
    assert "“nobody” is no e-mail address: correct it." in page
    assert "The rows to correct are left out." in page
    desk.apply(place)
    assert "lea@example.org" in desk.people()


def test_people_leave_only_when_that_is_asked_for(desk: Desk) -> None:
    here = desk.people()
    desk.apply(desk.send(NEW))
    assert here.items() <= desk.people().items()
    place = desk.send(NEW)
    assert f"{len(here)} Not in the file" in desk.page(place)
    desk.apply(place, lets_go="y")
    assert set(desk.people()) == {"lea@example.org", "max@example.org"}
    desk.apply(desk.send("\n".join(f"{email};{name}" for email, name in here.items())))
    assert set(here) <= set(desk.people()), "who comes back has the same enrolment again"
    count = select(func.count()).select_from(Enrolment).where(Enrolment.cohort_id == desk.room.cohort.id)
    assert session().scalar(count) == len(here) + 2


def test_details_change_and_come_back(desk: Desk) -> None:
    email = next(iter(desk.people()))
    name = desk.people()[email]
    place = desk.send(f"mail;nom;employeur;dossier\n{email};Nouveau Nom;Ruche;12\n")
    assert "Nouveau Nom" in desk.page(f"{place}?part=change")
    desk.apply(place)
    enrolment = session().scalars(select(Enrolment).where(Enrolment.printed_name == "Nouveau Nom")).one()
    assert (enrolment.name_key, enrolment.employer, enrolment.employer_key) == (
        "nouveau nom",
        "Ruche",
        "ruche",
    )
    post(desk.browser, f"{place}/undo")
    assert desk.people()[email] == name


def test_a_group_that_changed_meanwhile_is_shown_anew(desk: Desk) -> None:
    place = desk.send(NEW)
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', desk.browser.get(place).text)
    assert seen
    make_enrolment(
        make_user("late@example.org", "Late", clock.now(), password=None), desk.room.cohort, clock.now()
    )
    refused = post(desk.browser, f"{place}/apply", {"seen": seen.group(1)})
    assert refused.status_code == 409
    assert "The group has changed since this page was shown." in words(refused.text)
    assert "lea@example.org" not in desk.people()
    assert desk.apply(place).status_code == 303


def test_seats_hold(desk: Desk) -> None:
    with transaction() as current:
        current.merge(desk.room.cohort).seats = len(desk.people()) + 1
    place = desk.send(NEW)
    assert "raise the number of places" in desk.page(place)
    assert desk.apply(place).status_code == 409
    assert "lea@example.org" not in desk.people()
    assert desk.apply(place, lets_go="y").status_code == 303


def test_columns_are_chosen_when_they_were_not_told(desk: Desk) -> None:
    place = desk.send("x;y\nLéa;lea@example.org\n")
    assert "Say below which column holds what" in desk.page(place)
    refused = post(desk.browser, f"{place}/columns", {"column-0": "name", "column-1": "name"})
    assert refused.status_code == 422
    assert "Two columns are said to hold the same thing" in words(refused.text)
    post(desk.browser, f"{place}/columns", {"column-0": "name", "column-1": "email", "has_header": "y"})
    assert "1 Added" in desk.page(place)
    desk.apply(place)
    assert desk.people()["lea@example.org"] == "Léa"
    assert post(desk.browser, f"{place}/columns", {"column-0": "name"}).status_code == 409


@pytest.mark.parametrize("data", [{}, {"pasted": "  \n"}, {"file": (io.BytesIO(b"%PDF"), "a.pdf")}])
def test_nothing_to_read_is_said(desk: Desk, data: dict[str, Any]) -> None:
    refused = post(desk.browser, desk.place, data, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert session().scalar(select(func.count()).select_from(User)) == 5


def test_a_group_that_has_ended_takes_nobody(desk: Desk) -> None:
    with transaction() as current:
        current.merge(desk.room.cohort).ends_on = clock.now().date() - clock.timedelta(days=3)
    refused = post(desk.browser, desk.place, {"pasted": NEW})
    assert refused.status_code == 409
    assert "This group has ended" in words(refused.text)


def test_statements_do_not_grow_with_the_rows(desk: Desk, count_statements: Counter) -> None:
    counts = []
    for size in (10, 400):
        text = "mail;nom\n" + "".join(f"s{size}-{number}@example.org;P\n" for number in range(size))
        place = desk.send(text)
        with count_statements() as statements:
            desk.apply(place, tells="y")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_export_sent_again_changes_nothing(desk: Desk) -> None:
    desk.apply(desk.send("mail;nom;employeur;dossier\nlea@example.org;=Léa;-Ruche;+33\n"))
    sent = post(desk.browser, f"{desk.place}/export", {"format": "csv"})
    place = desk.send(sent.get_data(as_text=True))
    assert "5 Unchanged" in desk.page(place)
    assert json.loads(post(desk.browser, f"{desk.place}/export", {"format": "json"}).get_data())[0]["email"]
    assert post(desk.browser, f"{desk.place}/export", {"format": "ods"}).status_code == 422
    actions = session().scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("roster"))).all()
    assert actions.count("roster.exported") == 2


texts = st.text(
    alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=20
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=5))
@example([(",,,,", ";", "0")])
def test_any_names_come_back_from_a_file_as_they_were(app: Flask, names: list[tuple[str, str, str]]) -> None:
    """What a roster says, written as CSV and read again, is the same roster."""
    target = io.StringIO()
    csv.writer(target, delimiter=";").writerows(
        [[guarded(cell) for cell in row] for row in [("a", "b", "c"), *names]]
    )
    assert read_text(target.getvalue())[1:] == [
        [" ".join(cell.split()) for cell in row] for row in names if any(cell.split() for cell in row)
    ]


def test_a_plan_is_applied_once(desk: Desk) -> None:
    place = desk.send(NEW)
    assert desk.apply(place).status_code == 303
    assert post(desk.browser, f"{place}/apply", {"seen": "x"}).status_code == 409
    assert post(desk.browser, f"{place}/undo").status_code == 303
    assert post(desk.browser, f"{place}/undo").status_code == 409
    roster = queries.roster(int(place.rsplit("/", 1)[1]))
    assert roster is not None
    with transaction():
        assert services.apply(roster_id=roster.id, now=clock.now()).state == "undone"
    assert services.plan_of(roster, None).of(Kind.RETURN)
