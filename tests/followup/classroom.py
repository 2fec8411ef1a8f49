"""A cohort in which learners stand at different places, for the staff's pages."""

from dataclasses import dataclass
from datetime import timedelta

from lms.centres.models import Centre
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from tests.factories import make_centre, make_cohort, make_course, make_enrolment, make_user
from tests.progress.study import Learner


@dataclass
class Classroom:
    """A centre's cohort and its learners by first name."""

    centre: Centre
    cohort: Cohort
    learners: dict[str, Enrolment]

    def add(self, name: str) -> Learner:
        """A newcomer."""
        user = make_user(
            f"l{len(self.learners)}-{self.centre.id}@example.org", name, clock.now(), password=None
        )
        self.learners[name] = make_enrolment(user, self.cohort, clock.now())
        return Learner(self.learners[name])


def make_classroom(slug: str = "quais") -> Classroom:
    """Élodie has completed, Zoé is half-way, Adèle was last here ten days ago, Bruno never."""
    now = clock.now()
    centre = make_centre(slug, "Centre Les Quais", now)
    cohort = make_cohort(make_course(centre, now=now), "Automne 2026", now)
    room = Classroom(centre, cohort, {})
    room.add("Zoé").opens("bienvenue", now - timedelta(days=1))
    room.add("Élodie").completes(now - timedelta(days=2))
    room.add("Adèle").finishes("bienvenue", now - timedelta(days=10))
    room.add("Bruno")
    return room
