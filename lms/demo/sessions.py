"""Live sessions of the running group, a full group with people who wait, one of whom has an offer, and a learner who moved."""

from datetime import datetime, timedelta
from typing import Any

from lms.accounts import services as accounts
from lms.cohorts import live_sessions, running, services, transfers, waiting
from lms.cohorts.live_sessions import Meeting
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import transaction
from lms.demo.people import INSTRUCTOR

LAST_WEEK = "Classe virtuelle : lire une ligne éditoriale"
LINK = "https://visio.example/atelier"
WAITING = ("Lina Faure", "Marius Colin", "Agathe Roche")
"""Invented, as everybody here."""


def make(cohort: Cohort, manager_id: int, now: datetime) -> None:
    """A session last week, one next week, one cancelled; then the evening group, one seat of which somebody from it took and another one is offered."""
    today = now.date()
    planned = [
        (LAST_WEEK, today - timedelta(days=6), "", LINK),
        ("Classe virtuelle : répondre à une critique", today + timedelta(days=8), "", LINK),
        ("Visite d’une rédaction locale", today + timedelta(days=12), "12 rue de l’Exemple, Die", ""),
    ]
    meetings = [
        Meeting(title, f"{day}T18:00", f"{day}T19:30", place, link, INSTRUCTOR[1])
        for title, day, place, link in planned
    ]
    then = now - timedelta(days=20)
    with transaction():
        made = live_sessions.create_sessions(cohort=cohort, meetings=meetings, now=then)
        live_sessions.cancel_session(cohort_id=cohort.id, session_id=made[-1].id, now=now - timedelta(days=1))
        evening = services.create_cohort(
            centre_id=cohort.centre_id,
            course_id=cohort.course_id,
            name="Groupe Belledonne – soir",
            now=then,
            starts_on=today + timedelta(days=10),
            ends_on=cohort.ends_on,
            seats=2,
        )
        _fill(cohort, evening, manager_id, now)


def _beginning(name: str) -> str:
    """Who is offered the place has a button of the sign-in page, which an address that begins so belongs to."""
    return "offered" if name == WAITING[0] else name.lower().replace("é", "e").replace(" ", ".")


def _fill(cohort: Cohort, evening: Cohort, manager_id: int, now: datetime) -> None:
    for number, name in enumerate(("Noé Giraud", "Jeanne Masson", *WAITING)):
        address = f"{_beginning(name)}@demo.example"
        user = accounts.create_user(
            email=address, name=name, password=None, language="fr", confirmed=True, now=now
        )
        values: dict[str, Any] = {"printed_name": name, "language": "fr", "now": now - timedelta(days=3)}
        if number == 0:
            first: Enrolment = services.enrol(user_id=user.id, cohort_id=cohort.id, **values)
            transfers.move(enrolment_id=first.id, cohort_id=evening.id, actor_id=manager_id, now=now)
        elif number == 1:
            services.enrol(user_id=user.id, cohort_id=evening.id, **values)
        else:
            waiting.wait(user_id=user.id, cohort_id=evening.id, **values)
    running.update_cohort(cohort_id=evening.id, name=evening.name, seats=3, now=now - timedelta(hours=3))
