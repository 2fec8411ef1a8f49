"""What a learner may practise on: the questions of practice quizzes and the self-checks of lessons, never those of a graded quiz."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from lms.courses.cache import LruCache
from lms.courses.document import CourseDocument, Lesson, Quiz
from lms.courses.rendering import CheckBlock, HtmlBlock, render_blocks
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import question_type
from lms.quiz.engine.questions import QuestionErrors, load_question
from lms.quiz.rules import QuizContent, quiz_content

_HEADING = re.compile(r'<h[2-6] id="([^"]+)"')


@dataclass(frozen=True)
class Exercise:
    """A question to practise on: the item that asks it, the objectives that it serves, its author's data and their language.

    `anchor` is the heading of the lesson under which a self-check stands.
    """

    item_key: str
    objectives: frozenset[str]
    data: Mapping[str, Any]
    written_in: str
    anchor: str | None = None


class Material:
    """Every exercise of a course in one language. Never changes."""

    def __init__(self, document: CourseDocument, language: str) -> None:
        self.document = document
        self.exercises = tuple(_exercises(document, language))

    def on(self, objective: str, open_items: Collection[str]) -> list[Exercise]:
        """Those of one objective, from items that the learner may open."""
        return [one for one in self.of(open_items) if objective in one.objectives]

    def of(self, items: Collection[str]) -> list[Exercise]:
        """Those that these items ask."""
        return [one for one in self.exercises if one.item_key in items]

    def anchor(self, lesson_key: str, objective: str | None) -> str | None:
        """Where in a lesson an objective is taught: the heading above the first self-check that names it, else the top (None)."""
        asked = (one for one in self.exercises if one.item_key == lesson_key)
        naming = (one for one in asked if objective and one.data.get("objective") == objective)
        return next((one.anchor for one in naming), None)


def material_of(document: CourseDocument, language: str) -> Material:
    """A document's exercises, kept in this process beside the cached document."""
    return _kept.get((id(document), language), lambda: Material(document, language))


KEPT = 64
# An entry keeps its document alive, so the document's id can't come to name another one.
_kept: LruCache[Material] = LruCache(KEPT)


def draw(exercises: list[Exercise], count: int, seed: str) -> list[Exercise]:
    """Up to `count` of them, the same for the same seed."""
    rng = Random(seed)  # noqa: S311 - a choice of exercises, not a secret
    return rng.sample(exercises, min(count, len(exercises)))


def _exercises(document: CourseDocument, language: str) -> Iterator[Exercise]:
    for item in [item for _, item in document.items()]:
        if isinstance(item, Quiz):
            yield from _of_quiz(document, item)
        else:
            yield from _of_lesson(document, item, language)


def _of_quiz(document: CourseDocument, item: Quiz) -> Iterator[Exercise]:
    content = quiz_content(document, item.id)
    if content is None or not _is_free(content):
        return
    for data in item.questions:
        question = content.questions[data["id"]]
        if _is_fit(question):
            goals = frozenset([question.objective] if question.objective else item.objectives)
            yield Exercise(item.id, goals, data, document.language)


def _is_free(content: QuizContent) -> bool:
    """Whether its questions are for practice, and their answers no secret."""
    moments = content.policy.release.moments
    is_test = content.policy.diagnostic is not None  # practised before, it would measure no gain
    return (
        content.is_practice
        and not is_test
        and all(moment in ("at_once", "after_submit") for moment in moments)
    )


def _of_lesson(document: CourseDocument, item: Lesson, language: str) -> Iterator[Exercise]:
    language = language if language in item.body else document.language
    if "check" not in item.body[language]:
        return
    anchor = None
    for block in render_blocks(item.body[language], language=language, media_url=None):
        if isinstance(block, HtmlBlock):
            anchor = (_HEADING.findall(block.html) or [anchor])[-1]
        if not isinstance(block, CheckBlock):
            continue
        question = _loaded(block.question, language)
        if question is not None and _is_fit(question):
            goals = frozenset([question.objective] if question.objective else item.objectives)
            yield Exercise(item.id, goals, block.question, language, anchor)


def _loaded(data: Mapping[str, Any], language: str) -> Question | None:
    try:
        return load_question(data, language)
    except QuestionErrors:
        return None


def _is_fit(question: Question) -> bool:
    """Whether an answer can be judged at once: not by a person, and not never."""
    kind = question_type(question.type)
    return not kind.is_manual and any(sample.expected is not None for sample in kind.samples())
