"""What quizzes leave behind when things go less smoothly: several tries, a bought hint, time that ran out, answers that came too late,
time and attempts that were granted."""

from datetime import datetime, timedelta

from lms.core.db import transaction
from lms.demo.acts import DAY, MINUTE, Acts
from lms.demo.answers import fields_for
from lms.demo.trials import SURE
from lms.demo.works import EXAM
from lms.quiz import overrides, saving, tries
from lms.quiz import services as quizzes
from lms.quiz.closing import close_if_due
from lms.quiz.engine.paper import Paper
from lms.quiz.models import Attempt

TRIES, TOO_LATE, HELPED = "Inès Delattre", "Mehdi Haddad", "Léa Schmitt"
AFTER = timedelta(minutes=3)
"""How long after the end an answer came that counts no more."""


class Traces(Acts):
    """Whose they are."""

    def make(self) -> None:
        """Each in an attempt of its own."""
        self._try_again(self.begin(TRIES, SURE, self.now - 2 * DAY), self.now - 2 * DAY)
        self._run_out_of_time()
        with transaction():
            overrides.grant_attempt(
                enrolment=self.enrolments[HELPED],
                item_key=EXAM,
                actor_id=self.instructor_id,
                now=self.now - 2 * DAY,
            )

    def _try_again(self, attempt: Attempt, moment: datetime) -> None:
        """The first question wrong, a hint bought, then right; the others at the first try."""
        content = self.content(SURE)
        for index, slot in enumerate(Paper.load(attempt.paper).slots):
            question = content.questions[slot.question_id]
            for right in (False, True) if index == 0 else (True,):
                moment += MINUTE
                held = saving.Typed(
                    slot.number,
                    fields_for(question, slot.prepared, right=right, rng=self.rng),
                    int(index == 0 and right),  # over the first, wrong one
                    certainty=2,
                )
                self.save(attempt, [held], moment)
                with transaction():
                    tries.check_answer(
                        person_id=attempt.user_id, attempt_id=attempt.id, slot=slot.number, now=moment
                    )
                if not right and question.hints:
                    with transaction():
                        tries.buy_hint(
                            person_id=attempt.user_id,
                            attempt_id=attempt.id,
                            slot=slot.number,
                            bought=0,
                            now=moment,
                        )
        with transaction():
            quizzes.submit(attempt_id=attempt.id, by="learner", now=moment + MINUTE)

    def _run_out_of_time(self) -> None:
        """One answer in time, the end, and one that came after it: kept, and counted for nothing."""
        attempt = self.begin(TOO_LATE, EXAM, self.now - 4 * DAY)
        first, second = self.fields(1)(self.content(EXAM), Paper.load(attempt.paper))[:2]
        self.save(attempt, [first], self.now - 4 * DAY + MINUTE)
        assert attempt.cutoff_at is not None
        close_if_due(attempt, attempt.cutoff_at + MINUTE)
        self.save(attempt, [second], attempt.cutoff_at + AFTER)
