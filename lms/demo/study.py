"""How an invented learner goes through a course: the acts of a real one, at the times of a real one, through the services."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random

from lms.cohorts.models import Enrolment
from lms.core.db import session
from lms.courses.document import CourseDocument, Lesson, Quiz
from lms.courses.queries import revision_document
from lms.courses.rendering import CheckBlock, render_blocks
from lms.demo.answers import fields_for
from lms.demo.papers import hand_in, mark_and_release
from lms.demo.people import Learner
from lms.learning import checks
from lms.progress import services as progress
from lms.progress.queries import report_of
from lms.quiz import saving
from lms.quiz import services as quizzes
from lms.quiz.engine.paper import Paper
from lms.quiz.engine.policy import policy_of
from lms.quiz.models import Attempt
from lms.quiz.rules import PRACTICE, QuizContent, quiz_content

MINUTE = timedelta(minutes=1)
UNTIL_MARKED = timedelta(hours=16)
"""From a work to its mark: less than the pause of a learner who has finished, so that no certificate waits for a mark."""
ATTEMPTS = 3
ASSIGNMENT, MODULE_QUIZ = "assignment", "module_quiz"
FAILED = 2
"""The module quiz at which some fail first."""
PRACTISES = 0.3
"""How often a learner sits an optional practice quiz."""
MISLEADING, GOOD = "mesure-n2", 0.88
"""A question of the entry test that misleads the good ones, from this accuracy on, and nobody else: its figures say to look at its key."""
KNOWN_BEFORE = 0.55
"""The share of what a learner ends up knowing that they knew when they came."""


@dataclass
class Study:
    """One learner at work between two moments.

    Papers are drawn anew in every demo. So each act begins its own random numbers, seeded by who does what: who is right, when and
    where, is the same in every demo, whatever the questions are.

    Works are marked by the instructor `UNTIL_MARKED` after they were handed in; those in `left_out` are told elsewhere (`works.py`).
    """

    learner: Learner
    enrolment: Enrolment
    begins_at: datetime
    ends_at: datetime
    instructor_id: int
    left_out: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.rng = self._begin_act("course")
        self.document: CourseDocument = revision_document(self.enrolment.revision_id)
        quizzes = [item.id for _, item in self.document.items() if _is_module_quiz(item)]
        self._failed_quiz = quizzes[FAILED]

    def run(self) -> None:
        """Study the first items of the course, as many as the learner's share of it; inside the caller's transaction."""
        items = [item for _, item in self.document.items() if not self._skips(item)]
        count = round(len(items) * self.learner.share)
        for item, moment in zip(items[:count], list(self._moments(count)), strict=True):
            self.rng = self._begin_act(item.id)
            if isinstance(item, Lesson):
                self._read(item, moment)
            elif item.preset == ASSIGNMENT:
                self._hand_in(item, moment)
            else:
                self._sit(item, moment)

    def _begin_act(self, *what: object) -> Random:
        return Random(f"{self.learner.name}/{what}")  # noqa: S311 - an invented life, not a secret

    def _skips(self, item: Lesson | Quiz) -> bool:
        """What this learner leaves out: works that nobody has to do, those told elsewhere, and most of the practice."""
        if isinstance(item, Lesson):
            return False
        if item.preset == PRACTICE:
            return not _is_diagnostic(item) and self.rng.random() > PRACTISES
        return item.optional or item.id in self.left_out

    def _hand_in(self, quiz: Quiz, moment: datetime) -> None:
        """A work, marked some hours later if they have passed by now."""
        content = quiz_content(self.document, quiz.id)
        assert content is not None
        attempt = self._begin(content, moment)
        is_good = self._succeeds()
        hand_in(attempt, self.enrolment, content, is_good=is_good, moment=moment)
        if moment + UNTIL_MARKED < self.ends_at + self.learner.pause:
            mark_and_release(attempt, content, self.instructor_id, moment + UNTIL_MARKED)

    def _moments(self, count: int) -> Iterator[datetime]:
        """Moments spread over the study, in the day rather than at night, one after the other, none after its end."""
        span = self.ends_at - self.begins_at
        last = self.begins_at
        for step in range(1, count + 1):
            moment = (self.begins_at + span * step / count).astimezone(self.begins_at.tzinfo)
            moment = moment.replace(hour=self.rng.randint(8, 19), minute=self.rng.randint(0, 59))
            if moment > self.ends_at:
                moment -= timedelta(days=1)
            last = max(moment, last + 90 * MINUTE)
            yield last

    def _read(self, lesson: Lesson, moment: datetime) -> None:
        """Answer a self-check or none (which opens the lesson too), and mark the lesson done: few acts, for a quick start."""
        found = _checks_of(lesson.body[self.document.language], self.document.language)
        for block in found[: self.rng.randint(0, 1)]:
            self._check(lesson, block, moment)
        done_at = moment + MINUTE * lesson.minutes
        progress.mark_done(enrolment=self.enrolment, item_key=lesson.id, now=done_at)

    def _check(self, lesson: Lesson, block: CheckBlock, moment: datetime) -> None:
        paper = checks.Paper(block.question, f"{self.enrolment.id}:{block.id}", self.document.language)
        _, question, prepared = paper.parts()
        reply = checks.read(paper, fields_for(question, prepared, right=self._succeeds(), rng=self.rng))
        progress.record_check(
            enrolment=self.enrolment,
            item_key=lesson.id,
            check_id=block.id,
            answer=reply.answer,
            fraction=reply.fraction,
            now=moment,
        )

    def _succeeds(self) -> bool:
        return self.rng.random() < self.learner.accuracy

    def _sit(self, quiz: Quiz, moment: datetime) -> None:
        """Attempts until one is passed; who fails first answers badly the first time."""
        content = quiz_content(self.document, quiz.id)
        assert content is not None
        for number in range(1, min(ATTEMPTS, content.policy.attempts or ATTEMPTS) + 1):
            pause = timedelta(hours=max(2, content.policy.attempt_delay_hours))
            begins_at = moment + (pause + 10 * MINUTE) * (number - 1)
            if self._attempt(content, begins_at, self._accuracy(content, number)).passed:
                return

    def _accuracy(self, content: QuizContent, number: int) -> float:
        """How many of the answers of this attempt are right, between 0 and 1."""
        if content.policy.diagnostic == "entry":
            return self.learner.accuracy * KNOWN_BEFORE
        if self.learner.fails_first and number == 1 and content.item.id == self._failed_quiz:
            return 0.3
        return min(1.0, self.learner.accuracy + 0.04 * number)

    def _attempt(self, content: QuizContent, moment: datetime, accuracy: float) -> Attempt:
        attempt = self._begin(content, moment)
        typed = []
        for slot in Paper.load(attempt.paper).slots:
            question = content.questions[slot.question_id]
            self.rng = self._begin_act(content.item.id, attempt.number, slot.number)
            right = self._is_right(content, question.id, accuracy)
            fields = fields_for(question, slot.prepared, right=right, rng=self.rng)
            certainty = self.rng.choice((2, 3) if right else (1, 2, 3)) if content.policy.certainty else None
            typed.append(saving.Typed(slot=slot.number, fields=fields, base=0, certainty=certainty))
        saved_at = moment + MINUTE * len(typed)
        saving.save(person_id=attempt.user_id, attempt_id=attempt.id, typed=typed, now=saved_at)
        return quizzes.submit(attempt_id=attempt.id, by="learner", now=saved_at + MINUTE)

    def _is_right(self, content: QuizContent, question_id: str, accuracy: float) -> bool:
        drawn = self.rng.random() < accuracy
        is_misled = content.policy.diagnostic == "entry" and question_id == MISLEADING
        return self.learner.accuracy < GOOD if is_misled else drawn

    def _begin(self, content: QuizContent, moment: datetime) -> Attempt:
        entry = report_of(self.enrolment, moment).items[content.item.id]
        attempt_id = quizzes.start(enrolment=self.enrolment, content=content, entry=entry, now=moment)
        return session().get_one(Attempt, attempt_id)


def _is_module_quiz(item: Lesson | Quiz) -> bool:
    return isinstance(item, Quiz) and item.preset == MODULE_QUIZ


def _is_diagnostic(quiz: Quiz) -> bool:
    return policy_of(quiz.preset, quiz.policy).diagnostic is not None


@cache
def _checks_of(body: str, language: str) -> tuple[CheckBlock, ...]:
    found = render_blocks(body, language=language, media_url=None)
    return tuple(block for block in found if isinstance(block, CheckBlock))
