"""Questions with a picture, with gaps and with a long text, on the pages of an attempt."""

import hashlib
import json
import re
from typing import Any

import pytest
from flask import Flask

from lms.core import clock
from lms.core.db import transaction
from lms.courses import services as courses
from lms.courses.document import load_document
from lms.quiz.engine.question_type import question_types
from tests.courses.sample import LOGO_SVG
from tests.quiz.sitting import Learner, answers, course_with, form_of, make_learner

IMAGE = LOGO_SVG.encode()


def sample(key: str, number: int = 0) -> dict[str, Any]:
    return dict(question_types()[key].samples()[number].question)


def learner_of(app: Flask, *questions: dict[str, Any], **policy: Any) -> Learner:
    """A learner of a quiz with these questions, whose module has the picture `affiche.svg`."""
    data = course_with(list(questions), **policy).dump()
    sha256 = hashlib.sha256(IMAGE).hexdigest()
    found = {"sha256": sha256, "media_type": "image/svg+xml", "size": len(IMAGE)}
    data["modules"][0]["media"] = {"affiche.svg": found}
    learner = make_learner(app, load_document(data))
    with transaction():
        courses.store_media(
            course_id=learner.cohort.course_id, data=IMAGE, media_type="image/svg+xml", now=clock.now()
        )
    return learner


def test_the_picture_of_a_question_is_served_to_who_sits_it_and_says_nothing_of_the_key(app: Flask) -> None:
    learner = learner_of(app, sample("hotspot"))
    html = learner.get(learner.begin()).text
    (url,) = re.findall(r'<img src="(/media/[^"]+)"', html)
    assert url.endswith("/affiche.svg")
    assert learner.get(url).data == IMAGE
    assert "button" not in re.sub(
        r"</?button[^>]*>", "", html.split('class="hotspot"', 1)[1].split("sit-tools", 1)[0]
    )
    assert "style=" not in html


def test_the_picture_stays_in_the_review(app: Flask) -> None:
    learner = learner_of(app, sample("hotspot"), preset="practice")
    path = learner.begin()
    form = form_of(learner.get(path).text)
    reply = learner.post(path, {**form, "go": "finish"})
    html = learner.get(str(reply.location)).text
    assert '<img src="/media/' in html
    assert html.count("region-missed") == 2


def test_a_gap_that_holds_no_number_keeps_no_other_gap_from_being_saved(app: Flask) -> None:
    learner = learner_of(app, sample("cloze", 4))
    path = learner.begin()
    names = re.findall(r'name="(q1-gap-\w+)"', learner.get(path).text)
    form = {**form_of(learner.get(path).text), names[0]: "12,5", names[1]: "1e309"}
    assert learner.post(path, {**form, "go": "stay"}).status_code == 303
    stored = answers(path)[1].response
    assert stored is not None
    assert {key: one["number"] for key, one in stored["gaps"].items()} == {"rate": "12.5", "total": None}
    assert "this is not a number" in learner.get(path).text


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_form_and_a_script_save_the_same_long_text(app: Flask, line_end: str) -> None:
    learner = learner_of(app, sample("long_text"))
    path = learner.begin()
    assert learner.save(path, 1, {"text": ["un\ndeux\n"]}).status_code == 200
    form = {**form_of(learner.get(path).text), "q1-text": line_end.join(["un", "deux", ""])}
    assert learner.post(path, {**form, "go": "stay"}).status_code == 303
    stored = answers(path)[1]
    assert (stored.response, stored.sequence) == ({"text": "un\ndeux\n"}, 1)


def test_a_text_over_the_limit_is_refused_with_the_limit_and_stays_on_the_page(app: Flask) -> None:
    learner = learner_of(app, sample("long_text"))
    path = learner.begin()
    text = "mot " * 25_000
    form = form_of(learner.get(path).text)
    assert learner.post(path, {**form, "q1-text": text, "go": "stay"}).status_code == 303
    reply = learner.post(path, {**form_of(learner.get(path).text), "q1-text": text + "!", "go": "stay"})
    assert reply.status_code == 422
    assert "the limit is 100000 characters" in reply.text
    assert text + "!</textarea>" in reply.text
    refused = learner.save(path, 1, {"text": [text + "!"]}, sequence=1, key="save-long-1")
    assert refused.status_code == 422
    assert "100000" in refused.json["message"]
    stored = answers(path)[1].response
    assert stored == {"text": text}


@pytest.mark.parametrize("sign", ["é", "的", "😀", '"', "\n"])
def test_a_text_as_long_as_the_limit_arrives_in_any_script(app: Flask, sign: str) -> None:
    # A plain form writes one sign in up to twelve bytes.
    learner = learner_of(app, sample("long_text"))
    path = learner.begin()
    text = f"x{sign * 99_998}x"
    sent = text.replace("\n", "\r\n")
    assert (
        learner.post(path, {**form_of(learner.get(path).text), "q1-text": sent, "go": "stay"}).status_code
        == 303
    )
    assert answers(path)[1].response == {"text": text}
    body = {"sequence": 1, "key": "save-long-1", "fields": {"text": [text[1:]]}}
    headers = {"X-CSRFToken": learner.token, "Content-Type": "application/json", "Accept": "application/json"}
    written = json.dumps(body, ensure_ascii=False).encode()  # as browsers write it
    assert learner.client.post(f"{path}/slots/1", data=written, headers=headers).status_code == 200
    assert answers(path)[1].response == {"text": text[1:]}
