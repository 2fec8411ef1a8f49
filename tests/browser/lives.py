"""A full group with sessions, one of them cancelled, people who wait, a learner whom one may move, and an offer to `learner`."""

from lms.accounts.addresses import key_of
from lms.accounts.queries import user_by_email_key
from lms.cohorts import live_sessions, offers, running, waiting
from lms.cohorts.live_sessions import Meeting
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.core.db import transaction
from tests.factories import make_cohort, make_enrolment, make_user

TITLES = ("Classe virtuelle", "Visite", "Bilan")
DAYS = ("2020-05-04", "2035-05-04", "2035-05-11")


def build(cohort: Cohort) -> dict[str, str]:
    """The paths of their pages, in a group beside `cohort`."""
    now = clock.now()
    group = make_cohort(cohort.course, "Groupe du soir", now, seats=1)
    people = [
        make_user(f"{name}@example.org", name.title(), now, password=None)
        for name in ("soir", "attend", "suit")
    ]
    enrolment = make_enrolment(people[0], group, now)
    meetings = [
        Meeting(title, f"{day}T18:00", f"{day}T19:00", link="https://meet.example.org/x")
        for title, day in zip(TITLES, DAYS, strict=True)
    ]
    with transaction():
        made = live_sessions.create_sessions(cohort=group, meetings=meetings, now=now)
        live_sessions.cancel_session(cohort_id=group.id, session_id=made[-1].id, now=now)
        for one in people[1:]:
            waiting.wait(user_id=one.id, cohort_id=group.id, printed_name=one.name, language="fr", now=now)
        learner = user_by_email_key(key_of("learner@example.org"))
        assert learner is not None
        waits = waiting.wait(
            user_id=learner.id, cohort_id=group.id, printed_name="Learner", language="fr", now=now
        )
        running.update_cohort(cohort_id=group.id, name=group.name, seats=2, now=now)
        offers.leave(user_id=people[1].id, cohort_id=group.id, now=now)
        running.update_cohort(cohort_id=group.id, name=group.name, seats=3, now=now)
    place = f"/teach/cohorts/{group.id}"
    return {
        "offer": f"/places/{waits.id}",
        "live_group": place,
        "live_one": f"{place}/live/{made[1].id}",
        "live_move": f"{place}/learners/{enrolment.id}/move?to={cohort.id}",
    }
