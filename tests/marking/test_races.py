"""Markers at the same moment, on real connections: one marking, one mark, and nobody is both markers."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core.db import session
from lms.marking.models import Marking
from lms.quiz.late import kept_of
from lms.quiz.models import AttemptEvent
from tests.browsing import csrf_token
from tests.courses.sample import true_false
from tests.marking.desk import Desk, attempt, make_desk, plain_essay, text
from tests.marking.lateness import FALSE, TRUE, arrives, kinds


def together(desk: Desk, clients: list[FlaskClient], marks: list[str]) -> Counter[int]:
    """Every client marks the same answer at once."""
    barrier = Barrier(len(clients))
    tokens = [csrf_token(client) for client in clients]
    path = desk.work_path("ada")

    def run(number: int) -> int:
        data = {"go": "done", "version": "0", "mark": marks[number], "csrf_token": tokens[number]}
        barrier.wait(timeout=30)
        return clients[number].post(path, data=data).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        return Counter(pool.map(run, range(len(clients))))


def test_four_markers_at_once_leave_one_marking_and_one_mark(app: Flask) -> None:
    desk = make_desk(app, [plain_essay()])
    work = desk.hands_in("ada", {1: text()})
    clients = [desk.staff(name)[1] for name in ("marie", "paul", "ines", "luc")]
    assert together(desk, clients, ["1", "2", "3", "4"]) == {303: 1, 409: 3}
    (one,) = session().scalars(select(Marking)).all()
    assert attempt(work).mark == (one.fraction or 0) * 10
    marked = select(AttemptEvent).where(AttemptEvent.attempt_id == work, AttemptEvent.kind == "marked")
    assert len(session().scalars(marked).all()) == 1


def test_two_markers_at_once_take_a_role_each(app: Flask) -> None:
    desk = make_desk(app, [plain_essay()], markers=2)
    work = desk.hands_in("ada", {1: text()})
    clients = [desk.staff(name)[1] for name in ("marie", "paul", "ines")]
    assert together(desk, clients, ["7", "7", "7"])[303] == 2
    rows = session().scalars(select(Marking).order_by(Marking.role)).all()
    assert [row.role for row in rows] == ["first", "second"]
    assert len({row.marker_id for row in rows}) == 2
    assert attempt(work).mark == 7


def test_two_who_decide_on_late_answers_at_once_decide_once(app: Flask) -> None:
    desk = make_desk(app, [true_false("t1", "definir")])
    work = desk.hands_in("ada", {1: FALSE})
    arrives(desk, "ada", {1: TRUE})
    clients = [desk.staff(name)[1] for name in ("marie", "paul", "ines")]
    barrier, tokens = Barrier(len(clients)), [csrf_token(client) for client in clients]
    path, seen = f"{desk.path}/{desk.code('ada')}/late", str(kept_of(work).last_id)
    session().rollback()

    def run(number: int) -> int:
        go = "leave" if number == 0 else "count"
        data = {"go": go, "why": "Hors ligne", "seen": seen, "csrf_token": tokens[number]}
        barrier.wait(timeout=30)
        return clients[number].post(path, data=data).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        found = Counter(pool.map(run, range(len(clients))))
    assert found in ({303: 1, 409: 2}, {303: 2, 409: 1})
    assert sum(kind in ("late_counted", "late_left_out") for kind in kinds(work)) == 1
    assert attempt(work).mark == (1 if "late_counted" in kinds(work) else 0)
