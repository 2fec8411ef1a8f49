"""Random small courses, and random edits of them: what an author might type through either door."""

from typing import Any

from hypothesis import strategies as st

import lms.quiz.types  # noqa: F401 - registers the types
from lms.authoring.questions import _in_languages as in_languages
from lms.quiz.engine.question_type import question_type, question_types
from lms.quiz.engine.questions import load_question
from tests.courses.sample import sample_data

Texts = dict[str, str]
KINDS = sorted(set(question_types()) - {"hotspot"})
"""Every type that needs no picture."""
SIGNS = st.sampled_from(list("abé œ’ «»\u202f\u00a0:#-*_`[]()|>&{}'\"\\0123456789.~^%@=,?!<"))
LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Cf", "Zl", "Zp"))
WORDS = st.text(st.one_of(SIGNS, LETTERS), max_size=25)
TITLES = st.builds(
    lambda first, rest: f"{first} {rest}".strip(), st.sampled_from(["Été", "200", "No"]), WORDS
)
BLOCKS = st.one_of(
    WORDS,
    st.sampled_from(
        [
            "## Un titre",
            "Souligné\n--------",
            "* un\n* deux\n    * trois",
            "1) un\n2) deux",
            "- [lien](https://e.example/a?b=c \"titre\")\n\n- __gras__ et *penché*",
            "| a | b |\n|---|:-:|\n| 1 | `x|y` |\n| **2** | |",
            "Une note[^a], et une autre[^b].\n\n[^a]: La première.\n[^b]: La seconde.\n\n    Sa suite.",
            "> [!NOTE]\n> Un **mot**.\n>\n> - et une liste",
            "> [!warning]\n> Attention.",
            "> Une citation\nqui continue",
            "```html\n<b>\n```",
            "    du code",
            "* * *",
            "fin\\\nde ligne  \net encore",
            "12\u202f000\u202f€ : oui\u00a0!",
            "&eacute; &amp; <b>",
        ]
    ),
)  # fmt: skip


@st.composite
def lessons(draw: st.DrawFn, languages: list[str], check: str) -> Texts:
    """A lesson's text in each language, with the same self-check in all."""
    has_check = draw(st.booleans())
    asked = f'```check\nid: {check}\ntype: true_false\nstem: "Vrai  ?"\ncorrect: {draw(st.sampled_from(["true", "yes", "false"]))}\n```'
    if "yes" in asked:
        asked = asked.replace("yes", "true # oui")
    found = {}
    for language in languages:
        blocks = ["Texte.", *draw(st.lists(BLOCKS, max_size=4)), *([asked] if has_check else []), "Fin."]
        found[language] = "\n\n".join(blocks) + "\n"
    return found


@st.composite
def questions(draw: st.DrawFn, languages: list[str], key: str) -> dict[str, Any]:
    """A worked example of some type, with an id and a stem of its own."""
    samples = question_type(draw(st.sampled_from(KINDS))).samples()
    sample = load_question(draw(st.sampled_from([one.question for one in samples])), languages[0])
    whole = in_languages(sample.model_dump(mode="json"), languages)
    changed = {"id": key}
    if sample.type not in ("calculated", "cloze") and draw(st.booleans()):
        changed["stem"] = draw(texts(languages))  # those two have places to fill in their text
    return {**whole, **changed}


@st.composite
def texts(draw: st.DrawFn, languages: list[str]) -> Texts:
    """A title or another line in each language."""
    return {language: draw(TITLES) for language in languages}


@st.composite
def courses(draw: st.DrawFn, languages: list[str] | None = None) -> dict[str, Any]:
    """Data of a course of two modules with lessons and quizzes, in one or two languages."""
    languages = languages or draw(st.sampled_from([["fr"], ["fr", "en"]]))
    data = sample_data()
    sheet = {name: draw(texts(languages)) for name in ("title", "tagline", "audience")}
    data["sheet"].update(
        sheet, summary=draw(lessons(languages, "none").filter(no_check)), objectives=[draw(texts(languages))]
    )
    modules = [draw(modules_of(languages, name)) for name in ("un", "deux")]
    return {**data, "languages": languages, "modules": modules}


def no_check(text: Texts) -> bool:
    return "```check" not in "".join(text.values())


@st.composite
def modules_of(draw: st.DrawFn, languages: list[str], name: str) -> dict[str, Any]:
    """A module with up to three items."""
    kinds = draw(st.lists(st.sampled_from(["lesson", "quiz"]), min_size=1, max_size=3))
    items = [draw(items_of(languages, kind, f"{name}-{place}")) for place, kind in enumerate(kinds)]
    goals = [{"id": f"{name}-but", "text": draw(texts(languages))}] if draw(st.booleans()) else []
    return {
        "id": name,
        "folder": f"m-{name}",
        "title": draw(texts(languages)),
        "objectives": goals,
        "items": items,
    }


@st.composite
def items_of(draw: st.DrawFn, languages: list[str], kind: str, key: str) -> dict[str, Any]:
    """A lesson, or a quiz of one to three questions."""
    minutes = draw(st.integers(1, 60))
    head = {"kind": kind, "id": key, "title": draw(texts(languages)), "minutes": minutes}
    if kind == "lesson":
        return {**head, "optional": draw(st.booleans()), "body": draw(lessons(languages, f"{key}-check"))}
    count = draw(st.integers(1, 3))
    asked = [draw(questions(languages, f"{key}-q{number}")) for number in range(count)]
    return {**head, "preset": draw(st.sampled_from(["practice", "module_quiz", "exam"])), "questions": asked}
