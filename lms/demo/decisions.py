"""What the demo's instructor decided about marks: one learner excused from a step, two marks changed by hand, one of them twice."""

from datetime import datetime, timedelta
from decimal import Decimal

from lms.core.db import transaction
from lms.demo.acts import DAY, Acts
from lms.demo.trials import CODED
from lms.progress import decisions

EXCUSED, NOT_YET = "Nathan Colin", "quiz-mesure-et-roi"
CHANGED_TWICE, PASSED = "Léa Schmitt", "quiz-competences"
READS_IT = "Camille Fontaine"
WHY_EXCUSED = "Module déjà validé en entreprise, attestation remise au centre."
WHY_FIRST = "La question sur les droits d’image était ambiguë : les deux réponses sont acceptées."
WHY_THEN = "Après relecture ensemble, un point de plus pour la question sur la ligne éditoriale."
WHY_CODED = "Épreuve relue : le calcul du coût annuel était juste, seul l’arrondi différait."
HOUR = timedelta(hours=1)


class Decisions(Acts):
    """Whose they are."""

    def make(self) -> None:
        """Each by the service that the pages call, after the attempt it is about."""
        with transaction():
            decisions.excuse(
                enrolment_id=self.enrolments[EXCUSED].id,
                item_key=NOT_YET,
                ruling=self._because(WHY_EXCUSED),
                now=self.now - 2 * DAY,
            )
        self._set((CHANGED_TWICE, PASSED), "0.8", WHY_FIRST, self.now - 20 * HOUR)
        self._set((CHANGED_TWICE, PASSED), "0.85", WHY_THEN, self.now - 18 * HOUR)
        self._set((READS_IT, CODED), "0.9", WHY_CODED, self.now - 18 * HOUR)

    def _set(self, whose: tuple[str, str], score: str, why: str, then: datetime) -> None:
        name, key = whose
        with transaction():
            decisions.set_mark(
                enrolment_id=self.enrolments[name].id,
                item_key=key,
                score=Decimal(score),
                ruling=self._because(why),
                now=then,
            )

    def _because(self, why: str) -> decisions.Ruling:
        return decisions.Ruling(self.instructor_id, why)
