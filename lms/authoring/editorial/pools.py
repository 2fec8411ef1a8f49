"""Pools of questions: large enough, apart from each other, and large enough per objective for every attempt to be new."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import ceil

from lms.authoring.editorial.asked import Asked, pool_of
from lms.authoring.editorial.findings import Finding, Findings, fault
from lms.core.texts import fold
from lms.courses.document import CourseDocument, Quiz
from lms.quiz.engine import draw
from lms.quiz.engine.policy import Section, policy_of
from lms.quiz.engine.question import Question
from lms.quiz.engine.questions import load_question

ALIKE = 0.5
"""Share of three-word runs in common from which two questions are nearly the same."""
DIFFICULTIES = ("easy", "medium", "hard")


def check_pools(document: CourseDocument, asked: Sequence[Asked]) -> Findings:
    """Pools that are too small, draws that would repeat questions, and questions that are nearly the same."""
    yield from _sizes(document, asked)
    for module, item in document.items():
        if isinstance(item, Quiz):
            yield from _strata(document, f"{module.folder}/{item.id}.yaml", item)
    yield from _near_duplicates(document, asked)


def _sizes(document: CourseDocument, asked: Iterable[Asked]) -> Findings:
    """A module's pools hold the questions on its objectives, wherever they stand."""
    assert document.editorial is not None
    home = {goal.id: module.id for module in document.modules for goal in module.objectives}
    found = Counter((home.get(one.question.objective or ""), one.pool) for one in asked)
    for module in document.modules:
        for pool, least in document.editorial.pools.items():
            count = found[module.id, pool]
            if module.objectives and count < least:
                where = f"{module.folder}/module.yaml"
                yield fault(where, pool, "editorial.pool", pool=pool, count=count, least=least)


def _strata(document: CourseDocument, file: str, item: Quiz) -> Findings:
    """Where attempts are counted and must not repeat, each objective has as many questions as all of them draw of it."""
    policy = policy_of(item.preset, item.policy)
    attempts = policy.attempts or 1
    questions = {data["id"]: load_question(data, document.language) for data in item.questions}
    fixed = [id_ for section in policy.sections for id_ in section.questions]
    for section in policy.sections:
        if section.draw is not None and pool_of(item) == "exam" and policy.avoid_seen:
            pool = [questions[id_] for id_ in draw.pool_of(section.draw, questions, fixed)]
            yield from _strata_of(file, section, pool, attempts)


def _strata_of(file: str, section: Section, pool: Sequence[Question], attempts: int) -> Iterator[Finding]:
    assert section.draw is not None
    counts = Counter(question.objective or "" for question in pool)
    least = ceil(attempts * section.draw.count / len(counts)) if section.draw.by_objective else 0
    for objective, count in counts.items():
        if count < least:
            yield fault(file, section.id, "editorial.stratum", objective=objective, count=count, least=least)
    if len(pool) < attempts * section.draw.count:
        params = {"count": len(pool), "least": attempts * section.draw.count}
        yield fault(file, section.id, "editorial.stratum_whole", **params)


def _near_duplicates(document: CourseDocument, asked: Iterable[Asked]) -> Findings:
    """Compared in the course's first language, across pools and inside them."""
    runs = [(one, _runs(one.texts(document.language))) for one in asked if document.language in one.languages]
    sharing: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, (_, found) in enumerate(runs):
        for run in found:
            sharing[run].append(index)
    pairs = Counter(pair for holders in sharing.values() for pair in combinations(holders, 2))
    for (first, second), common in pairs.items():
        (one, its), (other, others) = runs[first], runs[second]
        if common / len(its | others) > ALIKE:
            yield fault(other.file, other.question.id, "editorial.alike", other=one.question.id)


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = [word for part in text.split() if (word := "".join(filter(str.isalnum, fold(part))))]
    return frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset([tuple(words)])
