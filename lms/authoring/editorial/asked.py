"""Every question of a course with its pool: what a learner practises on, is marked by, or is examined with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from lms.courses.document import CourseDocument, Lesson, Module, Quiz
from lms.courses.rendering import CheckBlock, render_blocks
from lms.quiz.engine.policy import policy_of
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import question_type
from lms.quiz.engine.questions import load_question

Pool = Literal["self_check", "practice", "module_quiz", "exam", "mock_exam", "test", "work", "survey"]


@dataclass(frozen=True)
class Asked:
    """A question, the file that holds it, its pool, the item that asks it, and the languages of its texts."""

    question: Question
    file: str
    pool: Pool
    item: Lesson | Quiz
    languages: tuple[str, ...]

    @property
    def is_graded(self) -> bool:
        """Whether its mark counts for the learner."""
        return self.pool in ("module_quiz", "exam")

    def texts(self, language: str) -> str:
        """All that a learner reads of it in one language before answering, run together."""
        return " ".join(_words_of(self.question.model_dump(exclude={"explanation", "hints"}), language))


def asked(document: CourseDocument) -> Iterator[Asked]:
    """Every question, in the outline's order; a self-check once for each of its languages."""
    for module, item in document.items():
        yield from (_of_quiz(document, module, item) if isinstance(item, Quiz) else _of_lesson(module, item))


def pool_of(item: Quiz) -> Pool:
    """The pool of a quiz's questions, by its preset and what it counts for."""
    if policy_of(item.preset, item.policy).diagnostic:
        return "test"
    if item.preset == "exam":
        return "mock_exam" if item.optional else "exam"
    named: Mapping[str, Pool] = {"practice": "practice", "assignment": "work", "survey": "survey"}
    return named.get(item.preset, "module_quiz")


def _of_quiz(document: CourseDocument, module: Module, item: Quiz) -> Iterator[Asked]:
    pool = pool_of(item)
    for data in item.questions:
        question = load_question(data, document.language)
        file = f"{module.folder}/{question.bank or item.id}.yaml"
        yield Asked(question, file, pool, item, document.languages)


def _of_lesson(module: Module, item: Lesson) -> Iterator[Asked]:
    for language, body in item.body.items():
        file = f"{module.folder}/{item.id}.{language}.md"
        for question in _checks_of(body, language):
            yield Asked(question, file, "self_check", item, (language,))


@lru_cache(maxsize=512)
def _checks_of(body: str, language: str) -> tuple[Question, ...]:
    """The self-checks of a text; kept, for most texts stay as they are between two checks of a course."""
    blocks = render_blocks(body, language=language, media_url=None)
    return tuple(load_question(block.question, language) for block in blocks if isinstance(block, CheckBlock))


def is_marked_by_program(question: Question) -> bool:
    """Whether the program gives the mark: neither a person nor nobody."""
    kind = question_type(question.type)
    return not kind.is_manual and any(sample.expected is not None for sample in kind.samples())


def _words_of(value: Any, language: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(text := value.get(language), str):
            yield text
            return
        for name, item in value.items():
            if name != "feedback":
                yield from _words_of(item, language)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _words_of(item, language)
