"""The editorial checks: a course that holds itself to a plan is told where it falls short, and nothing else."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lms.authoring.editorial import findings_of
from lms.authoring.editorial.durations import hours_by_activity, minutes_of
from lms.authoring.editorial.french import faults_in
from lms.authoring.editorial.lessons import reading_level
from lms.authoring.editorial.table import course_table
from lms.courses.document import CourseDocument, Lesson, load_document
from tests.authoring.real_course import real_course
from tests.courses.sample import sample_data

TODAY = date(2026, 11, 26)
GOALS = ("g-dire", "g-faire")
PROSE = "Vous lisez ici sept mots fort simples. " * 100
CHECK = '```check\nid: {id}\ntype: true_false\nstem: "Vrai {id}"\ncorrect: true\nfeedback_false: Non.\nexplanation: Oui.\n```\n'


def choice(key: str, number: int) -> dict[str, Any]:
    """A question with all that is asked of one, every second one a statement; right options stand in turn at each place."""
    question: dict[str, Any] = {
        "id": f"{key}-{number}",
        "stem": {"fr": f"Cas {key}{number} vu au jour {number * 7} par {key}{number * 3} et {number * 5}."},
        "objective": GOALS[number // 2 % 2],
        "difficulty": ("easy", "medium", "hard")[number % 3],
        "explanation": {"fr": "Parce que."},
    }
    if number % 2:
        return {**question, "type": "true_false", "correct": True, "feedback_false": {"fr": "Non."}}
    options = [
        {"id": letter, "text": {"fr": f"{key} issue {letter}{number}"}, "feedback": {"fr": "Elle tente."}}
        for letter in "abcd"
    ]
    options[number // 2 % 4]["correct"] = True
    return {**question, "type": "single_choice", "options": options}


def lesson(key: str, **changes: Any) -> dict[str, Any]:
    body = {"fr": f"## Le cas\n\n{PROSE}\n\n{CHECK.format(id=f'check-{key}')}"}
    fields = {"kind": "lesson", "id": key, "title": {"fr": key}, "minutes": 8, "objectives": list(GOALS)}
    return {**fields, "body": body, **changes}


def quiz(key: str, preset: str, count: int, minutes: int, **policy: Any) -> dict[str, Any]:
    questions = [choice(key, number) for number in range(count)]
    fields = {"kind": "quiz", "id": key, "title": {"fr": key}, "preset": preset, "minutes": minutes}
    return {**fields, "policy": policy, "questions": questions}


def course() -> dict[str, Any]:
    """One module of a course that keeps its plan."""
    draw = {"id": "tirage", "draw": {"count": 4, "by_objective": True}}
    module = {
        "id": "m",
        "folder": "01-m",
        "title": {"fr": "Module"},
        "objectives": [{"id": goal, "text": {"fr": goal}} for goal in GOALS],
        "items": [
            lesson("lecon"),
            lesson("cas", activity="case", minutes=23),
            quiz("essai", "practice", 12, 12),
            quiz("quiz", "module_quiz", 12, 4, sections=[draw]),
            quiz("final", "exam", 12, 30, time_limit_minutes=30, attempts=2, sections=[draw]),
        ],
    }
    data = sample_data()
    data["sheet"]["hours"] = "1.3"
    data["editorial"] = {
        "hours": {"reading": "0.1", "case": "0.4", "checks": "0.3", "exam": "0.5"},
        "pools": {"practice": 12, "module_quiz": 12, "exam": 12},
    }
    return {**data, "modules": [module]}


def findings(data: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (one.where, one.reason.code.removeprefix("editorial."))
        for one in findings_of(load_document(data), TODAY)
    ]


def item(data: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for one in data["modules"][0]["items"] if one["id"] == key)


def test_a_course_that_keeps_its_plan_has_no_finding() -> None:
    assert findings(course()) == []


def test_a_course_without_a_plan_is_held_to_nothing() -> None:
    data = {**course(), "editorial": None}
    del item(data, "quiz")["questions"][0]["explanation"]
    assert findings(data) == []


def test_time_follows_the_rule() -> None:
    document: CourseDocument = load_document(course())
    whole, case = document.by_id["lecon"][1], document.by_id["cas"][1]
    assert isinstance(whole, Lesson)
    assert minutes_of(whole, "fr") == {"reading": pytest.approx(702 / 100), "checks": 1}
    assert minutes_of(case, "fr") == {"case": pytest.approx(702 / 100 + 15), "checks": 1}
    assert minutes_of(document.by_id["quiz"][1], "fr") == {"checks": 4}
    assert hours_by_activity(document)["exam"] == 0.5


def test_written_work_takes_the_time_to_write() -> None:
    data = course()
    essay = {
        "id": "t1",
        "type": "long_text",
        "stem": {"fr": "Écrivez."},
        "max_words": 300,
        "objective": GOALS[0],
    }
    files = {"id": "t2", "type": "file_upload", "stem": {"fr": "Joignez."}, "objective": GOALS[0]}
    work = {**quiz("travail", "assignment", 0, 120), "questions": [essay, files]}
    debate = {
        **quiz("debat", "assignment", 0, 30),
        "activity": "exchange",
        "questions": [{**essay, "id": "t3", "stem": {"fr": "Débattez."}}],
    }
    data["modules"][0]["items"] += [work, debate]
    document = load_document(data)
    assert minutes_of(document.by_id["travail"][1], "fr") == {"practice": 120}
    assert minutes_of(document.by_id["debat"][1], "fr") == {"exchange": 30}
    assert findings(data) == []


def _set(key: str, field: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda data: item(data, key).update({field: value})


def _question(key: str, number: int, **changes: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        question = item(data, key)["questions"][number]
        for field, value in changes.items():
            question.pop(field, None) if value is None else question.update({field: value})

    return change


def _body(text: str) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        lecon = item(data, "lecon")
        lecon["body"]["fr"] = lecon["body"]["fr"].replace("## Le cas\n", f"## Le cas\n\n{text}\n")

    return change


def _all_right_first(data: dict[str, Any]) -> None:
    for key in ("essai", "quiz", "final"):
        for question in item(data, key)["questions"]:
            for place, option in enumerate(question.get("options", ())):
                option.pop("correct", None)
                option.update({"correct": True} if place == 0 else {})


def _all_right_longest(data: dict[str, Any]) -> None:
    for key in ("essai", "quiz", "final"):
        for question in item(data, key)["questions"]:
            for option in question.get("options", ()):
                if option.get("correct"):
                    option["text"]["fr"] += " avec plus de soin"


STALE = {"text": {"fr": "Guide"}, "supports": {"fr": "un fait"}, "review_by": "2026-11-25"}
CATCH_ALL = [
    {"id": "a", "text": {"fr": "Écouter"}, "correct": True},
    {"id": "b", "text": {"fr": "Toutes les réponses"}, "feedback": {"fr": "Non."}},
]
SILENT = [{"id": "a", "text": {"fr": "Écouter"}, "correct": True}, {"id": "b", "text": {"fr": "Se taire"}}]


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (_set("lecon", "minutes", 12), [("lecon", "minutes")]),
        (lambda data: data["editorial"]["hours"].update(practice="2"), [("editorial.hours.practice", "hours"), ("hours", "whole")]),
        (lambda data: data["editorial"]["pools"].update(exam=13), [("exam", "pool")]),
        (lambda data: item(data, "final")["policy"].update(attempts=4), [("tirage", "stratum")] * 2 + [("tirage", "stratum_whole")]),
        (_question("quiz", 4, stem=choice("essai", 4)["stem"], options=choice("essai", 4)["options"]), [("quiz-4", "alike")]),
        (_question("quiz", 0, explanation=None), [("quiz-0", "no_explanation")]),
        (_question("essai", 2, objective=None), [("essai-2", "no_objective"), ("practice", "pool")]),
        (_question("quiz", 2, difficulty=None), [("quiz-2", "no_difficulty")]),
        (_question("essai", 2, options=SILENT), [("essai-2", "no_feedback")]),
        (_question("essai", 2, options=CATCH_ALL), [("essai-2", "catch_all")]),
        (lambda data: data["modules"][0]["objectives"].append({"id": "g-oublie", "text": {"fr": "Oublié"}}), [("g-oublie", "not_asked"), ("g-oublie", "not_taught")]),
        (_all_right_first, [("options", "place")]),
        (_all_right_longest, [("fr", "longest"), ("fr", "longer")]),
        (_body("[Ailleurs](#nulle-part)"), [("line 3", "dead_link")]),
        (_body("[Ailleurs](autre-lecon)"), [("line 3", "dead_link")]),
        (_set("lecon", "body", {"fr": "Trop court."}), [("", "length"), ("editorial.hours.reading", "hours"), ("lecon", "minutes")]),
        (_set("lecon", "sources", [STALE]), [("lecon.sources.0", "review")]),
        (_body("Vraiment?"), [("", "french_sign")]),
    ],
)  # fmt: skip
def test_each_fault_is_found_and_nothing_else(
    spoil: Callable[[dict[str, Any]], None], expected: list[tuple[str, str]]
) -> None:
    data = course()
    spoil(data)
    assert sorted(findings(data)) == sorted(expected)


def test_a_source_past_its_date_is_advice() -> None:
    data = course()
    item(data, "lecon")["sources"] = [STALE]
    assert [one.is_advice for one in findings_of(load_document(data), TODAY)] == [True]
    assert findings_of(load_document(data), date(2026, 11, 25)) == []


def test_links_that_lead_somewhere_are_fine() -> None:
    data = course()
    _body("[Un](#le-cas) [deux](https://e.example) [trois](releve.csv) [quatre](/courses)")(data)
    assert findings(data) == []


N = "\u202f"


@pytest.mark.parametrize(
    "text",
    [
        f"Vraiment{N}? Oui{N}! Soit{N}: a{N}; b.",
        f"«{N}Bonjour{N}», dit-elle (vraiment{N}?!).",
        f"12,5{N}% de 1{N}200{N}€ à 8:40",
        "`a:b; c?` et [lien](https://e.example/a?b=c!d) ![Image](a.svg)",
        "> [!NOTE]\n> Un mot.\n\n| a | b |\n|:---|---:|\n| 1 | 2 |",
        "```check\nid: c\nstem: Quoi ?\n```",
        "{cost:2} et [[gap]]…",
    ],
)
def test_french_that_is_set_well(text: str) -> None:
    assert list(faults_in(text)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Vraiment ?", "french_sign"),
        ("Soit : a", "french_sign"),
        ("« Bonjour »", "french_quote"),
        ("l'eau", "french_quote"),
        ('Le mot "eau"', "french_quote"),
        ("12 %", "french_number"),
        ("1 200 pots", "french_number"),
    ],
)
def test_french_that_is_not(text: str, code: str) -> None:
    assert f"editorial.{code}" in {found for found, _ in faults_in(text)}


def test_the_reading_level_follows_words_and_sentences() -> None:
    assert reading_level("Le chat dort. Il a faim.") == 3
    assert reading_level("Le chat dort. La conversation recommence.") == 3 + 33
    assert reading_level("") == 0


def test_the_page_of_figures_is_the_course_as_it_is() -> None:
    page = Path(__file__).parents[2] / "docs" / "community-manager.md"
    assert page.read_text("utf-8") == course_table(real_course().document)


def test_figures_of_a_small_course() -> None:
    page = course_table(load_document(course()))
    assert "| lecon | 8 | 702 | 1 |" in page
    assert "| Module | 2 | 12 | 12 | 12 | 0 | 0 | 0 | 0 | 38 |" in page
    assert "| Module | 8 | 8 | 8 |" in page
    assert "| `g-dire` | 2 | 6 | 6 | 6 |" in page
