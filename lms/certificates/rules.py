"""Pure decisions of certificates: their code, the result that they state, the reasons for revoking one."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from lms.cohorts.rules import CODE_ALPHABET, normalise_code
from lms.core.reasons import Reason, reason
from lms.courses.document import CourseDocument, Quiz
from lms.progress.facts import Facts
from lms.quiz.engine.policy import policy_of
from lms.quiz.engine.scoring import shown_percent

CODE_LENGTH = 32
"""Signs of 5 bits each: 160 bits that nobody guesses."""
GROUP = 4

REVOCATIONS: Mapping[str, Reason] = {
    "issued_in_error": reason("certificates.issued_in_error"),
    "fraud": reason("certificates.fraud"),
    "replaced": reason("certificates.replaced"),
}
"""Why a certificate may be revoked; the key is what is stored, and all that the public learns."""


@dataclass(frozen=True)
class Result:
    """The score that a certificate states: of the final exam, the mean of the quizzes, or none."""

    of: Literal["exam", "mean", "none"]
    item_key: str | None = None
    percent: int | None = None


def new_code() -> str:
    """A fresh code in Crockford's base 32."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def code_meant(typed: str) -> str | None:
    """The code that a person typed: case, spaces and hyphens do not matter, nor O for 0 and I or L for 1.

    None when no certificate can have it.
    """
    if len(typed) > 4 * CODE_LENGTH:
        return None
    code = normalise_code(typed)
    is_code = len(code) == CODE_LENGTH and set(code) <= set(CODE_ALPHABET)
    return code if is_code else None


def shown_code(code: str) -> str:
    """A code in groups of four, as people read it out."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def has_work_of_cohorts(document: CourseDocument) -> bool:
    """Whether the course has works that an instructor assesses, but in a cohort only."""
    quizzes = (item for _, item in document.items() if isinstance(item, Quiz))
    return any(policy_of(quiz.preset, quiz.policy).assessed_by == "instructor_in_cohort" for quiz in quizzes)


def result_of(document: CourseDocument, facts: Facts) -> Result:
    """The kept score of the last required exam; without an exam, the mean of the required quizzes that have a score.

    Excused ones do not count. Marks that a quiz never shows are not printed either.
    """
    scored = [
        (item, score)
        for _, item in document.items()
        if isinstance(item, Quiz)
        and not item.optional
        and facts.of(item.id).excused_at is None
        and (score := facts.of(item.id).score) is not None
        if policy_of(item.preset, item.policy).release.marks != "never"
    ]
    exams = [(quiz, score) for quiz, score in scored if quiz.preset == "exam"]
    if exams:
        quiz, score = exams[-1]
        pass_percent = policy_of(quiz.preset, quiz.policy).pass_percent
        return Result("exam", quiz.id, shown_percent(score, pass_percent))
    if not scored:
        return Result("none")
    mean = sum((score for _, score in scored), Decimal(0)) / len(scored)
    return Result("mean", None, shown_percent(mean, 0))
