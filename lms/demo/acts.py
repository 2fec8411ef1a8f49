"""What learners of the demo do in a quiz, act by act, each in its own transaction as in real life."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session, transaction
from lms.courses.document import CourseDocument
from lms.courses.queries import revision_document
from lms.demo.answers import fields_for
from lms.progress.queries import report_of
from lms.quiz import saving, sequence
from lms.quiz import services as quizzes
from lms.quiz.engine.paper import Paper
from lms.quiz.engine.rubric import ManualQuestion
from lms.quiz.models import Attempt
from lms.quiz.rules import QuizContent, quiz_content
from lms.quiz.sittings import sitting_of
from lms.quiz.starting import Sent
from lms.quiz.types.file_upload import FileUploadQuestion

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
Answers = Callable[[QuizContent, Paper], list[saving.Typed]]


@dataclass
class Acts:
    """The acts of one cohort's learners, by name, as they were just before `now`."""

    cohort: Cohort
    enrolments: Mapping[str, Enrolment]
    instructor_id: int
    manager_id: int
    now: datetime

    def __post_init__(self) -> None:
        self.rng = Random(self.cohort.name)  # noqa: S311 - an invented life, not a secret
        first = next(iter(self.enrolments.values()))
        self.document: CourseDocument = revision_document(first.revision_id)

    def content(self, key: str) -> QuizContent:
        """A quiz of the course, by its id."""
        content = quiz_content(self.document, key)
        assert content is not None
        return content

    def fields(self, accuracy: float, text: str = "") -> Answers:
        """Answers of that accuracy; what is to be written is `text`, and no file is sent."""

        def typed(content: QuizContent, paper: Paper) -> list[saving.Typed]:
            found = []
            for slot in paper.slots:
                if isinstance(content.questions[slot.question_id], FileUploadQuestion):
                    continue
                question = content.questions[slot.question_id]
                # Papers are drawn anew in every demo; who is right where stays the same.
                self.rng = Random(f"{self.cohort.name}/{content.item.id}/{slot.number}")  # noqa: S311 - an invented life
                right = self.rng.random() < accuracy
                is_written = isinstance(question, ManualQuestion)
                fields = (
                    {"text": [text]}
                    if is_written
                    else fields_for(question, slot.prepared, right=right, rng=self.rng)
                )
                found.append(saving.Typed(slot.number, fields, 0, certainty=self._certainty(content, right)))
            return found

        return typed

    def _certainty(self, content: QuizContent, right: bool) -> int | None:
        return self.rng.choice((2, 3) if right else (1, 2)) if content.policy.certainty else None

    def begin(self, name: str, key: str, moment: datetime) -> Attempt:
        """Start a quiz, its code typed right."""
        enrolment, content = self.enrolments[name], self.content(key)
        sent = Sent(access_code=content.policy.access_code or "")
        entry = report_of(enrolment, moment).items[key]
        with transaction():
            started = quizzes.start(enrolment=enrolment, content=content, entry=entry, now=moment, sent=sent)
        return session().get_one(Attempt, started)

    def save(self, attempt: Attempt, typed: list[saving.Typed], moment: datetime) -> None:
        """Save some answers."""
        with transaction():
            saving.save(person_id=attempt.user_id, attempt_id=attempt.id, typed=typed, now=moment)

    def attempt(
        self,
        name: str,
        key: str,
        moment: datetime,
        typed: Answers,
    ) -> Attempt:
        """Sit a quiz from its start to its submission, an answer a minute."""
        attempt = self.begin(name, key, moment)
        for one in typed(self.content(key), Paper.load(attempt.paper)):
            moment += MINUTE
            self.save(attempt, [one], moment)
            with transaction():
                sequence.move_on(sitting_of(attempt, self.enrolments[name]), one.slot, moment)
        with transaction():
            return quizzes.submit(attempt_id=attempt.id, by="learner", now=moment + MINUTE)
