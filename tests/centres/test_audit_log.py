"""The audit log: every act has its sentence, managers of the centre alone read it, and nobody changes it."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from lms.centres.audit_actions import ACTIONS
from lms.centres.audit_log import PAGE
from lms.centres.models import Centre
from lms.core import audit, clock
from lms.core.db import session, transaction
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from lms.progress.decisions import AUDITED
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre
from tests.learning.reading import words

ROOT = Path(__file__).parents[2] / "lms"
CALL = re.compile(
    r"(?:audit\.record|_record|_note)\(\s*(?:editor, )?((?:\"[a-z_.]+\"(?: if [^\n]*? else )?)+)", re.DOTALL
)


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais")


@pytest.fixture
def manager(app: Flask, centre: Centre) -> FlaskClient:
    return browser_of(app, make_staff(centre, Role.MANAGER, "boss"))


def act(centre: Centre, action: str = "cohort.created", days_ago: int = 0, **details: object) -> None:
    with transaction():
        now = clock.now() - timedelta(days=days_ago)
        audit.record(action, actor_id=None, centre_id=centre.id, on=("cohort", 7), now=now, **details)


def page(client: FlaskClient, centre: Centre, asked: str = "") -> str:
    return words(client.get(f"/centres/{centre.id}/log{asked}").text)


@pytest.mark.one_database
def test_every_act_that_is_noted_has_a_sentence() -> None:
    noted = set(AUDITED.values())  # those of marks and excuses hang on the kind of their event
    for path in ROOT.rglob("*.py"):
        if "audit" in (text := path.read_text("utf-8")):
            for found in CALL.findall(text):
                noted |= set(re.findall(r'"([a-z_]+\.[a-z_]+)"', found))
    assert noted == set(ACTIONS)


def test_acts_are_listed_filtered_and_paged(manager: FlaskClient, centre: Centre) -> None:
    for number in range(PAGE + 5):
        act(centre, days_ago=number % 3, place=number)
    act(centre, "certificate.revoked", 40, reason="<script>alert(1)</script>")
    raw = manager.get(f"/centres/{centre.id}/log?action=certificate.revoked").text
    assert "&lt;script&gt;" in raw
    assert words(raw).count("the program") == 1
    first = manager.get(f"/centres/{centre.id}/log").text
    assert words(first).count("the program") == PAGE
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    assert words(manager.get(older.group(1)).text).count("the program") == 6
    yesterday = (clock.now() - timedelta(days=2)).date()
    assert page(manager, centre, f"?until={yesterday}").count("the program") < PAGE
    assert "No act matches." in page(manager, centre, "?since=2199-01-01")


@pytest.mark.parametrize(
    "asked",
    [
        "?action=x&actor=é&since=30/02/2027&until=9999-12-31&before=-1",
        "?actor=" + "9" * 40,
        "?before=" + "9" * 40,
    ],
)
def test_what_an_address_can_t_mean_is_left_out(manager: FlaskClient, centre: Centre, asked: str) -> None:
    act(centre)
    assert "A group was made" in page(manager, centre, asked)


def test_the_export_holds_what_the_page_is_filtered_to(manager: FlaskClient, centre: Centre) -> None:
    act(centre, note="=1+1")
    act(centre, "certificate.revoked")
    rows = json.loads(
        post(
            manager, f"/centres/{centre.id}/log/export", {"format": "json", "action": "cohort.created"}
        ).get_data()
    )
    assert [(row["what"], row["details"]) for row in rows] == [("A group was made", "note: =1+1")]
    assert "This log was downloaded" in page(manager, centre)


def test_another_centre_s_acts_are_not_there(app: Flask, manager: FlaskClient, centre: Centre) -> None:
    other = make_centre("ailleurs")
    act(other)
    assert "A group was made" not in page(manager, centre).split("Show")[-1]
    assert manager.get(f"/centres/{other.id}/log").status_code == 404
    assert (
        browser_of(app, make_staff(centre, Role.INSTRUCTOR, "teacher"))
        .get(f"/centres/{centre.id}/log")
        .status_code
        == 403
    )


def test_nothing_in_it_can_be_changed(centre: Centre) -> None:
    act(centre)
    for statement in (update(AuditEvent).values(action="x"), delete(AuditEvent)):
        with pytest.raises(RuntimeError), transaction() as current:
            current.execute(statement)
    event = session().query(AuditEvent).one()
    with pytest.raises(RuntimeError), transaction() as current:
        current.merge(event).action = "x"
    with pytest.raises(RuntimeError), transaction() as current:
        current.delete(current.get_one(AuditEvent, event.id))
