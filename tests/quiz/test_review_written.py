"""Results of work that a person marks, or the learner alone: comments, levels, the model answer, another version."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from lms.core.db import session, transaction
from lms.quiz import marks
from lms.quiz.models import AttemptEvent
from lms.quiz.notes import Notes
from lms.quiz.self_assessment import SELF_ASSESSED
from tests.courses.sample import true_false
from tests.learning.reading import words
from tests.quiz.sitting import KEY, NOW, Learner, attempt_row, course_with, events, make_learner

LEVELS = [
    {"id": "low", "title": {"fr": "Sec"}, "points": 0},
    {"id": "high", "title": {"fr": "Chaleureux"}, "points": 2},
]
ESSAY: dict[str, Any] = {
    "id": "essay",
    "type": "long_text",
    "stem": {"fr": "Répondez."},
    "rubric": [{"id": "tone", "title": {"fr": "Le ton"}, "levels": LEVELS}],
    "model_answer": {"fr": "MODEL-ANSWER"},
    "explanation": {"fr": "EXPLAINED"},
}
GOOD = {"level-tone": "high"}


def written(app: Flask, **policy: Any) -> tuple[Learner, str]:
    """An essay and a statement, handed in."""
    learner = make_learner(app, course_with([ESSAY, true_false("t1")], **policy))
    path = learner.begin()
    learner.save(path, 1, {"text": ["Merci beaucoup."]})
    learner.save(path, 2, {"choice": ["false"]})
    learner.post(f"{path}/submit", {"confirm": "y"})
    return learner, path


def commented(app: Flask) -> None:
    """As the room that marks hands up what it keeps."""

    def notes(attempt_id: int) -> Mapping[int, Notes]:
        return {1: Notes("COMMENT <b>of the marker</b>", {"tone": "high"})}

    app.extensions["lms"].marking_notes = notes


def marked(path: str, fraction: str = "0.5") -> None:
    with transaction():
        marks.set_slot_mark(attempt_row(path).id, 1, Decimal(fraction), now=NOW)


def test_comments_levels_and_the_model_answer_show_with_the_marks(app: Flask) -> None:
    commented(app)
    learner, path = written(app)
    waiting = learner.get(f"{path}/review").text
    for hidden in ("COMMENT", "MODEL-ANSWER", "EXPLAINED", "Not quite"):
        assert hidden not in waiting
    marked(path)
    page = learner.get(f"{path}/review").text
    assert "0.5 / 2" in page
    assert "COMMENT &lt;b&gt;of the marker" in page
    assert "MODEL-ANSWER" in page
    assert "Level reached" in page
    assert "Partly right." in page


def test_comments_wait_for_the_marks(app: Flask) -> None:
    commented(app)
    learner, path = written(app, results="partial", release={"marks": "never"})
    marked(path)
    page = learner.get(f"{path}/review").text
    assert "MODEL-ANSWER" in page
    assert "COMMENT" not in page
    assert "0.5 / " not in page


def test_returned_work_says_what_to_improve_and_leads_to_its_new_version(app: Flask) -> None:
    commented(app)
    learner, path = written(app)
    with transaction():
        new = marks.return_to_improve(attempt_row(path).id, "Be warmer.\nThen hand in again.", 1, NOW)
        new_path = f"/attempts/{new.id}"
    page = learner.get(f"{path}/review").text
    assert "Returned to you, to improve" in page
    assert "Be warmer." in page
    assert "COMMENT" in page
    assert f'href="{new_path}">Improve my work' in page
    assert "Still to be marked" not in page
    assert "MODEL-ANSWER" not in page
    history = learner.get(f"/learn/{learner.enrolment.id}/{KEY}/attempts").text
    assert "<span>Returned</span>" in history
    learner.post(f"{new_path}/submit", {"confirm": "y"})
    assert f'href="{new_path}/review">See the improved version' in learner.get(f"{path}/review").text


def test_self_assessed_work_shows_the_model_answer_and_takes_the_own_levels(app: Flask) -> None:
    learner, path = written(app, assessed_by="learner")
    page = learner.get(f"{path}/review").text
    assert "0 / 1" in page  # the statement alone is marked
    assert "MODEL-ANSWER" in page
    assert "Assess your own answer" in page
    before = attempt_row(path).mark
    reply = learner.post(f"{path}/slots/1/assessment", GOOD)
    assert (reply.status_code, reply.location) == (303, f"{path}/review#q1-title")
    learner.post(f"{path}/slots/1/assessment", GOOD)
    kept = [event.payload for event in events(path) if event.kind == SELF_ASSESSED]
    assert kept == [{"levels": {"tone": "high"}}]
    assert attempt_row(path).mark == before
    page = learner.get(f"{path}/review").text
    assert 'value="high" checked' in page
    assert "Change my assessment" in page


@pytest.mark.parametrize(
    ("slot", "sent", "status"),
    [
        (1, {}, 422),
        (1, {"level-tone": "best"}, 422),
        (1, {"level-tone": ["low", "high"]}, 422),
        (2, GOOD, 404),
        (9, GOOD, 404),
    ],
)
def test_other_levels_are_refused_and_nothing_is_kept(
    app: Flask, slot: int, sent: dict[str, Any], status: int
) -> None:
    learner, path = written(app, assessed_by="learner")
    assert learner.post(f"{path}/slots/{slot}/assessment", sent).status_code == status
    assert session().query(AttemptEvent).filter_by(kind=SELF_ASSESSED).count() == 0


def test_nobody_assesses_what_is_marked_or_held_or_runs(app: Flask) -> None:
    learner, path = written(app)
    assert learner.post(f"{path}/slots/1/assessment", GOOD).status_code == 409
    marked(path)
    assert learner.post(f"{path}/slots/1/assessment", GOOD).status_code == 409
    assert "Assess your own answer" not in learner.get(f"{path}/review").text
    running = learner.begin()
    assert learner.post(f"{running}/slots/1/assessment", GOOD).status_code == 409


def test_a_held_model_answer_stays_held_for_who_assesses_alone(app: Flask) -> None:
    learner, path = written(app, assessed_by="learner", release={"answers": "never"})
    page = learner.get(f"{path}/review").text
    assert "MODEL-ANSWER" not in page
    assert "Assess your own answer" not in page
    assert learner.post(f"{path}/slots/1/assessment", GOOD).status_code == 409


def test_a_self_assessed_essay_alone_has_no_percentage(app: Flask) -> None:
    learner = make_learner(app, course_with([ESSAY], assessed_by="learner"))
    path = learner.begin()
    learner.save(path, 1, {"text": ["Merci."]})
    learner.post(f"{path}/submit", {"confirm": "y"})
    page = words(learner.get(f"{path}/review").text)
    assert "Compare them with the model answers below" in page
    assert "%" not in page
