"""The rosters of the running group: the one by which the manager entered employers, and one that waits with rows to correct."""

from datetime import datetime, timedelta

from lms.certificates.pdf import missing_glyphs
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


def make(cohort: Cohort, manager_id: int, now: datetime) -> None:
    """One applied two weeks ago, one sent this morning."""
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
    _receive(cohort, LATE, "inscriptions-tardives.csv", manager_id, now - timedelta(hours=2))


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
