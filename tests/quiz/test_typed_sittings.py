"""The drawn, ordered, sorted and scaled questions in a sitting: without a script, with hostile replies, without a leak."""

import re
from typing import Any

import pytest
from flask import Flask

from lms.quiz.engine.paper import Paper
from tests.quiz.sitting import Learner, answers, attempt_row, course_with, form_of, make_learner
from tests.quiz.types.faults import sample

SECRET = "CLE-SECRETE"
ORDERING, CATEGORISE, SCALE, CALCULATED = 1, 2, 3, 4


def questions(key: str = "first") -> list[dict[str, Any]]:
    """The four, with a secret in each field that only a review may show; `key` chooses what is right."""
    hidden = {"explanation": {"fr": f"{SECRET} parce que"}}
    items = [{"id": f"step-{id_}", "text": {"fr": f"Étape {id_}"}} for id_ in "abcd"]
    sorted_ = [
        {
            "id": f"thing-{id_}",
            "text": {"fr": f"Objet {id_}"},
            "category": "own" if key == "first" else "paid",
        }
        for id_ in "abc"
    ]
    return [
        sample("ordering", id="steps", items=items if key == "first" else items[::-1], **hidden),
        sample("categorise", id="media", items=sorted_, **hidden),
        sample("scale", id="ease", **hidden),
        sample(
            "calculated",
            id="roi",
            stem={"fr": "Soit {cost} € et {income} €."},
            answer="cost + income + 987654" if key == "first" else "(cost - income) * 3 - 55",
            **hidden,
        ),
    ]


@pytest.fixture
def learner(app: Flask) -> Learner:
    return make_learner(
        app, course_with(questions(), layout="all", shuffle_options=False, feedback="after_submit")
    )


def prepared(path: str, slot: int) -> dict[str, Any]:
    return Paper.load(attempt_row(path).paper).slot(slot).prepared


def positions(path: str, **places: str) -> dict[str, str]:
    """The form's fields that give the items their positions."""
    tokens = {id_.removeprefix("step-"): token for token, id_ in prepared(path, ORDERING)["shuffled"]}
    return {f"q{ORDERING}-position-{tokens[id_]}": value for id_, value in places.items()}


def test_the_four_are_answered_by_plain_forms_and_marked(learner: Learner) -> None:
    path = learner.begin()
    form = form_of(learner.get(path).text) | positions(path, a="1", b="2", c="3", d="4")
    own = next(token for token, id_ in prepared(path, CATEGORISE)["categories"] if id_ == "own")
    form |= {f"q{CATEGORISE}-item-{token}": own for token, _ in prepared(path, CATEGORISE)["shuffled"]}
    form |= {f"q{SCALE}-choice": "4", f"q{CALCULATED}-number": "991 254"}
    assert learner.post(path, {**form, "go": "check"}).status_code == 303
    stored = {slot: one.response for slot, one in answers(path).items()}
    assert stored[ORDERING] == {"places": {"step-a": 1, "step-b": 2, "step-c": 3, "step-d": 4}}
    assert stored[SCALE] == {"value": 4}
    learner.post(f"{path}/submit", {"confirm": "y"})
    attempt = attempt_row(path)
    assert (attempt.mark, attempt.max_mark) == (3, 3)  # the scale counts neither way
    assert f"{SECRET} parce que" in learner.get(f"{path}/review").text


def test_a_blank_scale_counts_neither_way(learner: Learner) -> None:
    path = learner.begin()
    learner.post(f"{path}/submit", {"confirm": "y"})
    assert (attempt_row(path).mark, attempt_row(path).max_mark) == (0, 3)


def test_two_items_at_one_position_are_told_and_stay_typed(learner: Learner) -> None:
    path = learner.begin()
    form = form_of(learner.get(path).text) | positions(path, a="2", b="2", c="1", d="4")
    form[f"q{SCALE}-choice"] = "5"
    reply = learner.post(path, {**form, "go": "check"})
    assert reply.status_code == 422
    assert "Two items have position 2. Give each its own position." in reply.text
    again = form_of(reply.text)
    for name, value in positions(path, a="2", b="2", c="1", d="4").items():
        assert again[name] == value
    stored = answers(path)
    assert ORDERING not in stored
    assert stored[SCALE].response == {"value": 5}


HOSTILE = ["-1", "5.5", "NaN", "1e309", "\ud800", "x" * 100_000, "٣٣٣٣٣٣"]


@pytest.mark.parametrize("slot", [ORDERING, CATEGORISE, SCALE, CALCULATED])
def test_hostile_replies_are_refused_and_write_nothing(learner: Learner, slot: int) -> None:
    path = learner.begin()
    names = {
        ORDERING: lambda: f"position-{prepared(path, ORDERING)['shuffled'][0][0]}",
        CATEGORISE: lambda: f"item-{prepared(path, CATEGORISE)['shuffled'][0][0]}",
        SCALE: lambda: "choice",
        CALCULATED: lambda: "number",
    }
    for value in HOSTILE[2 if slot == CALCULATED else 0 : -1 if slot == CALCULATED else None]:
        assert 400 <= learner.save(path, slot, {names[slot](): [value]}).status_code < 500
    for shape in (["1"] * 10_000, "1", [1], {"a": "b"}, [["1"]], None):
        assert 400 <= learner.save(path, slot, {names[slot](): shape}).status_code < 500  # type: ignore[dict-item]
    assert slot not in answers(path)


def test_a_running_attempt_shows_no_key(app: Flask) -> None:
    pages = []
    for key in ("first", "second"):
        learner = make_learner(
            app, course_with(questions(key), layout="all", shuffle_options=False), name=f"ada-{key}"
        )
        path = learner.begin()
        replies = [
            learner.get(path),
            learner.get(f"{path}?q=4"),
            learner.save(path, SCALE, {"choice": ["2"]}),
        ]
        text = "\n".join(f"{reply.headers}{reply.text}" for reply in replies)
        for secret in (SECRET, "step-a", "thing-a", "987654", "income", '"own"'):
            assert secret not in text
        pages.append(words_of(replies[0].text))
    # Which numbers were drawn and which order came up is chance; every word of the form is the same.
    assert pages[0] == pages[1]


def words_of(html: str) -> list[str]:
    """The words of the form, tokens and numbers left out, in alphabetical order."""
    form = html[html.index('<form class="question"') : html.index("</form>")]
    plain = re.sub(r'name="csrf_token" value="[^"]+"|[0-9a-f]{12}', "", form)
    return sorted(re.findall(r"[^\W\d_]+", plain))
