"""Marking one answer at a time: the form, drafts, two tabs, the comment bank, what the page shows (P36)."""

import re
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.core.db import session
from lms.core.models import AuditEvent
from lms.marking.models import Marking, MarkingComment
from tests.browsing import csrf_token, post
from tests.marking.desk import Desk, answer, attempt, essay, make_desk, plain_essay, text
from tests.payloads import PAYLOADS, active_parts
from tests.quiz.sitting import word_question

GOOD = {"level-tone": "full", "level-facts": "partly"}


@pytest.fixture
def desk(app: Flask) -> Desk:
    return make_desk(app)


@pytest.fixture
def staff(desk: Desk) -> FlaskClient:
    return desk.staff("marie")[1]


def send(client: FlaskClient, path: str, go: str = "done", version: int = 0, **fields: str) -> TestResponse:
    return post(client, path, {"go": go, "version": str(version), **fields})


def autosave(client: FlaskClient, path: str, version: int, **fields: str) -> TestResponse:
    data = {"csrf_token": csrf_token(client), "go": "draft", "version": str(version), **fields}
    return client.post(path, data=data, headers={"Accept": "application/json"})


def markings() -> list[Marking]:
    session().expire_all()
    return list(session().scalars(select(Marking).order_by(Marking.id)))


def test_an_answer_is_marked_by_its_rubric_and_the_next_one_follows(desk: Desk, staff: FlaskClient) -> None:
    for name in ("ada", "bob"):
        desk.hands_in(name, {1: text(f"Réponse de {name}")})
    page = staff.get(desk.work_path("ada"))
    assert "Réponse de ada" in page.text
    assert "Ada" in page.text
    reply = send(staff, desk.work_path("ada"), comment="Bravo.", **GOOD)
    assert (reply.status_code, reply.location) == (303, desk.work_path("bob"))
    assert (answer(desk.works["ada"]).fraction, attempt(desk.works["ada"]).mark) == (Decimal("0.75"), 3)
    assert send(staff, desk.work_path("bob"), **GOOD).location == desk.path
    assert "Nothing to mark" in staff.get("/teach/marking").text
    acts = session().scalars(select(AuditEvent).where(AuditEvent.action == "answer.marked")).all()
    assert [act.details["fraction"] for act in acts] == ["0.7500", "0.7500"]


def test_the_levels_chosen_so_far_are_added_up(desk: Desk, staff: FlaskClient) -> None:
    desk.hands_in("ada", {1: text()})
    path = desk.work_path("ada")
    assert re.search(r"data-rubric-total[^>]* hidden>", staff.get(path).text)
    send(staff, path, go="draft", **{"level-tone": "full"})
    assert "So far: 2 of 4" in staff.get(path).text
    send(staff, path, go="draft", version=1, **GOOD)
    assert "So far: 3 of 4" in staff.get(path).text


def test_answers_go_question_by_question(app: Flask) -> None:
    desk = make_desk(app, [essay("e1"), plain_essay("e2")])
    for name in ("ada", "bob"):
        desk.hands_in(name, {1: text(), 2: text()})
    _, staff = desk.staff("marie")
    path, seen = desk.work_path("ada", 1), []
    for _ in range(4):
        seen.append(path)
        fields = GOOD if path.endswith("/1") else {"mark": "7,5"}
        path = str(send(staff, path, **fields).location)
    assert [one[-1] for one in seen] == ["1", "1", "2", "2"]
    assert len(set(seen)) == 4
    assert attempt(desk.works["bob"]).mark == Decimal("10.5")


@pytest.mark.parametrize("mark", ["", "-1", "10,01", "NaN", "1e309", "dix", "1.000", "²"])
def test_a_mark_that_is_none_is_refused_and_what_was_typed_stays(app: Flask, mark: str) -> None:
    desk = make_desk(app, [plain_essay("e2", points="0.5")])
    desk.hands_in("ada", {1: text()})
    _, staff = desk.staff("marie")
    reply = send(staff, desk.work_path("ada"), mark=mark, comment="Je garde ceci")
    assert reply.status_code == 422
    assert "Je garde ceci" in reply.text
    assert (markings(), attempt(desk.works["ada"]).pending) == ([], 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"level-tone": "full"},
        {**GOOD, "level-facts": "foreign"},
        {**GOOD, "version": "-1"},
        {**GOOD, "go": "everything"},
        {**GOOD, "comment": "x" * 10_001},
    ],
    ids=["a row missing", "foreign level", "version", "act", "long comment"],
)
def test_what_no_page_of_ours_sends_is_refused(
    desk: Desk, staff: FlaskClient, fields: dict[str, Any]
) -> None:
    desk.hands_in("ada", {1: text()})
    reply = post(staff, desk.work_path("ada"), {"go": "done", "version": "0", **fields})
    assert reply.status_code == 422
    assert markings() == []


def test_fields_that_a_marker_may_not_set_are_ignored(desk: Desk, staff: FlaskClient) -> None:
    desk.hands_in("ada", {1: text()})
    send(staff, desk.work_path("ada"), role="agreed", marker_id="1", fraction="1", mark="4", **GOOD)
    (one,) = markings()
    assert (one.role, one.fraction) == ("first", Decimal("0.75"))


def test_a_draft_saves_by_script_and_gives_no_mark(desk: Desk, staff: FlaskClient) -> None:
    desk.hands_in("ada", {1: text()})
    reply = autosave(staff, desk.work_path("ada"), 0, comment="En cours", **{"level-tone": "full"})
    assert (reply.status_code, reply.json and reply.json["version"]) == (200, 1)
    assert autosave(staff, desk.work_path("ada"), 1, comment="En cours", **GOOD).json["version"] == 2  # type: ignore[index]
    page = staff.get(desk.work_path("ada")).text
    assert "En cours" in page
    assert re.search(r'value="partly" checked', page)
    assert attempt(desk.works["ada"]).pending == 1


def test_two_markers_overwrite_nothing_silently(desk: Desk, staff: FlaskClient) -> None:
    desk.hands_in("ada", {1: text()})
    _, other = desk.staff("paul")
    autosave(staff, desk.work_path("ada"), 0, comment="De Marie")
    late = autosave(other, desk.work_path("ada"), 0, comment="De Paul")
    assert (late.status_code, late.json and late.json["error"]) == (409, "marking.changed")
    page = send(other, desk.work_path("ada"), comment="De Paul", **GOOD)
    assert page.status_code == 409
    assert "De Marie" in page.text
    assert "De Paul" in page.text
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert version
    assert [one.comment for one in markings()] == ["De Marie"]
    assert (
        send(other, desk.work_path("ada"), version=int(version[1]), comment="De Paul", **GOOD).status_code
        == 303
    )
    assert [one.comment for one in markings()] == ["De Paul"]


def test_a_mark_is_changed_by_a_mark_and_never_by_a_draft(desk: Desk, staff: FlaskClient) -> None:
    work = desk.hands_in("ada", {1: text()})
    send(staff, desk.work_path("ada"), **GOOD)
    assert autosave(staff, desk.work_path("ada"), 1, comment="Tard", **GOOD).status_code == 409
    assert (
        send(staff, desk.work_path("ada"), version=1, **GOOD).status_code == 303
    )  # the same again: nothing new
    assert [one.version for one in markings()] == [1]
    worse = {"level-tone": "absent", "level-facts": "absent"}
    assert send(staff, desk.work_path("ada"), version=1, **worse).status_code == 303
    assert (attempt(work).mark, attempt(work).passed) == (0, False)


def test_a_slip_of_spelling_is_right_or_wrong(app: Flask) -> None:
    desk = make_desk(app, [word_question()])
    work = desk.hands_in("ada", {1: text("comunauté")})
    _, staff = desk.staff("marie")
    page = staff.get(desk.work_path("ada")).text
    assert "comunauté" in page
    assert send(staff, desk.work_path("ada"), verdict="perhaps").status_code == 422
    assert send(staff, desk.work_path("ada"), verdict="right").status_code == 303
    assert attempt(work).mark == 1


def test_the_comment_bank_keeps_inserts_counts_and_archives(desk: Desk, staff: FlaskClient) -> None:
    for name in ("ada", "bob"):
        desk.hands_in(name, {1: text()})
    path = desk.work_path("ada")
    assert send(staff, path, go="keep", comment="").status_code == 422
    for comment in ("Sources ?", "Sources ?", "Bon ton"):
        assert send(staff, path, go="keep", comment=comment).status_code == 200
    sources, _ = session().scalars(select(MarkingComment).order_by(MarkingComment.id)).all()
    page = send(staff, path, go=f"insert-{sources.id}", comment="D’abord.")
    assert "D’abord.\n\nSources ?</textarea>" in page.text
    send(staff, path, comment="Sources ?", **GOOD)
    page = staff.get(desk.work_path("bob"))
    assert page.text.index("Sources ?</p>") < page.text.index("Bon ton</p>")
    assert send(staff, desk.work_path("bob"), go=f"archive-{sources.id}").status_code == 200
    assert "Sources ?" not in staff.get(desk.work_path("bob")).text
    for act in (f"insert-{sources.id}", f"archive-{sources.id}", "archive-²", f"archive-{'9' * 30}"):
        assert send(staff, desk.work_path("bob"), go=act).status_code == 404


def test_what_learners_and_markers_write_is_inert(desk: Desk, staff: FlaskClient) -> None:
    everything = "\n".join(payload.replace("\x00", "") for payload in PAYLOADS)
    desk.hands_in("ada", {1: text(everything)})
    desk.hands_in("bob", {1: text()})
    send(staff, desk.work_path("ada"), go="keep", comment="Un mot")
    kept_id = session().scalars(select(MarkingComment.id)).one()
    plain = active_parts(send(staff, desk.work_path("bob"), go=f"insert-{kept_id}", comment="Bien").text)
    send(staff, desk.work_path("ada"), go=f"archive-{kept_id}")
    kept = send(staff, desk.work_path("ada"), go="keep", comment=everything[:9_000])
    assert kept.status_code == 200
    assert active_parts(kept.text) == plain


def test_the_page_takes_few_statements(desk: Desk, staff: FlaskClient, count_statements: Any) -> None:
    for name in ("ada", "bob", "eve"):
        desk.hands_in(name, {1: text()})
    staff.get(desk.work_path("ada"))
    with count_statements() as statements:
        staff.get(desk.work_path("ada"))
    # The frame of every page (session, navigation, banner) takes three; then cohort, works, answers to mark; the answer with its markings, the bank.
    assert len(statements) <= 3 + 5, statements
