"""What the pages of time show: somebody with arrangements whose exam is paused, and a request that waits."""

from decimal import Decimal

from lms.centres.rules import Terms
from lms.centres.services import set_accommodation
from lms.core import clock
from lms.core.db import transaction
from tests.quiz import sitting

TERMS = Terms(Decimal("1.5"), pause_minutes=15, window_minutes=60, spelling_not_assessed=True)


def build(paused: sitting.Learner, asker: sitting.Learner) -> dict[str, str]:
    """One has an exam paused; the other asks for more time before theirs."""
    enrolment = paused.enrolment
    with transaction():
        set_accommodation(
            centre_id=enrolment.centre_id,
            user_id=enrolment.user_id,
            terms=TERMS,
            actor_id=None,
            now=clock.now(),
        )
    begun = paused.post(f"/learn/{enrolment.id}/chrono/quiz", {"ready": "y"})
    path = str(begun.location).partition("?")[0]
    paused.post(f"{path}/pause")
    asker.post(f"/learn/{asker.enrolment.id}/chrono/ask", {"message": "Le train a du retard."})
    return {"paused_attempt": path}
