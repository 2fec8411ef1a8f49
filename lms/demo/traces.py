"""What quizzes leave behind when things go less smoothly: several tries, a bought hint, time that ran out, answers that came too late,
answers that another device still held, time and attempts that were granted."""

from dataclasses import replace
from datetime import datetime, timedelta

from lms.core.db import transaction
from lms.demo.acts import DAY, MINUTE, Acts
from lms.demo.answers import fields_for
from lms.demo.trials import SURE
from lms.demo.works import EXAM
from lms.quiz import late, overrides, saving, tries
from lms.quiz import services as quizzes
from lms.quiz.closing import close_if_due
from lms.quiz.engine.paper import Paper
from lms.quiz.models import Attempt

TRIES, TOO_LATE, HELPED = "Inès Delattre", "Mehdi Haddad", "Léa Schmitt"
AFTER = timedelta(minutes=3)
"""How long after the end an answer came that counts no more."""
TWO_DEVICES, DECIDED, TESTED = ("Camille Fontaine", "Malo Le Goff"), "Camille Fontaine", "quiz-metier"
REASON_TO_COUNT = "La tablette n’avait plus de réseau : ces réponses datent d’avant l’envoi."


class Traces(Acts):
    """Whose they are."""

    def make(self) -> None:
        """Each in an attempt of its own."""
        self._try_again(self.begin(TRIES, SURE, self.now - 2 * DAY), self.now - 2 * DAY)
        self._run_out_of_time()
        for name in TWO_DEVICES:
            self._hold_on_another_device(name)
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
        typed_at = attempt.cutoff_at - MINUTE
        self.save(attempt, [replace(second, typed_at=typed_at)], attempt.cutoff_at + AFTER)

    def _hold_on_another_device(self, name: str) -> None:
        """Submitted on a computer while a tablet without network still held two answers; the instructor counted those of one learner."""
        moment = self.now - 3 * DAY
        attempt = self.begin(name, TESTED, moment)
        typed = self.fields(1)(self.content(TESTED), Paper.load(attempt.paper))
        self.save(attempt, typed[2:], moment + 4 * MINUTE)
        with transaction():
            quizzes.submit(attempt_id=attempt.id, by="learner", now=moment + 10 * MINUTE)
        for one in typed[:2]:
            held = replace(one, key=f"tablet-{one.slot:04d}", typed_at=moment + 2 * MINUTE)
            self.save(attempt, [held], moment + 12 * MINUTE)
        if name != DECIDED:
            return
        verdict = late.Verdict(True, REASON_TO_COUNT, late.kept_of(attempt.id).last_id)
        with transaction():
            late.decide(attempt_id=attempt.id, verdict=verdict, actor_id=self.instructor_id, now=moment + DAY)
