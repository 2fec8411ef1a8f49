"""The questions of a group's quizzes with what their marked answers show, in a fixed number of statements."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, String, and_, cast, func, null, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.expression import case

from lms.cohorts.models import Enrolment
from lms.core.db import session
from lms.core.texts import Text
from lms.courses.document import CourseDocument, Quiz
from lms.courses.models import DraftItem
from lms.courses.queries import revision_document
from lms.followup.item_rules import Figures, Reply, Told, figures_of, own_share, rests_of, told_of
from lms.quiz.engine.mistakes import Mistake
from lms.quiz.engine.paper import marking_version
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import question_type
from lms.quiz.models import Answer, Attempt
from lms.quiz.rules import SUBMITTED, SURVEY, QuizContent, quiz_content

MOST_ATTEMPTS = 5000
"""The latest ones are counted, so that a page never reads without end; a quiz chosen alone reaches further back."""
PAPERS_AT_ONCE = 50
"""Papers are large: they are not all held at once."""


class Key(NamedTuple):
    """What figures are counted for: a question of a quiz, with one key. Wordings and languages share it (decision 27)."""

    item: str
    question: str
    version: str


@dataclass(frozen=True)
class Asked:
    """One quiz or every graded one (None), first attempts or all. What counts for nothing is analysed when it is chosen."""

    quiz: str | None = None
    every_attempt: bool = False


@dataclass(frozen=True)
class Item:
    """A question with its figures. `rank` is its place from the hardest on, 1 for the hardest; those without figures come last.

    `is_current`: whether the course, as it was last published, marks it by this key. `place` orders quizzes as the course does.
    """

    rank: int
    key: Key
    quiz: Text
    place: int
    question: Question
    is_current: bool
    figures: Figures
    told: Told


@dataclass(frozen=True)
class Analysis:
    """Every question that has marked answers, the hardest first, and how much they rest on."""

    items: tuple[Item, ...]
    attempts: int
    learners: int
    is_cut: bool


def analysis_of(cohort_id: int, document: CourseDocument, asked: Asked) -> Analysis:
    """Two statements, whatever the number of learners and questions. Of learners still enrolled."""
    chosen = _chosen(cohort_id, document, asked)
    found = _Reading(document, asked)
    columns = (Attempt.id, Attempt.enrolment_id, Attempt.revision_id, Attempt.item_key, Attempt.paper)
    answers, read = _answers(chosen), 0
    papers = select(*columns).where(Attempt.id.in_(chosen)).execution_options(yield_per=PAPERS_AT_ONCE)
    for row in session().execute(papers):
        found.add(row, answers.pop(row.id, {}))
        read += 1
    return Analysis(found.items(), found.attempts, len(found.learners), read >= MOST_ATTEMPTS)


def quizzes_of(document: CourseDocument) -> list[Quiz]:
    """The quizzes that have marked answers, in the course's order: training and the tests before and after the course, too."""
    quizzes = (item for _, item in document.items() if isinstance(item, Quiz))
    return [quiz for quiz in quizzes if _has_marks(quiz_content(document, quiz.id))]


def _has_marks(content: QuizContent | None) -> bool:
    return content is not None and content.is_marked and content.item.preset != SURVEY


def _counts(content: QuizContent, asked: Asked) -> bool:
    return _has_marks(content) and (not content.is_ungraded or asked.quiz == content.item.id)


def _graded_only(document: CourseDocument, asked: Asked) -> Any:
    """Which quizzes' attempts are read at all."""
    if asked.quiz is not None:
        return Attempt.item_key == asked.quiz
    contents = (quiz_content(document, item.id) for _, item in document.items())
    return Attempt.item_key.not_in([one.item.id for one in contents if one and not _counts(one, asked)])


def _chosen(cohort_id: int, document: CourseDocument, asked: Asked) -> Select[int]:
    """The ids of the attempts that count: submitted, wholly marked, not returned to be improved."""
    found = (
        select(Attempt.id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.ended_at.is_(None), Attempt.pending == 0)
        .where(*_submitted(Attempt), _graded_only(document, asked))
    )
    if not asked.every_attempt:
        earlier = aliased(Attempt)
        same = and_(earlier.enrolment_id == Attempt.enrolment_id, earlier.item_key == Attempt.item_key)
        first = select(func.min(earlier.number)).where(same, *_submitted(earlier)).scalar_subquery()
        found = found.where(Attempt.number == first)
    return found.order_by(Attempt.id.desc()).limit(MOST_ATTEMPTS)


def _submitted(attempt: Any) -> tuple[Any, ...]:
    return attempt.state == SUBMITTED, attempt.returned_at.is_(None)


Row = tuple[str | None, str | None, Decimal | None, int | None]
"""A response as JSON text (None of a right answer, which nothing is read from), its outcome, fraction and certainty."""


def _answers(chosen: Select[int]) -> dict[int, dict[int, Row]]:
    response = case((Answer.outcome == "right", null()), else_=cast(Answer.response, String))
    columns = (
        Answer.attempt_id,
        Answer.slot,
        response,
        Answer.outcome,
        Answer.fraction,
        Answer.certainty,
    )
    found: dict[int, dict[int, Row]] = defaultdict(dict)
    stored = select(*columns).where(Answer.attempt_id.in_(chosen))
    for attempt_id, slot, *row in session().execute(stored):
        found[attempt_id][slot] = (row[0], row[1], row[2], row[3])
    return found


class _Reading:
    """Attempts read one after the other, and the replies that they add to each question."""

    def __init__(self, document: CourseDocument, asked: Asked) -> None:
        self.document = document
        self.asked = asked
        self.attempts = 0
        self.learners: set[int] = set()
        self.replies: dict[Key, list[Reply]] = defaultdict(list)
        self.newest: dict[Key, tuple[int, QuizContent]] = {}
        self._mistakes: dict[tuple[Key, str], tuple[Mistake, ...]] = {}

    def add(self, row: Any, answers: Mapping[int, Row]) -> None:
        """The marked answers of one attempt; nothing of a quiz that this analysis is not about."""
        content = quiz_content(revision_document(row.revision_id), row.item_key)
        if content is None or not _counts(content, self.asked):
            return
        marked = [
            (Key(row.item_key, slot["question_id"], slot["marking_version"]), slot["points"], answer)
            for slot in row.paper["slots"]
            if (answer := answers.get(slot["number"])) is not None and answer[2] is not None
        ]
        self.attempts += 1
        self.learners.add(row.enrolment_id)
        shares = [_share(content, key, answer) for key, _, answer in marked]
        points = [Decimal(worth) for _, worth, _ in marked]
        rests = rests_of(list(zip(shares, points, strict=True)))
        for (key, _, answer), share, rest in zip(marked, shares, rests, strict=True):
            is_blank = answer[1] == "blank"
            found = () if is_blank or share >= 1 else self._mistakes_in(content, key, answer[0])
            self.replies[key].append(Reply(row.enrolment_id, share, rest, is_blank, found))
            if key not in self.newest or self.newest[key][0] < row.revision_id:
                self.newest[key] = (row.revision_id, content)

    def _mistakes_in(self, content: QuizContent, key: Key, response: str | None) -> tuple[Mistake, ...]:
        """What was wrong in a response. Learners answer alike: each answer is read once."""
        if response is None:
            return ()
        if (key, response) not in self._mistakes:
            question, answer = content.questions[key.question], json.loads(response)
            found = question_type(question.type).mistakes(question, answer) if answer else ()
            self._mistakes[key, response] = found
        return self._mistakes[key, response]

    def items(self) -> tuple[Item, ...]:
        """The questions, the hardest first; as hard, in the order of their keys."""
        order = {quiz.id: place for place, quiz in enumerate(quizzes_of(self.document))}
        counted = {key: figures_of(replies) for key, replies in self.replies.items()}

        def hardness(key: Key) -> tuple[Any, ...]:
            success = counted[key].success
            return success is None, success or 0, order.get(key.item, len(order)), key

        ranked = sorted(counted, key=hardness)
        return tuple(self._item(rank, key, counted[key], order) for rank, key in enumerate(ranked, 1))

    def _item(self, rank: int, key: Key, figures: Figures, order: Mapping[str, int]) -> Item:
        content = self.newest[key][1]
        now = quiz_content(self.document, key.item)
        today = now.questions.get(key.question) if now else None
        is_current = today is not None and marking_version(today) == key.version
        content = now if now and is_current else content
        return Item(
            rank=rank,
            key=key,
            quiz=content.item.title,
            place=order.get(key.item, len(order)),
            question=content.questions[key.question],
            is_current=is_current,
            figures=figures,
            told=told_of(figures),
        )


def _share(content: QuizContent, key: Key, answer: Row) -> Decimal:
    _, outcome, fraction, certainty = answer
    if outcome == "blank" or fraction is None:
        return Decimal(0)
    is_manual = question_type(content.questions[key.question].type).is_manual
    return own_share(fraction, certainty, asks_certainty=content.policy.certainty and not is_manual)


def editors_of(course_id: int, items: Sequence[Item]) -> Mapping[tuple[str, str], int]:
    """Where the draft still has these questions: the node of the quiz, by quiz and question. One statement."""
    keys = {item.key.item for item in items}
    nodes = select(DraftItem.id, DraftItem.key, DraftItem.body).where(
        DraftItem.course_id == course_id,
        DraftItem.kind == "quiz",
        DraftItem.key.in_(keys),
        DraftItem.deleted_at.is_(None),
    )
    return dict(_places(session().execute(nodes)))


def _places(nodes: Any) -> Iterator[tuple[tuple[str, str], int]]:
    for node_id, key, body in nodes:
        for question in body.get("questions", ()):
            yield (key, question["id"]), node_id
