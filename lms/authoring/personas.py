"""Learners who do not exist, to see a draft through their eyes: what they did, what they are allowed, in which language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from lms.core.reasons import N_
from lms.courses.document import CourseDocument, Quiz
from lms.progress.completion import settings_of
from lms.progress.facts import Facts, ItemFacts
from lms.progress.report import Report
from lms.progress.rules import evaluate
from lms.quiz.engine.allowance import USUAL, Allowance
from lms.quiz.engine.draw import pick
from lms.quiz.engine.policy import Policy
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import question_type
from lms.quiz.engine.questions import load_question

PERSONAS: Mapping[str, str] = {
    "new": N_("Begins the course"),
    "half": N_("Has done half of it"),
    "more_time": N_("Has extended time (a third more)"),
}
A_THIRD_MORE = Decimal("1.3334")
"""The usual extended time of French examinations (`tiers temps`), rounded up: thirty minutes give forty."""


@dataclass(frozen=True)
class Persona:
    """Whose eyes: a key of PERSONAS, and one of the course's languages."""

    key: str
    language: str

    @property
    def allowance(self) -> Allowance:
        """What this learner is allowed beyond the settings."""
        return Allowance(time_factor=A_THIRD_MORE) if self.key == "more_time" else USUAL


def persona_of(asked: Mapping[str, str], languages: Sequence[str]) -> Persona:
    """The persona that an address asks for; a beginner in the course's first language when it asks for none that exists."""
    key, language = asked.get("persona", ""), asked.get("language", "")
    return Persona(key if key in PERSONAS else "new", language if language in languages else languages[0])


def standing_of(document: CourseDocument, persona: Persona, now: datetime) -> Report:
    """Where this learner would stand in the course, by the rules that hold for everyone; nothing is stored."""
    return evaluate(document, _facts(document, persona, now), {}, now)


def _facts(document: CourseDocument, persona: Persona, now: datetime) -> Facts:
    if persona.key != "half":
        return Facts()
    required = [item for _, item in document.items() if not item.optional]
    done = {
        item.id: ItemFacts(
            opened_at=now,
            done_at=now,
            passed_at=now if isinstance(item, Quiz) else None,
            score=_score(item) if isinstance(item, Quiz) else None,
            attempts=1 if isinstance(item, Quiz) else 0,
        )
        for item in required[: len(required) // 2]
    }
    return Facts(done)


def _score(quiz: Quiz) -> Decimal:
    """Just what the pass mark asks."""
    return Decimal(settings_of(quiz, False).pass_percent) / 100


@dataclass(frozen=True)
class Asked:
    """A question of a drawn paper: what its page gets (`ask`), its points, and the section that it opens."""

    question: Question
    ask: dict[str, Any]
    opens: Mapping[str, str] | None


def paper_of(policy: Policy, questions: Sequence[Mapping[str, Any]], language: str, draw: int) -> list[Asked]:
    """One paper as a learner would get it; another number `draw` draws another one, the same number the same one."""
    loaded = [load_question(dict(one), language) for one in questions]
    titles = {section.id: section.title for section in policy.sections}
    asked: list[Asked] = []
    former: str | None = None
    for one in pick(policy, {question.id: question for question in loaded}, f"preview:{draw}"):
        kind = question_type(one.question.type)
        order = Random(f"{draw}/{one.question.id}")  # noqa: S311 - reproducible on purpose, nobody is examined
        prepared = kind.prepare(one.question, order, shuffle=policy.shuffle_options)
        opens = titles.get(one.section or "") if one.section != former else None
        asked.append(Asked(one.question, kind.public(one.question, prepared, language, None), opens or None))
        former = one.section
    return asked
