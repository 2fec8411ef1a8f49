"""Publishing: what stands in the way, what it changes for whom, and the draft's normal form."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.authoring import publishing
from lms.authoring.corrections import is_correction
from lms.cohorts.models import Enrolment
from lms.core.db import session, transaction
from lms.core.errors import Conflict
from lms.courses.document import load_document
from lms.courses.queries import draft_items, latest_revision
from tests.authoring.desk import Desk, make_desk
from tests.courses.sample import sample_data, sample_document
from tests.factories import NOW, make_cohort
from tests.learning.reading import words
from tests.progress.study import Learner as Student
from tests.quiz.sitting import Learner, attempt_row, form_of, join

KEY = "bienvenue"
EDITORIAL = {"hours": {"reading": "1"}, "pools": {}}
TODAY = NOW.date()


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return make_desk(app, tmp_path)


def publication(desk: Desk) -> str:
    return words(desk.client.get(f"{desk.place}/publication").text)


def publish(desk: Desk) -> int:
    return desk.publish().status_code


def number(desk: Desk) -> int:
    session().expire_all()
    found = latest_revision(desk.course.id)
    assert found is not None
    return found.number


def correct(desk: Desk, word: str = "Bonjour à vous.") -> None:
    """Change a lesson's words, its self-checks aside."""
    body = desk.node(KEY).body["body"]["fr"]
    desk.send(desk.path(KEY), {"body-fr": f"{word}\n\n{body}"})


def revision_of(learner: Learner) -> int:
    session().expire_all()
    return session().get_one(Enrolment, learner.enrolment.id).revision_id


def test_nothing_to_publish_makes_no_revision(desk: Desk) -> None:
    assert "Nothing differs from what is published." in publication(desk)
    assert publish(desk) == 409
    assert number(desk) == 1


def test_faults_are_linked_to_their_place_and_block(desk: Desk) -> None:
    desk.send(desk.path(KEY), {"body-fr": ""})
    desk.send(desk.path("repondre"), {"requires": "quiz-final"})
    page = desk.client.get(f"{desk.place}/publication").text
    assert "things must be mended before learners can see this draft" in words(page)
    assert desk.path(KEY) in page
    assert publish(desk) == 409
    assert number(desk) == 1


def test_faults_of_modules_and_advice_of_what_has_none_lead_to_their_fields(desk: Desk) -> None:
    """Advice is there beside faults, about the parts that have none."""
    with transaction():
        nodes = {node.key: node for node in draft_items(desk.course.id) if node.kind != "course"}
        head = next(node for node in draft_items(desk.course.id) if node.kind == "course")
        for key in ("accueil", "pour-aller-plus-loin"):
            nodes[key].body = {**nodes[key].body, "title": {"fr": " "}}
        head.body = {**head.body, "editorial": EDITORIAL}
        vague = "## Un\n\n#### Deux\n\n[ici](https://example.org)\n"
        nodes["repondre"].body = {**nodes["repondre"].body, "body": {"fr": vague}}
    page = desk.client.get(f"{desk.place}/publication").text
    assert f"{desk.path('accueil')}#title-fr" in page
    assert f"{desk.path('pour-aller-plus-loin')}#title-fr" in page
    to_mend, to_look_at = page.split("To look at")
    assert f"{desk.path('repondre')}#body-fr" in to_look_at
    assert "To mend" in to_mend


def test_a_correction_reaches_those_in_progress_and_running_attempts_keep_their_paper(
    desk: Desk, app: Flask
) -> None:
    cohort = make_cohort(desk.course)
    ada, done, left = (join(app, cohort, name) for name in ("ada", "done", "left"))
    Student(ada.enrolment).finishes(KEY, NOW)
    Student(done.enrolment).completes(NOW)
    with transaction() as current:
        current.get_one(Enrolment, left.enrolment.id).ended_at = NOW
    before = revision_of(ada)
    reply = ada.post(f"/learn/{ada.enrolment.id}/quiz-accueil/quiz", {"ready": "y"})
    paper = attempt_row(str(reply.location)).paper
    correct(desk)
    page = publication(desk)
    assert "This is a correction" in page
    assert "1 learner in progress sees it at once." in page
    assert publish(desk) == 303
    assert number(desk) == 2
    assert revision_of(ada) != before
    assert revision_of(done) == revision_of(left) == before
    attempt = attempt_row(str(reply.location))
    assert (attempt.paper, attempt.revision_id) == (paper, before)
    assert "Bonjour à vous." in ada.get(f"/learn/{ada.enrolment.id}/{KEY}").text


def test_a_change_of_items_leaves_those_in_progress_where_they_are(desk: Desk, app: Flask) -> None:
    ada = join(app, make_cohort(desk.course), "ada")
    before = revision_of(ada)
    desk.arrange("delete", "pour-aller-plus-loin")
    page = publication(desk)
    assert "1 learner in progress keeps the former revision." in page
    assert "This is a correction" not in page
    assert publish(desk) == 303
    assert revision_of(ada) == before
    correct(desk)
    assert "1 learner in progress keeps the former revision." in publication(desk), (
        "it corrects what ada never had"
    )
    assert publish(desk) == 303
    assert revision_of(ada) == before


def test_a_draft_that_changed_while_it_was_checked_is_not_published(desk: Desk) -> None:
    correct(desk)
    checked = publishing.check_draft(desk.course, TODAY)
    correct(desk, "Encore autre chose.")
    with pytest.raises(Conflict) as caught, transaction():
        publishing.publish(desk.course, checked, actor_id=desk.author.id, now=NOW)
    assert caught.value.reason is not None
    assert caught.value.reason.code == "publish.changed"
    assert number(desk) == 1


def test_what_has_faults_is_never_published(desk: Desk) -> None:
    desk.send(desk.path(KEY), {"body-fr": ""})
    checked = publishing.check_draft(desk.course, TODAY)
    with pytest.raises(Conflict), transaction():
        publishing.publish(desk.course, checked, actor_id=desk.author.id, now=NOW)


def test_the_draft_takes_the_normal_form_of_what_is_published(desk: Desk) -> None:
    correct(desk, "* un\n* deux")
    assert publish(desk) == 303
    assert desk.node(KEY).body["body"]["fr"].startswith("- un\n- deux")
    assert "Everything is published." in words(desk.client.get(desk.place).text)
    assert "Nothing differs" in publication(desk)


def test_a_course_without_a_module_says_so(desk: Desk) -> None:
    for key in ("accueil", "reponses"):
        desk.arrange("delete", key)
    assert "This course has no module to publish yet." in publication(desk)
    assert publish(desk) == 409


def _changed(**of_items: dict[str, Any]) -> bool:
    data = sample_data()
    for module in data["modules"]:
        for item in module["items"]:
            item |= of_items.get(item["id"].replace("-", "_"), {})
    return is_correction(sample_document(), load_document(data))


def _questions(change: dict[str, Any]) -> list[dict[str, Any]]:
    quiz = sample_data()["modules"][1]["items"][1]["questions"]
    return [{**quiz[0], **change}, *quiz[1:]]


@pytest.mark.parametrize(
    ("changes", "is_one"),
    [
        ({}, True),
        ({"bienvenue": {"title": {"fr": "Autre titre"}, "minutes": 99}}, True),
        ({"bienvenue": {"body": {"fr": "Un texte sans question."}}}, False),
        ({"quiz_final": {"questions": _questions({"stem": {"fr": "Autrement dit ?"}})}}, True),
        ({"quiz_final": {"questions": _questions({"explanation": {"fr": "Parce que."}})}}, True),
        ({"quiz_final": {"questions": _questions({"points": 3})}}, False),
        ({"quiz_final": {"questions": _questions({})[1:]}}, False),
        ({"quiz_final": {"policy": {"pass_percent": 50, "attempts": 2, "time_limit_minutes": 20}}}, False),
        ({"quiz_final": {"requires": []}}, False),
        ({"pour_aller_plus_loin": {"optional": False}}, False),
    ],
)
def test_a_correction_is_words_alone(changes: dict[str, Any], is_one: bool) -> None:
    assert _changed(**changes) is is_one


def test_a_changed_key_is_no_correction() -> None:
    options = [dict(one) for one in _questions({})[0]["options"]]
    for option in options:
        option["correct"] = not option.get("correct", False)
    assert not _changed(quiz_final={"questions": _questions({"options": options[:2]})})


def test_only_what_was_read_is_published(desk: Desk) -> None:
    """Somebody changes a rule between the checklist and the button."""
    correct(desk)
    place = f"{desk.place}/publication"
    seen = form_of(desk.client.get(place).text)["seen"]
    desk.send(desk.path("quiz-final"), {"pass_percent": "55"})
    late = desk.post(place, {"seen": seen})
    assert late.status_code == 409
    assert "The draft has changed since you read this page." in words(late.text)
    assert number(desk) == 1
    assert publish(desk) == 303
    assert number(desk) == 2
