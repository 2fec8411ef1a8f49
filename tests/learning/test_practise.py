"""*Practise similar ones*: only free questions, judged at once, drawn anew, and nothing kept."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from flask import Flask

from lms.core import clock
from lms.courses.document import CourseDocument, load_document
from tests.courses.sample import sample_data, single_choice, true_false
from tests.learning.reading import choose, row_counts, words
from tests.progress.study import Learner as Student
from tests.quiz.sitting import Learner, course_with, make_learner

CHECK = """\
Texte.

## Les mots du métier

```check
id: check-1
type: true_false
stem: Un vrai ou faux dans la leçon.
correct: true
objective: definir
explanation: Parce que.
```
"""


def practice_quiz(questions: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    base = {"kind": "quiz", "id": "libre", "title": {"fr": "Libre"}, "minutes": 5, "optional": True}
    return {**base, "preset": "practice", "questions": questions, **changes}


def course(*practices: dict[str, Any], body: str = "Texte", **policy: Any) -> CourseDocument:
    """The graded quiz of `course_with` on `definir`, and after it these practice quizzes; `body` is the first lesson's."""
    graded = [single_choice("c1", "definir", stem={"fr": "GRADED-STEM"}), true_false("t1", "definir")]
    module = course_with(graded, **policy).dump()["modules"][0]
    module["items"][0]["body"] = {"fr": body}
    return load_document({**sample_data(), "modules": [{**module, "items": [*module["items"], *practices]}]})


def page_of(learner: Learner, objective: str = "definir") -> str:
    return f"/learn/{learner.enrolment.id}/practise/{objective}"


def test_questions_come_from_practice_quizzes_and_lessons_only(app: Flask) -> None:
    asked = [true_false("p1", "definir", stem={"fr": "FREE-STEM"}), true_false("p2", "compter")]
    learner = make_learner(app, course(practice_quiz(asked), body=CHECK))
    page = learner.get(page_of(learner)).text
    assert "FREE-STEM" in page
    assert "Un vrai ou faux dans la leçon." in page
    assert page.count('class="self-check"') == 2
    assert "GRADED-STEM" not in page
    assert "Parce que." not in page


def test_an_answer_is_judged_at_once_and_nothing_is_kept(app: Flask) -> None:
    learner = make_learner(app, course(body=CHECK))
    page = learner.get(page_of(learner)).text
    action = re.search(r'action="(/learn/[^"#]+)#check-practice-1"', page)
    assert action
    before = row_counts()
    path = action[1].replace("&amp;", "&")
    answered = learner.post(path, choose(page, "False"))
    assert answered.status_code == 200
    assert "Not quite. Here is why:" in answered.text
    assert "Parce que." in answered.text
    assert learner.post(path).status_code == 422
    assert learner.post(path, {"c-practice-1-choice": "zzz"}).status_code == 422
    assert row_counts() == before
    assert "Parce que." not in learner.get(path).text


def test_each_visit_draws_up_to_three_and_an_address_draws_the_same(app: Flask) -> None:
    asked = [true_false(f"p{number}", "definir", stem={"fr": f"STEM-{number}."}) for number in range(12)]
    learner = make_learner(app, course(practice_quiz(asked)))
    draws = {tuple(re.findall(r"STEM-\d+", learner.get(page_of(learner)).text)) for _ in range(6)}
    assert {len(draw) for draw in draws} == {3}
    assert len(draws) > 1
    fixed = f"{page_of(learner)}?seed=0123abcd"
    assert re.findall(r"STEM-\d+", learner.get(fixed).text) == re.findall(
        r"STEM-\d+", learner.get(fixed).text
    )


def test_nothing_to_practise_is_not_found(app: Flask) -> None:
    learner = make_learner(app, course(body=CHECK))
    assert learner.get(page_of(learner, "compter")).status_code == 404
    assert learner.get(page_of(learner, "zz'--")).status_code == 404
    assert learner.post(f"{page_of(learner)}?check=practice-9").status_code == 404
    assert learner.get(f"{page_of(learner)}?seed=zz{'x' * 5000}").status_code == 200


def test_what_holds_its_answers_measures_a_gain_or_is_locked_gives_nothing(app: Flask) -> None:
    asked = [true_false("p1", "definir")]
    held = practice_quiz(asked, policy={"release": {"answers": "never"}})
    test = practice_quiz([true_false("p2", "definir")], id="sortie", policy={"diagnostic": "exit"})
    locked = practice_quiz(asked, id="ferme", requires=["lecon"])
    learner = make_learner(app, course(held, locked, test))
    assert learner.get(page_of(learner)).status_code == 404
    Student(learner.enrolment).finishes("lecon", clock.now())
    assert learner.get(page_of(learner)).status_code == 200


def test_an_error_leads_to_its_heading_and_to_similar_questions(app: Flask) -> None:
    learner = make_learner(app, course(body=CHECK))
    path = learner.begin()
    learner.save(path, 2, {"choice": ["false"]})
    learner.post(f"{path}/submit", {"confirm": "y"})
    page = learner.get(f"{path}/review").text
    assert f"/learn/{learner.enrolment.id}/lecon#s-les-mots-du-{quote('métier')}" in page
    assert f'href="{page_of(learner)}"' in page
    assert 'id="s-les-mots-du-métier"' in learner.get(f"/learn/{learner.enrolment.id}/lecon").text


def test_without_material_no_link_is_shown(app: Flask) -> None:
    learner = make_learner(app, course())
    path = learner.begin()
    learner.post(f"{path}/submit", {"confirm": "y"})
    page = learner.get(f"{path}/review").text
    assert f"/learn/{learner.enrolment.id}/lecon" in page
    assert "Practise similar ones" not in page


def test_who_comes_back_gets_five_questions_on_what_they_had_done(app: Flask) -> None:
    asked = [true_false(f"p{number}", stem={"fr": f"STEM-{number}."}) for number in range(8)]
    learner = make_learner(app, course(practice_quiz(asked), body=CHECK))
    away = clock.now() - timedelta(days=9)
    Student(learner.enrolment).finishes("lecon", away)
    assert "1 practice question on what you had done" in words(learner.get("/today").text)
    Student(learner.enrolment).submits("libre", "1", away)
    assert "5 practice questions on what you had done" in words(learner.get("/today").text)
    page = learner.get(f"/learn/{learner.enrolment.id}/practise").text
    assert page.count('class="self-check"') == 5
    assert "GRADED-STEM" not in page


def test_without_anything_done_the_page_says_so(app: Flask) -> None:
    learner = make_learner(app, course(body=CHECK))
    assert "Nothing to practise yet" in learner.get(f"/learn/{learner.enrolment.id}/practise").text
