"""The demo's quizzes for the rarer settings: a paper with an access code, a study of three hours that the window cuts, sure and unsure answers."""

from datetime import timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from lms.cohorts import services as cohorts
from lms.core.db import transaction
from lms.demo.acts import DAY, MINUTE, Acts, Answers
from lms.demo.answers import fields_for
from lms.demo.texts import COVERING_NOTE
from lms.quiz import saving
from lms.quiz.engine.paper import Paper
from lms.quiz.rules import QuizContent

CODED, STUDY, SURE = "epreuve-outils", "etude-tarif", "entrainement-moderation"
HOUR = timedelta(hours=1)
STUDY_LEFT = timedelta(hours=2)
"""From now until the study closes: less than it lasts, so that the page must say which of the two ends an attempt."""

SURENESS = (
    ((True, 3), (True, 3), (True, 2), (False, 2), (False, 1)),
    ((True, 3), (False, 3), (True, 1), (True, 2), (True, 3)),
)
"""Of two attempts, question by question: whether the answer is right, and how certain its author is."""


class Trials(Acts):
    """Who sat them, and how far they are."""

    def make(self) -> None:
        """The windows, then the attempts."""
        self._set_windows()
        for name, days, accuracy in (
            ("Malo Le Goff", 8, 0.5),
            ("Malo Le Goff", 5, 0.9),
            ("Awa Diop", 4, 0.8),
            ("Camille Fontaine", 1, 0.7),
        ):
            self.attempt(name, CODED, self.now - days * DAY, self.fields(accuracy))
        self.attempt("Awa Diop", STUDY, self.now - DAY, self.fields(1, COVERING_NOTE))
        running = self.begin("Julien Morel", STUDY, self.now - 40 * MINUTE)
        first = self.fields(1)(self.content(STUDY), Paper.load(running.paper))[:1]
        self.save(running, first, self.now - 30 * MINUTE)
        for hours, sureness in zip((23, 22), SURENESS, strict=True):
            self.attempt("Camille Fontaine", SURE, self.now - hours * HOUR, self._sure(sureness))

    def _sure(self, sureness: tuple[tuple[bool, int], ...]) -> Answers:
        """Answers that are right and certain as `sureness` says, over and over."""

        def typed(content: QuizContent, paper: Paper) -> list[saving.Typed]:
            found = []
            for slot, (right, certainty) in zip(paper.slots, cycle(sureness), strict=False):
                question = content.questions[slot.question_id]
                fields = fields_for(question, slot.prepared, right=right, rng=self.rng)
                found.append(saving.Typed(slot.number, fields, 0, certainty=certainty))
            return found

        return typed

    def _set_windows(self) -> None:
        """The paper closes with the group, and its corrections open then; the study closes in two hours."""
        soon = (self.now + STUDY_LEFT).astimezone(ZoneInfo(self.cohort.timezone))
        closes = {CODED: f"{self.cohort.ends_on}T23:59", STUDY: f"{soon:%Y-%m-%dT%H:%M}"}
        with transaction():
            for key, closes_local in closes.items():
                cohorts.set_item_date(
                    cohort_id=self.cohort.id,
                    item_key=key,
                    now=self.now - 9 * DAY,
                    closes_local=closes_local,
                )
