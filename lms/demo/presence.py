"""Attendance of the running group: two sessions signed and countersigned, last week’s that waits, one that can be signed now."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lms.attendance import services
from lms.attendance.services import Actor, Statement
from lms.cohorts import live_sessions
from lms.cohorts.live_models import LiveSession
from lms.cohorts.live_sessions import Meeting
from lms.cohorts.models import Enrolment
from lms.cohorts.rules import LOCAL_FORMAT
from lms.core.db import session, transaction
from lms.demo.acts import DAY, MINUTE, Acts
from lms.demo.people import INSTRUCTOR
from lms.demo.sessions import LAST_WEEK, LINK

TITLES = (
    "Classe virtuelle : prendre en main le parcours",
    "Classe virtuelle : écrire pour un réseau",
)
NOW = "Atelier : questions et réponses"
LATE, GONE, ABSENT = "Oscar Nguyen", "Chloé Perrin", "Théo Lambert"
SILENT = ("Manon Girard", "Mehdi Haddad")
"""Of whom nothing is known at the session that waits."""
WHY = "Rendez-vous médical, prévenu la veille"


class Presence(Acts):
    """Whose they are."""

    def make(self) -> None:
        """Each act at its own moment, by the service that the pages call."""
        first, second, open_now = self._sessions()
        waits = next(one for one in live_sessions.sessions_of([self.cohort.id]) if one.title == LAST_WEEK)
        for one in (first, second):
            self._sign(one, without=(ABSENT, LATE, GONE))
            self._state(one, LATE, "late", one.starts_at + 20 * MINUTE, "")
            self._state(one, GONE, "left", one.ends_at - 25 * MINUTE, "Train à prendre")
            self._state(one, ABSENT, "absent", None, WHY)
            with transaction():
                services.countersign(session_id=one.id, actor=self._trainer(), now=one.ends_at + 10 * MINUTE)
        self._sign(waits, without=SILENT)
        self._sign(open_now, only=("Awa Diop",), then=self.now - 5 * MINUTE)

    def _trainer(self) -> Actor:
        return Actor(self.instructor_id)

    def _sessions(self) -> Sequence[LiveSession]:
        zone = ZoneInfo(self.cohort.timezone)
        today = self.now.astimezone(zone).date()
        begun = (self.now - timedelta(minutes=30)).astimezone(zone)
        evenings = [today - days * DAY for days in (18, 11)]
        spans = [(f"{day}T18:00", f"{day}T19:30") for day in evenings]
        ends = begun + timedelta(hours=2)
        spans.append((begun.strftime(LOCAL_FORMAT), ends.strftime(LOCAL_FORMAT)))
        meetings = [
            Meeting(title, starts, until, link=LINK, people=INSTRUCTOR[1])
            for title, (starts, until) in zip((*TITLES, NOW), spans, strict=True)
        ]
        with transaction():
            return live_sessions.create_sessions(
                cohort=self.cohort, meetings=meetings, now=self.now - 22 * DAY
            )

    def _sign(
        self,
        one: LiveSession,
        *,
        without: Sequence[str] = (),
        only: Sequence[str] = (),
        then: datetime | None = None,
    ) -> None:
        names = only or [name for name in self.enrolments if name not in without]
        for number, name in enumerate(names):
            moment = (then or one.starts_at + 2 * MINUTE) + number * timedelta(seconds=37)
            if not self._was_online(name, moment):
                self._state(one, name, "present", None, "")
                continue
            enrolment = self.enrolments[name]
            with transaction():
                services.sign(
                    enrolment=enrolment, session_id=one.id, actor=Actor(enrolment.user_id), now=moment
                )

    def _was_online(self, name: str, moment: datetime) -> bool:
        """Whether a learner used the site at all since; the trainer notes the others as present."""
        mine = session().get_one(Enrolment, self.enrolments[name].id, populate_existing=True)
        return mine.last_activity_at is not None and mine.last_activity_at >= moment

    def _state(self, one: LiveSession, name: str, kind: str, moment: datetime | None, why: str) -> None:
        typed = f"{moment.astimezone(ZoneInfo(self.cohort.timezone)):%H:%M}" if moment else ""
        with transaction():
            services.state(
                cohort=self.cohort,
                session_id=one.id,
                enrolment_id=self.enrolments[name].id,
                statement=Statement(kind, typed, why),
                actor=self._trainer(),
                now=one.ends_at + 5 * MINUTE,
            )
