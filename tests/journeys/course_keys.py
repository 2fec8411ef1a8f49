"""The right answers of a course, read from its files and found again in a page by the words of the question."""

import re
from pathlib import Path
from typing import Any

import yaml

from tests.journeys.html_pages import Element

FENCE = re.compile(r"^```check\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TRUE_OR_FALSE = {True: "true", False: "false"}


def words(text: object) -> str:
    """Letters and digits alone: what Markdown and typography leave untouched."""
    return re.sub(r"[\W_]+", "", str(text)).casefold()


class CourseKeys:
    """Every question of a course's folder, by the words of its stem."""

    def __init__(self, folder: Path) -> None:
        self.items = 0
        self._questions: dict[str, dict[str, Any]] = {}
        for path in sorted(folder.glob("*/*")):
            if path.suffix == ".md":
                self._add_all(yaml.safe_load(block) for block in FENCE.findall(path.read_text("utf-8")))
                self.items += 1
            elif path.suffix == ".yaml" and path.name != "module.yaml":
                self._add_all(yaml.safe_load(path.read_text("utf-8"))["questions"])
                self.items += 1

    def _add_all(self, questions: Any) -> None:
        for question in questions:
            self._questions[words(question["stem"])] = question

    def answer(self, fieldset: Element) -> dict[str, list[str]]:
        """The fields of the right answer to the question that a page asks; KeyError for an unknown one."""
        stem = fieldset.first(class_="question-stem")
        question = self._questions[words(stem.text if stem else "")]
        return _ANSWERS[question["type"]](question, fieldset)


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
    return {control.attributes["name"]: [str(question["accepted"][0]).replace("*", "")]}


def _numeric(question: dict[str, Any], fieldset: Element) -> dict[str, list[str]]:
    control = fieldset.all("input", type="text")[0]
    return {control.attributes["name"]: [str(question["correct"]).replace(".", ",")]}


def _matching(question: dict[str, Any], fieldset: Element) -> dict[str, list[str]]:
    partner = {words(pair["left"]): words(pair["right"]) for pair in question["pairs"]}
    given = {}
    for row in fieldset.all(class_="match-row"):
        label, select = row.all("label")[0], row.all("select")[0]
        wanted = partner[words(label.text)]
        option = next(one for one in select.all("option") if words(one.text) == wanted)
        given[select.attributes["name"]] = [option.attributes["value"]]
    return given


_ANSWERS = {
    "single_choice": _choices,
    "multiple_choice": _choices,
    "true_false": _true_false,
    "short_text": _short_text,
    "numeric": _numeric,
    "matching": _matching,
}
