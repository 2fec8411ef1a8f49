"""The rosters of the running group: the one by which the manager entered employers, and one that waits with rows to correct; and a long one for a group to come."""

from datetime import datetime, timedelta

from lms.certificates.pdf import missing_glyphs
from lms.cohorts import services as cohorts
from lms.cohorts.models import Cohort
from lms.core.db import transaction
from lms.demo.people import RUNNING
from lms.rosters import services
from lms.rosters.models import Roster
from lms.rosters.reading import read_text

EMPLOYERS = ("Les Ruchers du Vercors", "Mairie de Die")
"""Invented, as everybody here: of the group's first ten learners, in turn."""
LATE = """\
Adresse e-mail;Nom;Employeur
salome.perret@demo.example;Salomé Perret;Mairie de Die
ilyes.bonnet@demo.example;Ilyès Bonnet;
romane.gros@demo;Romane Gros;Mairie de Die
;Timéo Blanc;
salome.perret@demo.example;Salomé Perret;
"""

TERRITORY, MANY = "Groupe Grand Territoire", 2_000
"""A group without a limit, and the people of the long roster: so many that the worker enters them, while the page says how far it is."""


def make(cohort: Cohort, manager_id: int, now: datetime) -> None:
    """One applied two weeks ago, two sent this morning."""
    then = now - timedelta(days=14)
    lines = [
        f"{learner.address};{learner.name};{EMPLOYERS[number % 2]};D-{number + 101}"
        for number, learner in enumerate(RUNNING[:10])
    ]
    text = "\n".join(["Adresse e-mail;Nom;Employeur;N° de dossier", *lines])
    roster = _receive(cohort, text, "employeurs.csv", manager_id, then)
    seen = services.digest_of(services.plan_of(roster, cohort.seats))
    with transaction():
        services.start_applying(
            roster_id=roster.id, seen=seen, lets_go=False, tells=False, actor_id=manager_id
        )
        services.apply(roster_id=roster.id, now=then)
    _receive(_territory(cohort, now), _many(), "tout-un-territoire.csv", manager_id, now - timedelta(hours=3))
    _receive(cohort, LATE, "inscriptions-tardives.csv", manager_id, now - timedelta(hours=2))


def _territory(cohort: Cohort, now: datetime) -> Cohort:
    with transaction():
        return cohorts.create_cohort(
            centre_id=cohort.centre_id,
            course_id=cohort.course_id,
            name=TERRITORY,
            now=now - timedelta(days=4),
            starts_on=(now + timedelta(days=40)).date(),
        )


def _many() -> str:
    """Nobody's names: the numbers of a register."""
    rows = [f"inscrit-{number}@demo.example;Inscrit {number:04}" for number in range(1, MANY + 1)]
    return "\n".join(["Adresse e-mail;Nom", *rows])


def _receive(cohort: Cohort, text: str, file_name: str, manager_id: int, now: datetime) -> Roster:
    with transaction():
        return services.receive(
            cohort=cohort,
            table=read_text(text),
            file_name=file_name,
            missing=missing_glyphs,
            actor_id=manager_id,
            now=now,
        )
