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
from lms.demo.people import Learner
from lms.learning import checks
from lms.progress import services as progress
from lms.progress.queries import report_of
from lms.quiz import saving
from lms.quiz import services as quizzes
from lms.quiz.engine.paper import Paper
from lms.quiz.models import Attempt
from lms.quiz.rules import QuizContent, quiz_content

MINUTE = timedelta(minutes=1)
ATTEMPTS = 3


@dataclass
class Study:
    """One learner at work between two moments; `rng` is seeded by the name, so that every demo is alike."""

    learner: Learner
    enrolment: Enrolment
    begins_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        self.rng = Random(self.learner.name)  # noqa: S311 - an invented life, not a secret
        self.document: CourseDocument = revision_document(self.enrolment.revision_id)
        self._failed_quiz = [item.id for _, item in self.document.items() if isinstance(item, Quiz)][2]

    def run(self) -> None:
        """Study the first items of the course, as many as the learner's share of it; inside the caller's transaction."""
        items = [item for _, item in self.document.items()]
        count = round(len(items) * self.learner.share)
        for item, moment in zip(items[:count], self._moments(count), strict=True):
            if isinstance(item, Lesson):
                self._read(item, moment)
            else:
                self._sit(item, moment)

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
            begins_at = moment + timedelta(hours=2) * (number - 1)
            fails = self.learner.fails_first and number == 1 and quiz.id == self._failed_quiz
            accuracy = 0.3 if fails else min(1.0, self.learner.accuracy + 0.04 * number)
            if self._attempt(content, begins_at, accuracy).passed:
                return

    def _attempt(self, content: QuizContent, moment: datetime, accuracy: float) -> Attempt:
        entry = report_of(self.enrolment, moment).items[content.item.id]
        attempt_id = quizzes.start(enrolment=self.enrolment, content=content, entry=entry, now=moment)
        attempt = session().get_one(Attempt, attempt_id)
        typed = []
        for slot in Paper.load(attempt.paper).slots:
            question = content.questions[slot.question_id]
            fields = fields_for(question, slot.prepared, right=self.rng.random() < accuracy, rng=self.rng)
            typed.append(saving.Typed(slot=slot.number, fields=fields, base=0))
        saved_at = moment + MINUTE * len(typed)
        saving.save(person_id=attempt.user_id, attempt_id=attempt_id, typed=typed, now=saved_at)
        return quizzes.submit(attempt_id=attempt_id, by="learner", now=saved_at + MINUTE)


@cache
def _checks_of(body: str, language: str) -> tuple[CheckBlock, ...]:
    found = render_blocks(body, language=language, media_url=None)
    return tuple(block for block in found if isinstance(block, CheckBlock))
