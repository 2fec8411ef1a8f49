"""Which questions an attempt asks: the paper's sections, each with its fixed questions and those drawn for it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from lms.core.reasons import Reason, reason
from lms.quiz.engine.policy import Draw, Policy, Section
from lms.quiz.engine.question import Question


@dataclass(frozen=True)
class Picked:
    """A question on the paper; `section` is the id of its section, None without sections."""

    question: Question
    section: str | None = None


def pick(
    policy: Policy, questions: Mapping[str, Question], seed: int | str, seen: Collection[str] = ()
) -> list[Picked]:
    """The questions of one attempt in their order: the same seed and history give the same ones.

    `seen` are ids that this learner met before: they are drawn only when nothing else is left.
    """
    rng = Random(f"{seed}")  # noqa: S311 - reproducible on purpose; the caller draws the seed from the system
    if not policy.sections:
        order = list(questions.values())
        if policy.shuffle_questions:
            rng.shuffle(order)
        return [Picked(question) for question in order]
    used = {id_ for section in policy.sections for id_ in section.questions}
    picked: list[Picked] = []
    for section in policy.sections:
        ids = [*section.questions, *_drawn(policy, section.draw, questions, used, rng, seen)]
        used.update(ids)
        if policy.shuffle_questions:
            rng.shuffle(ids)
        picked += [Picked(questions[id_], section.id) for id_ in ids]
    return picked


def pool_of(draw: Draw, questions: Mapping[str, Question], used: Collection[str]) -> list[str]:
    """The ids from which a draw takes, those `used` elsewhere left out."""
    return [
        id_
        for id_, question in questions.items()
        if id_ not in used
        and draw.bank in (None, question.bank)
        and (not draw.tags or set(draw.tags) & set(question.tags))
    ]


def _drawn(
    policy: Policy,
    draw: Draw | None,
    questions: Mapping[str, Question],
    used: Collection[str],
    rng: Random,
    seen: Collection[str],
) -> list[str]:
    if draw is None:
        return []
    pool = pool_of(draw, questions, used)
    rng.shuffle(pool)
    known = [id_ for id_ in pool if policy.avoid_seen and id_ in seen]
    fresh = [id_ for id_ in pool if id_ not in known]
    if (
        draw.by_objective
    ):  # all that is new comes first: a balanced paper is worth less than one without old questions
        fresh, known = (list(_in_turn(part, questions, rng)) for part in (fresh, known))
    return [*fresh, *known][: draw.count]


def _in_turn(pool: Sequence[str], questions: Mapping[str, Question], rng: Random) -> Iterator[str]:
    """The pool with its objectives in turn, each objective's questions in the pool's order."""
    by_objective: dict[str, list[str]] = {}
    for id_ in pool:
        by_objective.setdefault(questions[id_].objective or "", []).append(id_)
    heaps = list(by_objective.values())
    rng.shuffle(heaps)
    while heaps:
        for heap in heaps:
            yield heap.pop(0)
        heaps = [heap for heap in heaps if heap]


def faults_of(policy: Policy, questions: Mapping[str, Question]) -> list[tuple[str, Reason]]:
    """What is wrong with the sections: pairs of a field's path and a reason; a right policy has none.

    A draw comes after what earlier sections may take from its pool, so its pool must be large enough in the worst case.
    """
    found: list[tuple[str, Reason]] = []
    fixed = [id_ for section in policy.sections for id_ in section.questions]
    for index, section in enumerate(policy.sections):
        found += list(_faults_of_section(section, f"sections.{index}", questions, fixed))
        if section.draw is not None:
            pool = len(pool_of(section.draw, questions, fixed)) - _overlap(policy, index, questions, fixed)
            if pool < section.draw.count:
                why = reason("policy.pool_too_small", pool=max(0, pool), count=section.draw.count)
                found.append((f"sections.{index}.draw.count", why))
    return found


def _overlap(policy: Policy, index: int, questions: Mapping[str, Question], fixed: Collection[str]) -> int:
    """How many of a draw's pool the draws before it may take."""
    own = policy.sections[index].draw
    assert own is not None
    pool = set(pool_of(own, questions, fixed))
    earlier = [section.draw for section in policy.sections[:index] if section.draw is not None]
    return sum(min(draw.count, len(pool & set(pool_of(draw, questions, fixed)))) for draw in earlier)


def _faults_of_section(
    section: Section, path: str, questions: Mapping[str, Question], fixed: Sequence[str]
) -> Iterator[tuple[str, Reason]]:
    if not section.questions and section.draw is None:
        yield path, reason("policy.empty_section", id=section.id)
    for number, id_ in enumerate(section.questions):
        if id_ not in questions:
            yield f"{path}.questions.{number}", reason("policy.unknown_question", id=id_)
        elif fixed.count(id_) > 1:
            yield f"{path}.questions.{number}", reason("policy.question_twice", id=id_)
