"""An attempt's frozen paper: which questions, in which order, worth what, and what each type prepared.

`schema` versions the paper and, with it, the stored answers to its slots: a reader of a later schema upgrades both.
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from random import Random
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from lms.quiz.engine.draw import Picked
from lms.quiz.engine.policy import Policy
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import question_type


class Slot(BaseModel):
    """One place on the paper. `marking_version` names the key that the question had when the attempt started.

    `section` is the id of the policy's section that it belongs to, if any.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    question_id: str
    marking_version: str
    points: Decimal
    prepared: dict[str, Any]
    section: str | None = None


class Paper(BaseModel):
    """Slots numbered from 1 in the order that the learner sees."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    version: Literal[1] = Field(default=1, alias="schema")
    slots: tuple[Slot, ...]

    def dump(self) -> dict[str, Any]:
        """JSON values for a column; `load` gives the same paper back."""
        return self.model_dump(mode="json")

    @classmethod
    def load(cls, stored: Mapping[str, Any] | str) -> Self:
        """The paper from what `dump` gave, as values or as JSON text; ValueError for any other schema."""
        return cls.model_validate(json.loads(stored) if isinstance(stored, str) else stored)

    def slot(self, number: int) -> Slot:
        """The slot with this number, or KeyError: a number from outside may be anything."""
        if not 1 <= number <= len(self.slots):
            raise KeyError(number)
        return self.slots[number - 1]


def make_paper(picked: Sequence[Picked], policy: Policy, seed: int | str) -> Paper:
    """The paper of one attempt, its questions in the order picked: the same seed gives the same tokens and parameters."""
    return Paper(slots=tuple(_slot(number, one, policy, seed) for number, one in enumerate(picked, 1)))


def _slot(number: int, picked: Picked, policy: Policy, seed: int | str) -> Slot:
    # Each question has its own stream, so that what one type draws never changes what the next one shows. Seeded on
    # purpose: the paper must be reproducible. The seed comes from the caller, who draws it from the system.
    question = picked.question
    rng = Random(f"{seed}/{question.id}")  # noqa: S311 - see above
    prepared = question_type(question.type).prepare(question, rng, shuffle=policy.shuffle_options)
    return Slot(
        number=number,
        question_id=question.id,
        marking_version=marking_version(question),
        points=question.points,
        prepared=prepared,
        section=picked.section,
    )


def marking_version(question: Question) -> str:
    """A hash of what decides marks: two wordings of one question share it, two keys don't."""
    fields = question_type(question.type).marking_fields(question)
    text = json.dumps({"type": question.type, "marking": fields}, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:16]
