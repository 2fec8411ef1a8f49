"""What two learners of the running group need: one waits for the accessibility officer, who is the manager; one has had an answer."""

from datetime import datetime, timedelta

from lms.adaptations import services
from lms.adaptations.queries import need_of
from lms.adaptations.services import Notes
from lms.centres import officers
from lms.cohorts.models import Enrolment
from lms.core.db import transaction

WAITS, ANSWERED = "Nathan Colin", "Yanis Benkacem"
SAID = {
    WAITS: "Je lis lentement sur un écran : des supports à imprimer la veille de chaque séance m’aident beaucoup, "
    "et une pause de cinq minutes toutes les heures.",
    ANSWERED: "J’entends mal quand plusieurs personnes parlent. Des sous-titres pendant les séances en direct "
    "et les consignes par écrit me suffisent.",
}
NOTED = (
    "Vu ensemble par téléphone. Sous-titres activés pour toutes les séances, consignes écrites dans chaque leçon. "
    "Point prévu à mi-parcours."
)


def make(enrolments: dict[str, Enrolment], manager_id: int, now: datetime) -> None:
    """The officer was chosen when the centre began; what was said is of this month."""
    centre_id = enrolments[WAITS].centre_id
    with transaction():
        then = now - timedelta(days=140)
        officers.choose(centre_id=centre_id, user_id=manager_id, actor_id=manager_id, now=then)
    _says(enrolments[ANSWERED], now - timedelta(days=18))
    _answers(enrolments[ANSWERED], manager_id, now - timedelta(days=16))
    _says(enrolments[WAITS], now - timedelta(hours=20))


def _says(enrolment: Enrolment, then: datetime) -> None:
    with transaction():
        services.state(
            centre_id=enrolment.centre_id,
            user_id=enrolment.user_id,
            text=SAID[enrolment.printed_name],
            version=0,
            now=then,
        )


def _answers(enrolment: Enrolment, manager_id: int, then: datetime) -> None:
    with transaction():
        need = need_of(enrolment.centre_id, enrolment.user_id)
        assert need is not None
        services.read(need=need, actor_id=manager_id, now=then)
        services.note(need_id=need.id, notes=Notes(NOTED, 0, 1), actor_id=manager_id, now=then)
