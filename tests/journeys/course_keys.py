"""The right answers of a course, read from its files and found again in a page by the words of the question."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from lms.quiz.engine.formula import parsed
from tests.journeys.html_pages import Element

FENCE = re.compile(r"^```check\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DRAWN = re.compile(r"\\\{(\w+)(?::\d)?\\\}")
TRUE_OR_FALSE = {True: "true", False: "false"}
LANGUAGE = "en"


def words(text: object) -> str:
    """Letters and digits alone, in English where there are languages: what Markdown and typography leave untouched."""
    return re.sub(r"[\W_]+", "", _text(text)).casefold()


def _text(value: object) -> str:
    return str(value[LANGUAGE] if isinstance(value, dict) else value)


class CourseKeys:
    """Every question of a course's folder, by the words of its stem. `items` counts the required ones; `optional` names the rest."""

    def __init__(self, folder: Path) -> None:
        entries = [
            entry
            for module in folder.glob("*/module.yaml")
            for entry in yaml.safe_load(module.read_text("utf-8"))["items"]
        ]
        self.items = sum(not entry.get("optional") for entry in entries)
        self.optional = {entry.get("quiz") or entry["lesson"] for entry in entries if entry.get("optional")}
        self._questions: dict[str, dict[str, Any]] = {}
        for lesson in folder.glob(f"*/*.{LANGUAGE}.md"):
            self._add_all(yaml.safe_load(block) for block in FENCE.findall(lesson.read_text("utf-8")))
        for path in folder.glob("*/*.yaml"):
            self._add_all(yaml.safe_load(path.read_text("utf-8")).get("questions", ()))

    def _add_all(self, questions: Any) -> None:
        for question in questions:
            self._questions[words(question["stem"])] = question

    def answer(self, fieldset: Element) -> dict[str, list[str]]:
        """The fields of the right answer to the question that a page asks; KeyError for an unknown one."""
        stem = fieldset.first(class_="question-stem")
        asked = stem.text if stem else ""
        question = self._questions.get(words(asked))
        if question is None:
            return self._calculated(asked, fieldset)
        return _ANSWERS[question["type"]](question, fieldset)

    def _calculated(self, asked: str, fieldset: Element) -> dict[str, list[str]]:
        """A question whose numbers were drawn: they are read in its stem, and its formulas worked out."""
        for question in self._questions.values():
            pattern = DRAWN.sub(r"(?P<\1>\\d[\\d., ]*)", re.escape(_text(question["stem"])))
            found = re.fullmatch(pattern, asked) if question["type"] == "calculated" else None
            if found:
                values = {
                    name: Decimal(re.sub("[, ]", "", shown)) for name, shown in found.groupdict().items()
                }
                for one in question.get("derived", ()):
                    values[one["name"]] = parsed(one["formula"]).value(values)
                number = parsed(question["answer"]).value(values)
                control = fieldset.all("input", type="text")[0]
                return {control.attributes["name"]: [f"{number:.2f}"]}
        raise KeyError(asked)

    def files(self, fieldset: Element) -> str | None:
        """What to hand in as a file, if the question asks for one: the model of the course."""
        stem = fieldset.first(class_="question-stem")
        question = self._questions.get(words(stem.text if stem else ""), {})
        return _text(question["models"][0]["text"]) if question.get("type") == "file_upload" else None


def _choices(question: dict[str, Any], fieldset: Element) -> dict[str, list[str]]:
    """Tick the options whose words are those of a right one."""
    right = {words(option["text"]) for option in question["options"] if option.get("correct")}
    chosen: dict[str, list[str]] = {}
    for label in fieldset.all("label", class_="choice"):
        control = label.first("input")
        if control is not None and words(label.text) in right:
            chosen.setdefault(control.attributes["name"], []).append(control.attributes["value"])
    if sum(map(len, chosen.values())) != len(right):
        raise ValueError(f"the page does not offer every right option of “{question['stem']}”")
    return chosen


def _true_false(question: dict[str, Any], fieldset: Element) -> dict[str, list[str]]:
    control = fieldset.all("input", type="radio")[0]
    return {control.attributes["name"]: [TRUE_OR_FALSE[question["correct"]]]}


def _short_text(question: dict[str, Any], fieldset: Element) -> dict[str, list[str]]:
    control = fieldset.all("input", type="text")[0]
    return {control.attributes["name"]: [_text(question["accepted"][0]).replace("*", "")]}


def _numeric(question: dict[str, Any], fieldset: Element) -> dict[str, list[str]]:
    control = fieldset.all("input", type="text")[0]
    return {control.attributes["name"]: [str(question["correct"])]}


def _matching(question: dict[str, Any], fieldset: Element) -> dict[str, list[str]]:
    return _rows({words(pair["left"]): words(pair["right"]) for pair in question["pairs"]}, fieldset)


def _categorise(question: dict[str, Any], fieldset: Element) -> dict[str, list[str]]:
    names = {category["id"]: words(category["text"]) for category in question["categories"]}
    return _rows({words(item["text"]): names[item["category"]] for item in question["items"]}, fieldset)


def _rows(partner: dict[str, str], fieldset: Element) -> dict[str, list[str]]:
    """Each row's choice, by the words of both sides."""
    given = {}
    for row in fieldset.all(class_="match-row"):
        label, select = row.all("label")[0], row.all("select")[0]
        wanted = partner[words(label.text)]
        option = next(one for one in select.all("option") if words(one.text) == wanted)
        given[select.attributes["name"]] = [option.attributes["value"]]
    return given


def _ordering(question: dict[str, Any], fieldset: Element) -> dict[str, list[str]]:
    places = {words(item["text"]): str(place) for place, item in enumerate(question["items"], 1)}
    rows = fieldset.all(class_="order-row")
    return {
        row.all("select")[0].attributes["name"]: [places[words(row.all("label")[0].text)]] for row in rows
    }


def _cloze(question: dict[str, Any], fieldset: Element) -> dict[str, list[str]]:
    """The controls stand in the order of the gaps in the text."""
    order = re.findall(r"\[\[([\w-]+)\]\]", _text(question["text"]))
    gaps = {gap["id"]: gap for gap in question["gaps"]}
    controls = [one for one in fieldset.walk() if "gap-input" in one.attributes.get("class", "").split()]
    return {
        control.attributes["name"]: [_gap(gaps[key], control)]
        for key, control in zip(order, controls, strict=True)
    }


def _gap(gap: dict[str, Any], control: Element) -> str:
    if gap["type"] == "numeric":
        return str(gap["answer"])
    if gap["type"] == "short_text":
        return _text(gap["accepted"][0])
    right = next(words(option["text"]) for option in gap["options"] if option.get("correct"))
    option = next(one for one in control.all("option") if words(one.text) == right)
    return option.attributes["value"]


def _long_text(question: dict[str, Any], fieldset: Element) -> dict[str, list[str]]:
    control = fieldset.all("textarea")[0]
    return {control.attributes["name"]: [_text(question["models"][0]["text"])]}


def _sent_already(question: dict[str, Any], fieldset: Element) -> dict[str, list[str]]:
    return {}


_ANSWERS = {
    "single_choice": _choices,
    "multiple_choice": _choices,
    "true_false": _true_false,
    "short_text": _short_text,
    "numeric": _numeric,
    "matching": _matching,
    "categorise": _categorise,
    "ordering": _ordering,
    "cloze": _cloze,
    "long_text": _long_text,
    "file_upload": _sent_already,
}
