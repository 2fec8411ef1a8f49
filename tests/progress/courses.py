"""Courses built by hand for the rules, as short as the rule under test allows."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from lms.courses.document import CourseDocument, CourseSheet, Lesson, Module, Objective, Quiz
from lms.progress.rules import Facts, ItemFacts

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EARLIER = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DONE = ItemFacts(opened_at=EARLIER, done_at=EARLIER)


def lesson(key: str, **more: Any) -> Lesson:
    return Lesson(id=key, title={"fr": f"Leçon {key}"}, minutes=5, body={"fr": "Texte."}, **more)


def quiz(
    key: str,
    pass_percent: int = 70,
    *,
    optional: bool = False,
    requires: tuple[str, ...] = (),
    questions: tuple[dict[str, Any], ...] = (),
    **settings: Any,
) -> Quiz:
    return Quiz(
        id=key,
        title={"fr": f"Quiz {key}"},
        minutes=5,
        policy={"pass_percent": pass_percent, **settings},
        questions=questions,
        optional=optional,
        requires=requires,
    )


def module(key: str, *items: Lesson | Quiz, **more: Any) -> Module:
    return Module(id=key, folder=key, title={"fr": f"Module {key}"}, items=items, **more)


def goals(*keys: str) -> tuple[Objective, ...]:
    return tuple(Objective(id=key, text={"fr": f"Savoir {key}"}) for key in keys)


def course(*modules: Module) -> CourseDocument:
    sheet = CourseSheet(
        title={"fr": "Cours"},
        tagline={"fr": "Un cours."},
        summary={"fr": "Un cours."},
        objectives=({"fr": "Savoir"},),
        hours=Decimal(2),
        updated_on=date(2026, 11, 1),
    )
    return CourseDocument(id="cours", languages=("fr",), sheet=sheet, modules=modules)


def passed(score: str) -> ItemFacts:
    return ItemFacts(EARLIER, EARLIER, EARLIER, Decimal(score), 1)


def failed(score: str) -> ItemFacts:
    return ItemFacts(opened_at=EARLIER, score=Decimal(score), attempts=1)


def did(current: str | None = None, **items: ItemFacts) -> Facts:
    return Facts(items=items, current_item=current)
