"""Checks, tries, hints and certainty while the attempt runs: what they show, what they cost, and what stays hidden."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tests.courses.sample import single_choice, true_false
from tests.quiz.sitting import (
    Learner,
    answers,
    attempt_row,
    course_with,
    events,
    form_of,
    join,
    make_learner,
    number_question,
    options_of,
    word_question,
)

HINTS = [{"fr": "INDICE-UN"}, {"fr": "INDICE-DEUX"}]
WHY = {"fr": "PARCE-QUE"}
QUESTIONS = [
    number_question(hints=HINTS, explanation=WHY),
    word_question(explanation=WHY),
    true_false("t1", explanation=WHY),
]


def practising(app: Flask, **policy: Any) -> tuple[Learner, str]:
    learner = make_learner(app, course_with(QUESTIONS, preset="practice", **policy))
    return learner, learner.begin()


def check(learner: Learner, path: str, slot: int, **fields: str) -> Any:
    form = form_of(learner.get(path).text)
    return learner.post(path, {**form, **fields, "go": f"check-{slot}"})


def finish(learner: Learner, path: str) -> None:
    learner.post(path, {**form_of(learner.get(path).text), "go": "finish"})


def test_a_wrong_answer_is_told_and_another_try_offered(app: Flask) -> None:
    learner, path = practising(app, try_penalty_percent=25)
    assert "3 tries left, a wrong one costs 25 %" in learner.get(path).text
    reply = check(learner, path, 1, **{"q1-number": "7", "q3-choice": "true"})
    assert reply.location == f"{path}?q=1#question-1"
    page = learner.get(path).text
    assert "Not quite." in page
    assert "2 tries left" in page
    assert "PARCE-QUE" not in page
    assert answers(path)[3].response == {"value": True}  # all that was typed is saved
    assert [(one.kind, one.slot) for one in events(path)][-1] == ("checked", 1)


def test_practice_has_no_list_to_come_back_from_and_so_no_flag(app: Flask) -> None:
    learner, path = practising(app)
    assert "Flag for later" not in learner.get(path).text
    graded = make_learner(app, course_with(QUESTIONS), name="bob")
    assert "Flag for later" in graded.get(graded.begin()).text


def test_a_right_answer_closes_the_question_and_explains_it(app: Flask) -> None:
    learner, path = practising(app, try_penalty_percent=25)
    check(learner, path, 1, **{"q1-number": "7"})
    check(learner, path, 1, **{"q1-number": "120"})
    page = learner.get(path).text
    assert "Correct." in page
    assert "PARCE-QUE" in page
    assert 'name="base-1"' not in page
    assert (answers(path)[1].is_closed, answers(path)[1].tries) == (True, 2)
    late = learner.save(path, 1, {"number": ["7"]}, sequence=2, key="after-close")
    assert (late.status_code, late.get_json()["error"]) == (422, "save.closed")
    finish(learner, path)
    assert answers(path)[1].fraction == Decimal("0.75")


def test_the_last_try_closes_the_question(app: Flask) -> None:
    learner, path = practising(app)
    for number in ("1", "2", "3"):
        assert answers(path).get(1) is None or not answers(path)[1].is_closed
        check(learner, path, 1, **{"q1-number": number})
    page = learner.get(path).text
    assert "No try is left: this answer stands." in page
    assert "120" in page
    finish(learner, path)
    assert (answers(path)[1].tries, answers(path)[1].outcome) == (3, "wrong")


def test_the_same_answer_is_judged_once(app: Flask) -> None:
    learner, path = practising(app)
    for _ in range(3):
        check(learner, path, 1, **{"q1-number": "7"})
    assert answers(path)[1].tries == 1


def test_changing_the_answer_takes_the_verdict_off_the_page(app: Flask) -> None:
    learner, path = practising(app)
    check(learner, path, 1, **{"q1-number": "7"})
    learner.save(path, 1, {"number": ["7"]}, sequence=1, flagged=True)
    assert "Not quite." in learner.get(path).text  # a flag changes no answer
    learner.save(path, 1, {"number": ["8"]}, sequence=2, key="another-one")
    assert "Not quite." not in learner.get(path).text


def test_a_slip_of_spelling_costs_no_try(app: Flask) -> None:
    learner, path = practising(app, try_penalty_percent=50)
    check(learner, path, 2, **{"q2-text": "comunauté"})
    page = learner.get(path).text
    assert "Almost: check the spelling." in page
    assert "PARCE-QUE" not in page
    assert answers(path)[2].tries == 0
    check(learner, path, 2, **{"q2-text": "communauté"})
    finish(learner, path)
    assert (answers(path)[2].tries, answers(path)[2].fraction) == (1, 1)


def test_a_blank_answer_can_t_be_checked_and_loses_nothing(app: Flask) -> None:
    learner, path = practising(app)
    reply = check(learner, path, 1, **{"q3-choice": "true"})
    assert reply.status_code == 422
    assert "Answer the question first, then check it." in reply.text
    assert answers(path)[3].response == {"value": True}


def test_hints_are_bought_one_by_one_and_never_shown_before(app: Flask) -> None:
    learner, path = practising(app, hint_penalty_percent=10)
    page = learner.get(path).text
    assert "Hint 1 of 2 (costs 10 %)" in page
    assert "INDICE" not in page
    form = form_of(page)
    for _ in range(2):  # a click and its echo buy one
        learner.post(path, {**form, "go": "hint-1"})
    page = learner.get(path).text
    assert "INDICE-UN" in page
    assert "INDICE-DEUX" not in page
    assert "Hint 2 of 2 (costs 10 %)" in page
    learner.post(path, {**form_of(page), "q1-number": "120", "go": "hint-1"})
    assert learner.post(path, {**form_of(learner.get(path).text), "go": "hint-1"}).status_code == 409
    finish(learner, path)
    assert (answers(path)[1].hints, answers(path)[1].fraction) == (2, Decimal("0.8"))


def json_post(learner: Learner, path: str, **body: Any) -> Any:
    headers = {"X-CSRFToken": learner.token, "Accept": "application/json"}
    return learner.client.post(path, json=body, headers=headers)


def test_the_script_checks_and_buys_too(app: Flask) -> None:
    learner, path = practising(app)
    body = {"sequence": 0, "key": "check-0001", "fields": {"number": ["7"]}}
    told = json_post(learner, f"{path}/slots/1/check", **body).get_json()
    assert (told["verdict"], told["tries_left"], told["is_closed"], told["sequence"]) == (
        "wrong",
        2,
        False,
        1,
    )
    assert "Not quite." in told["question"]
    hint = json_post(learner, f"{path}/slots/1/hint", bought=0).get_json()
    assert hint["hints"] == ["INDICE-UN"]
    assert json_post(learner, f"{path}/slots/1/hint", bought=0).get_json()["hints"] == ["INDICE-UN"]
    assert json_post(learner, f"{path}/slots/3/hint").status_code == 409
    for bought in ("1", -1, 1.5, True, [], 99):
        assert json_post(learner, f"{path}/slots/1/hint", bought=bought).status_code == 422
    assert json_post(learner, f"{path}/slots/9/hint").status_code == 422


def test_nothing_of_this_in_an_exam(app: Flask) -> None:
    learner = make_learner(app, course_with(QUESTIONS, preset="exam", layout="all"))
    path = learner.begin()
    page = learner.get(path).text
    assert "Check my answer" not in page
    assert "Hint 1" not in page
    body = {"sequence": 0, "key": "check-0001", "fields": {"number": ["120"]}}
    refused = json_post(learner, f"{path}/slots/1/check", **body)
    assert refused.status_code == 409
    assert answers(path)[1].response["text"] == "120"  # type: ignore[index]
    assert answers(path)[1].outcome is None
    assert json_post(learner, f"{path}/slots/1/hint").status_code == 409
    for reply in (refused, learner.get(path), learner.get(f"{path}/check"), learner.get(learner.start_path)):
        assert "INDICE" not in reply.text
        assert "PARCE-QUE" not in reply.text


def test_another_s_attempt_can_t_be_checked(app: Flask) -> None:
    learner, path = practising(app)
    bob = join(app, learner.cohort, "bob")
    body = {"sequence": 0, "key": "check-0001", "fields": {"number": ["7"]}}
    assert json_post(bob, f"{path}/slots/1/check", **body).status_code == 404
    assert json_post(bob, f"{path}/slots/1/hint").status_code == 404


def test_after_the_end_nothing_is_checked_or_bought(app: Flask) -> None:
    learner, path = practising(app)
    finish(learner, path)
    assert json_post(learner, f"{path}/slots/1/hint").status_code == 409


@pytest.mark.parametrize(
    ("level", "number", "fraction"),
    [
        (3, "120", "1"),
        (2, "120", "0.6667"),
        (1, "120", "0.3333"),
        (3, "7", "-2"),
        (1, "7", "0"),
        (0, "120", "0.3333"),
    ],
)
def test_certainty_pays_and_costs(app: Flask, level: int, number: str, fraction: str) -> None:
    learner = make_learner(app, course_with([number_question()], certainty=True))
    path = learner.begin()
    page = learner.get(path).text
    assert "How certain are you?" in page
    sent = {"certainty-1": f"{level}"} if level else {}
    learner.post(path, {**form_of(page), "q1-number": number, **sent, "go": "stay"})
    learner.post(f"{path}/submit", {"confirm": "y"})
    assert answers(path)[1].fraction == Decimal(fraction)
    assert attempt_row(path).mark == max(Decimal(0), Decimal(fraction))


def test_certainty_alone_is_a_save_of_its_own(app: Flask) -> None:
    learner = make_learner(app, course_with([number_question()], certainty=True))
    path = learner.begin()
    learner.save(path, 1, {"number": ["120"]}, certainty=2)
    again = learner.save(path, 1, {"number": ["120"]}, certainty=3, sequence=1, key="more-certain")
    assert (again.get_json()["sequence"], answers(path)[1].certainty) == (2, 3)
    assert 'value="3" data-certainty checked' in learner.get(path).text
    for forged in (0, 4, "x", 2.5, True, [], {}, 10**30):
        reply = learner.save(path, 1, {"number": ["1"]}, certainty=forged, sequence=2, key="forged-one")
        assert reply.status_code == 422
    form = form_of(learner.get(path).text)
    assert learner.post(path, {**form, "certainty-1": "9"}).status_code == 422
    assert answers(path)[1].certainty == 3


def test_a_quiz_that_asks_for_no_certainty_takes_none(app: Flask) -> None:
    learner = make_learner(app, course_with([number_question()]))
    path = learner.begin()
    learner.save(path, 1, {"number": ["120"]}, certainty=3)
    assert answers(path)[1].certainty is None


def test_a_quiz_with_feedback_at_once_one_question_a_page(app: Flask) -> None:
    at_once = {"verdicts": "at_once", "answers": "after_submit", "explanations": "at_once"}
    learner = make_learner(app, course_with([single_choice("c1"), true_false("t1")], release=at_once))
    path = learner.begin()
    page = learner.get(path).text
    wrong = options_of(page, 1)["L’ignorer"]
    reply = learner.post(path, {**form_of(page), "q1-choice": wrong, "go": "check-1"})
    assert reply.location == f"{path}?q=1#question"
    page = learner.get(f"{path}?q=1").text
    assert "Not quite." in page
    assert "Correct answer" not in page  # the right answer waits for the submission
    assert learner.post(path, {**form_of(page), "go": "next"}).location == f"{path}?q=2#question"


def test_right_answers_at_once_come_without_explanations_that_wait(app: Flask) -> None:
    release = {"verdicts": "at_once", "answers": "at_once", "explanations": "after_submit"}
    options = [
        {"id": key.lower(), "text": key, "correct": key == "Oui", "feedback": f"RETOUR {key}"}
        for key in ("Oui", "Non")
    ]
    question = {
        "id": "c1",
        "type": "single_choice",
        "stem": "Vrai ?",
        "options": options,
        "explanation": "SECRET",
    }
    learner = make_learner(app, course_with([question], release=release, layout="all"))
    path = learner.begin()
    page = learner.get(path).text
    learner.post(path, {**form_of(page), "q1-choice": options_of(page, 1)["Non"], "go": "check-1"})
    page = learner.get(path).text
    assert "No try is left" in page
    assert "Correct answer" in page
    assert "SECRET" not in page
    assert "RETOUR" not in page
