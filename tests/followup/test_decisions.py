"""The page of a mark: where it comes from, its history; changed by hand, excused, undone; what the learner reads of it."""

import re
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.certificates.queries import certificate_of
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import session
from lms.core.permissions import Role
from lms.progress.decisions import history_of
from lms.progress.facts import ItemFacts
from lms.progress.queries import facts_of
from tests.browsing import post, sign_in
from tests.certificates.holder import browser_of, make_staff
from tests.factories import PASSWORD, make_enrolment, make_user
from tests.followup.classroom import Classroom, make_classroom
from tests.learning.reading import words
from tests.progress.study import Learner

QUIZ, LAST = "quiz-accueil", "quiz-final"
HOSTILE = "<script>alert(1)</script> %(by)s {{ 7*7 }} =cmd|' /C calc'!A0 100 %"
SEEN = re.compile(r'name="seen" value="([^"]+)"')


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom()


@pytest.fixture
def staff(app: Flask, room: Classroom) -> FlaskClient:
    return browser_of(app, make_staff(room.centre, Role.INSTRUCTOR, "teacher"))


def place(room: Classroom, name: str = "Zoé", key: str = QUIZ) -> str:
    return f"/teach/cohorts/{room.cohort.id}/learners/{room.learners[name].id}/marks/{key}"


def act(
    staff: FlaskClient, url: str, tail: str, data: dict[str, object] | None = None, seen: str | None = None
) -> TestResponse:
    """Press a button of the page as it is now, or as it was."""
    found = SEEN.search(staff.get(url).text)
    assert found
    return post(staff, f"{url}/{tail}", {"seen": seen or found.group(1), **(data or {})})


def mark(percent: str, why: str = "Oral repris") -> dict[str, object]:
    return {"mark-score": percent, "mark-why": why}


def excuse(why: str = "Absente pour formation") -> dict[str, object]:
    return {"excuse-why": why}


def facts(room: Classroom, name: str = "Zoé", key: str = QUIZ) -> ItemFacts:
    session().expire_all()
    return facts_of(session().get_one(Enrolment, room.learners[name].id)).of(key)


def test_a_mark_is_changed_and_taken_back(staff: FlaskClient, room: Classroom) -> None:
    Learner(room.learners["Zoé"]).submits(QUIZ, "0.4")
    assert act(staff, place(room), "mark", mark("72,5 %")).status_code == 303
    told = words(staff.get(place(room)).text)
    for word in ("73 %", "changed by hand", "Oral repris", "The attempts give 40 %", "40 → 72.5 %"):
        assert word in told
    assert facts(room).passed_at is not None
    assert act(staff, place(room), "mark/remove").status_code == 303
    assert (facts(room).score, facts(room).passed_at) == (Decimal("0.4"), None)
    assert "Change taken back 72.5 → 40 %" in words(staff.get(place(room)).text)


def test_a_learner_is_excused_and_counts_again(staff: FlaskClient, room: Classroom) -> None:
    assert act(staff, place(room), "excuse", excuse()).status_code == 303
    told = words(staff.get(place(room)).text)
    assert "Absente pour formation" in told
    learner = staff.get(place(room).rsplit("/", 2)[0])
    assert f'href="{place(room)}"' in learner.text
    assert act(staff, place(room), "excuse/remove").status_code == 303
    assert [line.kind for line in history_of(room.learners["Zoé"].id, QUIZ)] == [
        "excuse_ended",
        "item_excused",
    ]


@pytest.mark.parametrize("percent", ["", "abc", "-1", "100.01", "12.345", "1e9", "١٢x", "9" * 40])
def test_a_bad_mark_keeps_what_was_typed(staff: FlaskClient, room: Classroom, percent: str) -> None:
    reply = act(staff, place(room), "mark", mark(percent, "Une raison"))
    assert reply.status_code == 422
    assert "Une raison" in reply.text
    assert "from 0 to 100" in words(reply.text) or "characters" in reply.text
    assert history_of(room.learners["Zoé"].id, QUIZ) == []


@pytest.mark.parametrize("why", ["", " \n ", "x" * 501, "a\u202eb"])
def test_a_bad_reason_keeps_what_was_typed(staff: FlaskClient, room: Classroom, why: str) -> None:
    assert act(staff, place(room), "excuse", excuse(why)).status_code == 422
    reply = act(staff, place(room), "mark", mark("55", why))
    assert reply.status_code == 422
    assert 'value="55"' in reply.text
    assert history_of(room.learners["Zoé"].id, QUIZ) == []


def test_a_hostile_reason_is_a_text_everywhere(app: Flask, staff: FlaskClient, room: Classroom) -> None:
    act(staff, place(room), "excuse", excuse(HOSTILE))
    act(staff, place(room, key=LAST), "mark", mark("80", HOSTILE))
    pages = [place(room), place(room, key=LAST), place(room).rsplit("/", 1)[0], place(room).rsplit("/", 2)[0]]
    for url in pages:
        text = staff.get(url).text
        assert "<script>alert" not in text
        assert "%(by)s {{ 7*7 }}" in words(text).replace("&#39;", "'")


def test_a_change_over_a_newer_one_is_a_conflict(staff: FlaskClient, room: Classroom) -> None:
    found = SEEN.search(staff.get(place(room)).text)
    assert found
    act(staff, place(room), "mark", mark("50"))
    late = act(staff, place(room), "mark", mark("60"), seen=found.group(1))
    assert late.status_code == 409
    assert "nothing was written" in words(late.text)
    assert facts(room).score == Decimal("0.5")
    assert (
        post(staff, f"{place(room)}/mark", mark("60")).status_code == 409
    )  # a form without what it was made over
    assert act(staff, place(room), "excuse/remove").status_code == 409


def test_a_certificate_stays(staff: FlaskClient, room: Classroom) -> None:
    before = certificate_of(room.learners["Élodie"].id)
    assert before is not None
    url = place(room, "Élodie", LAST)
    assert "stays as it is" in words(staff.get(url).text)
    act(staff, url, "mark", mark("10"))
    after = certificate_of(room.learners["Élodie"].id)
    assert after is not None
    assert (after.id, after.revoked_at) == (before.id, None)


def test_excusing_what_is_left_gives_the_certificate(staff: FlaskClient, room: Classroom) -> None:
    who = Learner(room.learners["Zoé"])
    who.finishes("bienvenue")
    who.submits(QUIZ, "0.9")
    who.finishes("repondre")
    assert act(staff, place(room, key=LAST), "excuse", excuse()).status_code == 303
    assert "Everything that is required is done" in words(staff.get(place(room, key=LAST)).text)
    assert certificate_of(room.learners["Zoé"].id) is not None


def test_the_learner_reads_both(app: Flask, staff: FlaskClient, room: Classroom) -> None:
    user = make_user("nora@example.org", "Nora")
    room.learners["Nora"] = make_enrolment(user, room.cohort, clock.now())
    act(staff, place(room, "Nora"), "excuse", excuse("Dispense accordée"))
    act(staff, place(room, "Nora", LAST), "mark", mark("30", "Plagiat"))
    client = app.test_client()
    sign_in(client, user.email, PASSWORD)
    for page in ("", "/progress"):
        told = words(client.get(f"/learn/{room.learners['Nora'].id}{page}").text)
        assert "Dispense accordée" in told
        assert "Plagiat" in told
        assert "(excused: 1)" in told
    assert client.get(place(room, "Nora")).status_code == 403
    started = words(client.get(f"/learn/{room.learners['Nora'].id}/{QUIZ}").text)
    assert "Dispense accordée" in started


def test_what_belongs_elsewhere_is_not_found(app: Flask, staff: FlaskClient, room: Classroom) -> None:
    other = make_classroom("ailleurs")
    mixed = place(room).replace(str(room.learners["Zoé"].id), str(other.learners["Zoé"].id), 1)
    urls = [place(other), place(room, key="nowhere"), mixed, place(other).rsplit("/", 1)[0]]
    for url in urls:
        assert staff.get(url).status_code == 404
    for tail, data in (("mark", mark("1")), ("excuse", excuse()), ("mark/remove", {}), ("excuse/remove", {})):
        for url in (place(other), place(room, key="nowhere")):
            assert post(staff, f"{url}/{tail}", {"seen": "0.0.-", **data}).status_code in (404, 409)
    assert history_of(other.learners["Zoé"].id, QUIZ) == []


def test_lessons_are_excused_and_have_no_mark(staff: FlaskClient, room: Classroom) -> None:
    url = place(room, "Bruno", "bienvenue")
    assert "Change the mark" not in words(staff.get(url).text)
    assert act(staff, url, "mark", mark("50")).status_code == 422
    assert act(staff, url, "excuse", excuse()).status_code == 303


def several(room: Classroom) -> str:
    return f"/teach/cohorts/{room.cohort.id}/gradebook/excuse"


def test_several_are_excused_at_once(staff: FlaskClient, room: Classroom) -> None:
    assert "Show the learners" in words(staff.get(several(room)).text)
    assert all(name in staff.get(f"{several(room)}?item={QUIZ}").text for name in room.learners)
    who = [room.learners[name].id for name in ("Zoé", "Bruno")]
    data: dict[str, object] = {"item": QUIZ, "who": who, "why": "Salle fermée"}
    for missing in ("who", "why"):
        reply = post(staff, several(room), {**data, missing: []})
        assert reply.status_code == 422
        assert "Salle fermée" in reply.text or f'value="{who[0]}" checked' in reply.text.replace(
            ' id="who"', ""
        )
    act(staff, place(room), "excuse", excuse())
    assert post(staff, several(room), data).status_code == 303
    assert [len(history_of(one, QUIZ)) for one in who] == [1, 1]
    assert facts(room, "Bruno").excused_at is not None
    assert facts(room, "Adèle").excused_at is None


def test_nobody_of_elsewhere_is_excused(staff: FlaskClient, room: Classroom) -> None:
    other = make_classroom("ailleurs")
    theirs = other.learners["Zoé"].id
    assert post(staff, several(room), {"item": QUIZ, "who": [theirs], "why": "x"}).status_code == 422
    assert post(staff, several(room), {"item": "no", "who": [theirs], "why": "x"}).status_code == 404
    assert staff.get(several(other)).status_code == 404
    assert history_of(theirs, QUIZ) == []
