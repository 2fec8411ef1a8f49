"""Pages of attendance: what a learner signs, the sheet of who teaches, what is printed and downloaded."""

import csv
import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.attendance import queries
from lms.cohorts import live_sessions
from lms.cohorts.live_sessions import Meeting
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Role
from tests.attendance.group import BEFORE, DAY, ENDS, HOUR, STARTS, Group, make_group, plan
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_enrolment, make_user
from tests.learning.reading import words

Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def group(app: Flask) -> Group:
    return make_group(app)


@pytest.fixture
def trainer(group: Group) -> FlaskClient:
    return browser_of(group.app, group.boss)


def test_a_learner_signs_from_today_with_one_button(group: Group) -> None:
    browser, path = group.browser("Ada"), f"{group.page('Ada')}/{group.one.id}"
    with clock.at(STARTS - DAY):
        assert path not in browser.get("/today").text
        assert "too early to sign" in browser.get(path).text
        assert post(browser, path).status_code == 409
    with clock.at(STARTS):
        assert path in browser.get("/today").text
        text = words(browser.get(path).text)
        assert (
            "I, Ada, was present at “Classe virtuelle”, on Tuesday 1 December 2026 from 18:00 to 19:30"
            in text
        )
        assert post(browser, path).status_code == 303
        assert post(browser, path).status_code == 303
        assert path not in browser.get("/today").text
        assert "You signed on 1 December 2026" in browser.get(path).text
        assert "0.00 h" in browser.get(group.page("Ada")).text, "nothing is counted before the end"
    with clock.at(ENDS + HOUR):
        assert words(browser.get(group.page("Ada")).text).count("1.50 h") == 2
        assert "1,50 h" in browser.get(f"{group.page('Ada')}?lang=fr").text.replace("\u202f", " ").replace(
            "\xa0", " "
        )
    assert len(queries.record_of(group.one.id)) == 1


def test_what_can_t_be_signed_any_more_says_whom_to_ask(group: Group) -> None:
    browser, path = group.browser("Ada"), f"{group.page('Ada')}/{group.one.id}"
    with clock.at(ENDS + 2 * DAY):
        assert "Ask your trainer to note that you were there" in browser.get(path).text
        assert "Ask your trainer" in browser.get(group.page("Ada")).text
        reply = post(browser, path)
        assert reply.status_code == 409
        assert "Ask your trainer" in reply.text
    with clock.at(STARTS):
        with transaction():
            live_sessions.cancel_session(cohort_id=group.cohort.id, session_id=group.one.id, now=STARTS)
        assert "This session is cancelled" in browser.get(path).text
        assert post(browser, path).status_code == 409
        assert path not in browser.get("/today").text


def test_a_learner_finds_no_one_else_s_page_and_visitors_sign_in(group: Group) -> None:
    browser, path = group.browser("Ada"), f"{group.page('Bruno')}/{group.one.id}"
    assert browser.get(path).status_code == browser.get(group.page("Bruno")).status_code == 404
    assert post(browser, path).status_code == 404
    assert browser.get(f"{group.page('Ada')}/999").status_code == 404
    visitor = group.app.test_client()
    for page in (group.page("Ada"), path, group.sheet):
        assert visitor.get(page).status_code == 303
    assert browser.get(group.sheet).status_code == 403


def test_strangers_and_other_roles_see_no_name(app: Flask, group: Group) -> None:
    other = make_group(app, slug="ailleurs")
    boss = browser_of(app, other.boss)
    paths = [group.sheet, f"{group.sheet}/print", f"/teach/cohorts/{group.cohort.id}/attendance"]
    assert {boss.get(path).status_code for path in paths} == {404}
    assert boss.get(f"/teach/cohorts/{other.cohort.id}/live/{group.one.id}/sheet").status_code == 404
    for role in (Role.MARKER, Role.INVIGILATOR):
        browser = browser_of(app, make_staff(group.centre, role, role.value))
        assert {browser.get(path).status_code for path in paths} == {403}


def state(browser: FlaskClient, group: Group, name: str, **typed: str) -> object:
    id_ = group.learners[name].id
    fields: dict[str, object] = {f"e{id_}-{field}": value for field, value in typed.items()}
    return post(browser, f"{group.sheet}/learners/{id_}", fields)


def test_a_sheet_from_its_opening_to_its_countersignature(group: Group, trainer: FlaskClient) -> None:
    with clock.at(STARTS - DAY):
        text = trainer.get(group.sheet).text
        assert "Learners sign from 1 December 2026" in text
        assert "All the others were there" not in text
    group.signs("Ada")
    with clock.at(ENDS):
        assert state(trainer, group, "Bruno", kind="late", moment="18:20").status_code == 303  # type: ignore[attr-defined]
        assert "Nothing is known of 1 of them" in words(trainer.get(group.sheet).text)
        assert post(trainer, f"{group.sheet}/countersign").status_code == 409
        assert post(trainer, f"{group.sheet}/remind").status_code == 303
        assert (
            "has had a reminder today" in post(trainer, f"{group.sheet}/remind", follow_redirects=True).text
        )
        assert post(trainer, f"{group.sheet}/others").status_code == 303
        assert post(trainer, f"{group.sheet}/countersign").status_code == 303
        text = words(trainer.get(group.sheet).text)
    assert "Countersigned by" in text
    assert "Arrived late, at 18:20" in text
    with clock.at(ENDS + HOUR):
        reply = state(trainer, group, "Bruno", kind="present")
        assert reply.status_code == 422  # type: ignore[attr-defined]
        assert "Say why: the reason is kept" in reply.text  # type: ignore[attr-defined]
        state(trainer, group, "Bruno", kind="present", reason="Erreur de ma part")
        assert "changed after it was countersigned" in trainer.get(group.sheet).text
        assert (
            post(trainer, f"/teach/cohorts/{group.cohort.id}/live/{group.one.id}/cancel").status_code == 409
        )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "kind"),
        ({"kind": "countersigned"}, "kind"),
        ({"kind": "absent"}, "reason"),
        ({"kind": "absent", "reason": "x" * 10_000}, "reason"),
        ({"kind": "late", "moment": "17:59", "reason": "bus"}, "moment"),
        ({"kind": "left", "moment": "<b>", "reason": "bus"}, "moment"),
    ],
)
def test_what_can_t_be_comes_back_at_its_field(
    group: Group, trainer: FlaskClient, typed: dict[str, str], field: str
) -> None:
    with clock.at(ENDS):
        reply = state(trainer, group, "Bruno", **typed)
    assert reply.status_code == 422  # type: ignore[attr-defined]
    text: str = reply.text  # type: ignore[attr-defined]
    assert f'id="e{group.learners["Bruno"].id}-{field}-error"' in text
    if typed.get("reason") == "bus":
        assert 'value="bus"' in text
    assert "<b>" not in text
    assert queries.record_of(group.one.id) == []


def test_a_sheet_on_paper_has_what_a_control_looks_for(group: Group, trainer: FlaskClient) -> None:
    group.signs("Ada")
    group.states("Bruno", "absent", why="Malade")
    group.others()
    group.countersigns()
    with clock.at(ENDS + HOUR):
        text = words(trainer.get(f"{group.sheet}/print").text)
    for wanted in (
        "Automne 2026",
        "Tuesday 1 December 2026, 18:00 – 19:30 (Europe/Paris)",
        "Salle 4",
        "Thomas Roussel",
        "Malade",
        "Les Quais SARL",
        "3.00 h",
        "The record behind this sheet is whole",
    ):
        assert wanted in text, wanted
    with transaction() as current:
        current.connection().exec_driver_sql("UPDATE attendance_act SET reason = 'x' WHERE number = 2")
    assert "act number 2 is not what was written" in trainer.get(f"{group.sheet}/print").text


def test_a_session_that_moved_says_so(group: Group, trainer: FlaskClient) -> None:
    group.signs("Ada")
    meeting = Meeting("Classe virtuelle", "2026-12-01T18:30", "2026-12-01T20:00")
    with transaction():
        live_sessions.change_session(
            cohort=group.cohort, session_id=group.one.id, meeting=meeting, sequence=0, now=STARTS
        )
    for path in (group.sheet, f"{group.sheet}/print"):
        assert "This session was moved after 1 signature" in trainer.get(path).text


def test_a_cancelled_session_has_no_sheet(group: Group, trainer: FlaskClient) -> None:
    with transaction():
        live_sessions.cancel_session(cohort_id=group.cohort.id, session_id=group.one.id, now=BEFORE)
    reply = trainer.get(group.sheet)
    assert reply.status_code == 409
    assert "it has no attendance sheet" in reply.text


def test_a_group_by_sessions_and_as_files(group: Group, trainer: FlaskClient) -> None:
    path = f"/teach/cohorts/{group.cohort.id}/attendance"
    with clock.at(BEFORE):
        assert "No session has begun yet" in trainer.get(path).text
    for day in range(2, 10):
        plan(group.cohort, f"2026-12-{day:02}T18:00", f"2026-12-{day:02}T19:30")
    group.signs("Ada")
    group.states("Bruno", "late", "18:20")
    with clock.at(ENDS + 9 * DAY):
        last = words(trainer.get(path).text)
        assert "Earlier sessions" in last
        assert "1.50 h" in last
        first = words(trainer.get(f"{path}?part=1").text)
        assert "Arrived late 18:20" in first
        assert trainer.get(f"{path}?part=99&page=-1").status_code == 200
        assert path in trainer.get(f"/teach/cohorts/{group.cohort.id}/live").text
        table = csv.DictReader(io.StringIO(post(trainer, f"{path}/export", {"format": "csv"}).text))
        rows = json.loads(post(trainer, f"{path}/export", {"format": "json"}).text)
        with post(trainer, f"{path}/export", {"format": "xlsx"}) as book:
            assert book.status_code == 200
        assert post(trainer, f"{path}/export", {"format": "pdf"}).status_code == 422
    assert len(list(table)) == len(rows) == 27
    assert [row["hours"] for row in rows[::9]] == [1.5, 1.17, 0.0]
    assert rows[0]["starts"] == "2026-12-01T18:00+01:00"


def test_statements_do_not_grow(group: Group, trainer: FlaskClient, count_statements: Counter) -> None:
    paths = [group.sheet, f"{group.sheet}/print", f"/teach/cohorts/{group.cohort.id}/attendance"]
    browser = group.browser("Ada")
    paths_of_learner = ["/today", group.page("Ada")]

    def counted() -> list[int]:
        found = []
        with clock.at(ENDS + HOUR):
            for client, path in [
                *((trainer, one) for one in paths),
                *((browser, one) for one in paths_of_learner),
            ]:
                client.get(path)
                with count_statements() as seen:
                    assert client.get(path).status_code == 200
                found.append(len(seen))
        return found

    group.signs("Ada")
    few = counted()
    for number in range(12):
        user = make_user(f"n{number}@example.org", f"Nom {number}", BEFORE, password=None)
        make_enrolment(user, group.cohort, BEFORE)
        plan(group.cohort, f"2026-11-{number + 10}T18:00", f"2026-11-{number + 10}T19:30")
    group.others()
    assert counted() == few
    assert max(few) <= 14, few


def test_a_whole_day_is_advised_to_be_two_sessions(group: Group, trainer: FlaskClient) -> None:
    form = {
        "title": "Journée",
        "starts_local": "2026-12-08T09:00",
        "ends_local": "2026-12-08T17:00",
        "times": "1",
    }
    path = f"/teach/cohorts/{group.cohort.id}/live/new"
    with clock.at(BEFORE):
        assert "signed for each half-day" in post(trainer, path, {**form, "preview": "y"}).text
        assert "signed for each half-day" in post(trainer, path, form, follow_redirects=True).text
        shorter = {**form, "ends_local": "2026-12-08T12:00"}
        assert "half-day" not in post(trainer, path, {**shorter, "preview": "y"}).text


def test_signatures_are_on_the_timeline(group: Group, trainer: FlaskClient) -> None:
    group.signs("Ada")
    text = words(trainer.get(f"/teach/cohorts/{group.cohort.id}/learners/{group.learners['Ada'].id}").text)
    assert "Signed as present – 1 December 2026, 18:00" in text
