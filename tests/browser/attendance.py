"""A group whose sessions are signed, countersigned, or run now."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lms.accounts.models import User
from lms.attendance import services
from lms.attendance.services import Actor, Statement
from lms.cohorts import live_sessions
from lms.cohorts.live_models import LiveSession
from lms.cohorts.live_sessions import Meeting
from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.rules import LOCAL_FORMAT
from lms.core.db import transaction
from tests.factories import make_cohort, make_enrolment, make_user

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def build(beside: Cohort, now: datetime) -> tuple[User, dict[str, str]]:
    """Who signs, and the paths of their pages and of the sheets, in a group beside `beside`."""
    then = now - 10 * DAY
    group = make_cohort(beside.course, "Groupe présent", then)
    users = [
        make_user(f"{name}@example.org", name.title(), then, password=None) for name in ("signer", "unsigned")
    ]
    mine, other = (make_enrolment(user, group, then) for user in users)
    past, missed, runs = (_plan(group, begin, then) for begin in (now - 6 * DAY, now - 4 * DAY, now - HOUR))
    _fill(group, past, mine, other)
    place, learn = f"/teach/cohorts/{group.id}", f"/learn/{mine.id}"
    return users[0], {
        "signer": learn,
        "signing": f"{learn}/attendance/{runs.id}",
        "signing_late": f"{learn}/attendance/{missed.id}",
        "attendance_group": place,
        "sheet_runs": f"{place}/live/{runs.id}/sheet",
        "sheet_frozen": f"{place}/live/{past.id}/sheet",
    }


def _plan(group: Cohort, begin: datetime, then: datetime) -> LiveSession:
    local = begin.astimezone(ZoneInfo(group.timezone))
    meeting = Meeting(
        "Classe virtuelle",
        local.strftime(LOCAL_FORMAT),
        (local + 3 * HOUR).strftime(LOCAL_FORMAT),
        "Salle 4",
        people="Ines",
    )
    with transaction():
        return live_sessions.create_sessions(cohort=group, meetings=[meeting], now=then)[0]


def _fill(group: Cohort, past: LiveSession, mine: Enrolment, other: Enrolment) -> None:
    trainer = Actor(mine.user_id)
    with transaction():
        services.sign(enrolment=mine, session_id=past.id, actor=trainer, now=past.starts_at)
        services.state(
            cohort=group,
            session_id=past.id,
            enrolment_id=other.id,
            statement=Statement("absent", "", "Rendez-vous médical"),
            actor=trainer,
            now=past.ends_at,
        )
        services.countersign(session_id=past.id, actor=trainer, now=past.ends_at)
