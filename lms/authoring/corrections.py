"""Whether a new revision only corrects the former one: its words, pictures and explanations, never its items, rules, keys or marks."""

from collections.abc import Mapping
from typing import Any

from lms.courses.document import CourseDocument, Lesson, Quiz
from lms.courses.rendering import CheckBlock, render_blocks
from lms.quiz.engine.question_type import question_type
from lms.quiz.engine.questions import load_question


def is_correction(before: CourseDocument, after: CourseDocument) -> bool:
    """Whether a learner in the middle of `before` may go on in `after` without anything that counts being different."""
    return bool(_essence(before) == _essence(after))


def _essence(document: CourseDocument) -> Any:
    """What counts of a course: everything but words, durations and pictures."""
    return [
        (
            module.id,
            module.requires,
            [goal.id for goal in module.objectives],
            [_item(item, document.language) for item in module.items],
        )
        for module in document.modules
    ]


def _item(item: Lesson | Quiz, language: str) -> Any:
    place = (item.kind, item.id, item.optional, item.requires, item.objectives)
    if isinstance(item, Lesson):
        return place, _checks(item)
    return place, item.preset, item.policy, [_question(question, language) for question in item.questions]


def _checks(lesson: Lesson) -> Any:
    """The self-checks of the first language: the others ask the same."""
    language, text = next(iter(lesson.body.items()), ("fr", ""))
    blocks = render_blocks(text, language=language, media_url=None)
    return [_question(block.question, language) for block in blocks if isinstance(block, CheckBlock)]


def _question(stored: Mapping[str, Any], language: str) -> Any:
    question = load_question(stored, language)
    place = (question.id, question.type, question.points, question.bank, question.objective, question.tags)
    return place, len(question.hints), question_type(question.type).marking_fields(question)
