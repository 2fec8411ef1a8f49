"""What is written down: no word of it anywhere in the database, whatever happens; what a lost key does; how keys are replaced."""

import pytest
from click.testing import CliRunner
from flask import Flask

from lms.adaptations import services
from lms.adaptations.models import AdaptationNeed
from lms.cli import main, problems
from lms.core import clock
from lms.core.config import Settings
from lms.core.db import Base, session, transaction
from tests.adaptations.room import NOTES, TEXT, Room, make_room
from tests.browsing import post
from tests.followup.test_risk import run_jobs
from tests.learning.reading import words

WORDS = ("Grossissement", "pauses", "Ordinateur", "prêté")
LOST = "can’t be opened with the keys of this site"


@pytest.fixture
def room(app: Flask) -> Room:
    return make_room(app)


def use(app: Flask, keys: str, secret: str = "test-secret") -> None:
    app.config["LMS"] = app.config["LMS"].model_copy(update={"sensitive_keys": keys})
    app.config["SECRET_KEY"] = secret


def lose_the_key(app: Flask) -> None:
    """What was sealed was sealed with another key than those that are known now; nobody is signed out."""
    use(app, "the-key-that-is-lost")
    with transaction() as current:
        for need in current.query(AdaptationNeed):
            services.reseal(need.id)
    use(app, "")


def everything() -> str:
    """Every row of every table, as the driver gives it."""
    session().rollback()
    connection = session().connection()
    rows = (connection.exec_driver_sql(f'SELECT * FROM "{table}"').all() for table in Base.metadata.tables)
    return "\n".join(str(table) for table in rows)


def test_no_table_holds_a_word_of_it(app: Flask, room: Room) -> None:
    learner, officer = room.browser(room.learner), room.browser(room.officer)
    post(learner, room.own(), {"text": TEXT, "version": "0"})
    assert TEXT in post(officer, f"{room.one()}/read").text
    post(officer, f"{room.one()}/notes", {"text": NOTES, "version": "0", "seen": "1"})
    post(learner, room.own(), {"text": f"{TEXT} encore", "version": "1"})
    run_jobs(app)
    kept = everything()
    assert "adaptation.read" in kept
    assert "adaptation.noted" in kept
    assert not [word for word in WORDS if word in kept or word.encode("unicode_escape").decode() in kept]
    held = services.contents_of(room.need())
    assert (held.statement, held.notes) == (f"{TEXT} encore", NOTES)


def test_a_text_put_in_somebody_else_s_row_does_not_open(app: Flask, room: Room) -> None:
    other = make_room(app, "ailleurs")
    room.says()
    other.says("Rien")
    stolen = room.need().statement
    with transaction() as current:
        current.get_one(AdaptationNeed, other.need().id).statement = stolen
    assert services.contents_of(other.need()).is_lost


def test_a_lost_key_is_a_sentence_and_loses_nothing(app: Flask, room: Room) -> None:
    room.says()
    lose_the_key(app)
    kept = room.need().statement
    learner, officer = room.browser(room.learner), room.browser(room.officer)
    assert LOST in words(learner.get(room.own()).text)
    answer = post(learner, room.own(), {"text": "Autre", "version": "1"})
    assert answer.status_code == 409
    assert "Autre</textarea>" in answer.text
    read = post(officer, f"{room.one()}/read")
    assert read.status_code == 200
    assert "LMS_SENSITIVE_KEYS" in words(read.text)
    noted = post(officer, f"{room.one()}/notes", {"text": NOTES, "version": "0", "seen": "1"})
    assert noted.status_code == 409
    assert LOST in words(noted.text)
    assert room.need().statement == kept
    assert post(learner, f"{room.own()}/withdraw").status_code == 303
    assert room.held() is None


def test_everything_is_sealed_anew_with_the_newest_key(app: Flask, room: Room) -> None:
    room.says()
    room.notes()
    use(app, "new-key")
    reply = CliRunner().invoke(main, ["reseal"])
    assert (reply.exit_code, reply.output) == (0, "Encrypted anew: 1.\n")
    use(app, "new-key", secret="another-secret")
    assert services.contents_of(room.need()).notes == NOTES
    use(app, "yet-another", secret="another-secret")
    reply = CliRunner().invoke(main, ["reseal"])
    assert reply.exit_code == 1
    assert "No key opens 1 of them" in reply.output
    with transaction():
        assert services.reseal(999)


def test_a_short_key_keeps_the_server_from_starting() -> None:
    known = {"SECRET_KEY": "s" * 32, "base_url": "https://lms.example.org"}
    assert problems(Settings.model_validate({**known, "sensitive_keys": "k" * 32})) == []
    (problem,) = problems(Settings.model_validate({**known, "sensitive_keys": f"{'k' * 32},short"}))
    assert "LMS_SENSITIVE_KEYS" in problem


def test_reading_a_record_is_noted_even_when_it_opens_nothing(app: Flask, room: Room) -> None:
    room.says()
    lose_the_key(app)
    with transaction():
        contents = services.read(need=room.need(), actor_id=room.officer.id, now=clock.now())
    assert contents.is_lost
    assert "adaptation.read" in everything()
