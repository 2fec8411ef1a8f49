"""A learner about whom everything was decided: excused, a mark by hand, and both taken back once."""

from decimal import Decimal

from lms.core import clock
from lms.core.db import transaction
from lms.followup import notes
from lms.progress import decisions
from tests.quiz.sitting import Learner

WHY = "Déjà validé en entreprise, attestation remise au centre."


def build(learner: Learner) -> dict[str, str]:
    """The paths of the pages about them."""
    own, now = learner.enrolment, clock.now()
    ruling = decisions.Ruling(own.user_id, WHY)
    about = {"enrolment_id": own.id, "ruling": ruling, "now": now}
    with transaction():
        decisions.excuse(item_key="quiz-accueil", **about)
        decisions.end_excuse(item_key="quiz-accueil", **about)
        decisions.excuse(item_key="quiz-accueil", **about)
        decisions.set_mark(item_key="types", score=Decimal("0.65"), **about)
        notes.add(enrolment=own, text="Appelée mardi.\nReprend lundi.", actor_id=own.user_id, now=now)
    record = f"/teach/cohorts/{own.cohort_id}/learners/{own.id}"
    return {"graded_record": record, "graded_marks": f"{record}/marks"}
