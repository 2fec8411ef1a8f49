"""Nothing that a running attempt sends lets anyone grade it: not pages, replies, headers, order or size."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lms.quiz.engine.paper import Paper
from tests.quiz.sitting import Learner, attempt_row, course_with, form_of, make_learner, options_of

SECRET = "CLE-SECRETE"


def guarded(right: str, *, feedback: str = "after_close") -> Any:
    """Every type, with a secret in each field that only a review may show; `right` is the option that is right."""
    options = [
        {
            "id": f"opt-{key}",
            "text": {"fr": f"Choix {key}"},
            "correct": key == right,
            "feedback": {"fr": f"{SECRET} {key}"},
        }
        for key in "abcd"
    ]
    hidden = {"explanation": {"fr": f"{SECRET} parce que"}, "stem": {"fr": "Choisissez."}}
    questions = [
        {"id": "one", "type": "single_choice", "options": options, **hidden},
        {"id": "many", "type": "multiple_choice", "options": options, **hidden},
        {
            "id": "said",
            "type": "true_false",
            "correct": right == "a",
            "feedback_true": {"fr": SECRET},
            **hidden,
        },
        {"id": "word", "type": "short_text", "accepted": [f"{SECRET}-mot"], **hidden},
        {"id": "count", "type": "numeric", "correct": 987654, "tolerance": 54321, **hidden},
        {
            "id": "pairs",
            "type": "matching",
            "pairs": [
                {"id": f"pair-{key}", "left": {"fr": f"Gauche {key}"}, "right": {"fr": f"Droite {key}"}}
                for key in "abc"
            ],
            "distractors": [{"id": "trap", "text": {"fr": "Droite d"}}],
            **hidden,
        },
    ]
    return course_with(questions, feedback=feedback, layout="all")


_MICROSECONDS = re.compile(r"(\d\d:\d\d:\d\d)\.\d{6}")


def bytes_of(reply: TestResponse) -> str:
    """All that went over the wire: headers too. Times go without their microseconds, whose digits may be any secret's by chance."""
    return _MICROSECONDS.sub(r"\1", f"{reply.status}\n{reply.headers}\n{reply.text}")


def walk(learner: Learner) -> list[TestResponse]:
    """Every reply that a learner can get while the attempt runs, refusals and conflicts included."""
    card, path = learner.get(learner.start_path), learner.begin()
    page = learner.get(path)
    token = next(iter(options_of(page.text, 1).values()))
    replies = [card, page, learner.get(f"{path}?q=2"), learner.get(f"{path}/check")]
    replies += [
        learner.save(path, 1, {"choice": [token]}),
        learner.save(path, 4, {"text": ["x"]}, key="word-save"),
    ]
    replies += [
        learner.save(path, 4, {"text": ["y"]}, key="word-stale"),
        learner.save(path, 5, {"number": ["zz"]}),
    ]
    replies += [learner.save(path, 1, {"choice": ["forged"]}, key="forged-choice", sequence=1)]
    form = form_of(learner.get(path).text)
    replies += [learner.post(path, {**form, "base-4": "0", "q4-text": "z", "go": "stay"})]
    replies += [learner.post(path, {**form, "q5-number": "beaucoup"}), learner.post(f"{path}/submit")]
    replies += [learner.get(f"{path}/review"), learner.get(f"{path}/receipt")]
    replies += [
        learner.get(f"/learn/{learner.enrolment.id}{rest}") for rest in ("", "/quiz", "/quiz/attempts")
    ]
    return replies


def test_no_reply_of_a_running_attempt_holds_a_secret(app: Flask) -> None:
    learner = make_learner(app, guarded("b"))
    replies = walk(learner)
    assert {200, 409, 422, 303, 302} >= {reply.status_code for reply in replies}
    for reply in replies:
        sent = bytes_of(reply)
        for secret in (
            SECRET,
            "987654",
            "54321",
            "opt-",
            "pair-",
            "trap",
            "correct&quot;",
            '"correct"',
            "tolerance",
        ):
            assert secret not in sent, (secret, reply.request.path)


def test_held_corrections_stay_hidden_after_the_submission(app: Flask) -> None:
    learner = make_learner(app, guarded("b"))
    path = learner.begin()
    learner.post(f"{path}/submit", {"confirm": "y"})
    pages = [learner.get(f"{path}/{page}") for page in ("review", "receipt")]
    pages += [learner.get(learner.start_path), learner.get(f"/learn/{learner.enrolment.id}/quiz/attempts")]
    pages += [learner.get(f"/learn/{learner.enrolment.id}"), learner.get("/today")]
    for page in pages:
        assert page.status_code == 200
        assert SECRET not in bytes_of(page)
        assert "987654" not in page.text


def test_the_review_that_may_show_it_does(app: Flask) -> None:
    learner = make_learner(app, guarded("b", feedback="after_submit"))
    path = learner.begin()
    learner.post(f"{path}/submit", {"confirm": "y"})
    page = learner.get(f"{path}/review").text
    assert SECRET in page
    assert re.search("987.654", page)


@pytest.mark.parametrize("right", ["a", "d"])
def test_order_and_tokens_say_nothing_of_the_key(app: Flask, right: str) -> None:
    """Over many papers, the right option stands everywhere, and its token sorts everywhere."""
    learner = make_learner(app, guarded(right))
    places, ranks = set(), set()
    from lms.quiz.engine.draw import pick
    from lms.quiz.engine.paper import make_paper
    from lms.quiz.rules import quiz_content

    content = quiz_content(guarded(right), "quiz")
    assert content is not None
    for seed in range(60):
        picked = pick(content.policy, content.questions, seed)
        options = make_paper(picked, content.policy, seed).slot(1).prepared["options"]
        token = next(token for token, key in options if key == f"opt-{right}")
        places.add([key for _, key in options].index(f"opt-{right}"))
        ranks.add(sorted(token for token, _ in options).index(token))
    assert places == ranks == {0, 1, 2, 3}
    assert Paper.load(attempt_row(learner.begin()).paper)


def test_replies_weigh_the_same_whatever_is_right(app: Flask) -> None:
    sizes = []
    for name, right in (("ada", "a"), ("bob", "c")):
        learner = make_learner(app, guarded(right), name=name)
        path = learner.begin()
        chosen = options_of(learner.get(path).text, 1)["Choix a"]
        reply = learner.save(path, 1, {"choice": [chosen]})
        told = {
            key: value for key, value in json.loads(reply.data).items() if not key.endswith(("_at", "_now"))
        }
        sizes.append((told, len(reply.data) // 10))
    assert sizes[0] == sizes[1]
