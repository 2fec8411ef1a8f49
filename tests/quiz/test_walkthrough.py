"""One sitting as a story, without JavaScript: start, answer, flag, check, submit, receipt, review, again."""

from datetime import timedelta

from flask import Flask

from lms.core import clock
from tests.quiz.sitting import KEY, NOW, Learner, answers, attempt_row, form_of, make_learner, options_of


def test_from_the_start_card_to_the_review(app: Flask) -> None:
    learner = make_learner(app)
    path = answer_three_questions(learner)
    submit_after_four_minutes(learner, path)
    assert [(one.outcome, one.sequence) for one in answers(path).values()] == [
        ("wrong", 1),
        ("right", 1),
        ("right", 1),
    ]
    history = learner.get(f"/learn/{learner.enrolment.id}/{KEY}/attempts")
    assert "4 min" in history.text
    assert "2 / 3" in history.text
    assert "Your best score counts." in history.text


def answer_three_questions(learner: Learner) -> str:
    with clock.at(NOW):
        card = learner.get(learner.start_path)
        assert card.status_code == 200
        assert "3 of 3" in card.text
        assert "70" in card.text

        path = learner.begin()
        first = learner.get(path)
        assert "Question 1 of 3" in first.text
        token = options_of(first.text, 1)["L’effacer"]
        second = learner.post(path, {**form_of(first.text), "q1-choice": token, "go": "next"})
        assert second.location.endswith("?q=2#question")

        page = learner.get(second.location)
        third = learner.post(path, {**form_of(page.text), "q2-choice": "true", "flag-2": "y", "go": "next"})
        page = learner.get(third.location)
        assert "Question 3 of 3" in page.text
        learner.post(path, {**form_of(page.text), "q3-number": "120", "go": "check"})
    return path


def submit_after_four_minutes(learner: Learner, path: str) -> None:
    with clock.at(NOW + timedelta(minutes=4, seconds=30)):
        check = learner.get(f"{path}/check")
        assert "3 answered, 0 not answered, 1 flagged." in check.text
        unconfirmed = learner.post(f"{path}/submit")
        assert unconfirmed.status_code == 422
        assert attempt_row(path).state == "open"

        reply = learner.post(f"{path}/submit", {"confirm": "y"})
        assert reply.location == f"{path}/receipt"
        attempt = attempt_row(path)
        assert (attempt.state, attempt.submitted_by, attempt.number) == ("submitted", "learner", 1)
        receipt = learner.get(reply.location)
        assert attempt.receipt_code
        assert attempt.receipt_code in receipt.text
        assert attempt.answers_digest
        assert attempt.answers_digest in receipt.text

        review = learner.get(f"{path}/review")
        assert "2 / 3" in review.text
        assert "Not passed" in review.text
        assert "Try again" in review.text
        assert (
            review.text.index("Question 1")
            < review.text.index("Question 2")
            < review.text.index("Question 3")
        )
        assert "Écouter coûte peu et apprend beaucoup." in review.text


def test_a_second_attempt_has_another_paper_and_the_next_number(app: Flask) -> None:
    learner = make_learner(app)
    one = learner.begin()
    learner.post(f"{one}/submit", {"confirm": "y"})
    other = learner.begin()
    assert other != one
    assert attempt_row(other).number == 2
    assert attempt_row(one).paper != attempt_row(other).paper
