"""A learner in the sample course, and the acts that they do."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from lms.cohorts import queries as cohort_queries
from lms.cohorts.models import Enrolment
from lms.core.db import transaction
from lms.progress import decisions, services
from lms.progress.decisions import Ruling
from lms.progress.facts import Facts
from lms.progress.queries import facts_of
from lms.progress.report import Report
from tests.cohorts.setting import centre, user
from tests.factories import NOW, make_cohort, make_course, make_enrolment


@dataclass
class Learner:
    """Acts of one learner, each in its own transaction, as views do them."""

    enrolment: Enrolment

    def opens(self, key: str, now: datetime = NOW) -> Report:
        with transaction():
            return services.open_item(enrolment=self.enrolment, item_key=key, now=now)

    def finishes(self, key: str, now: datetime = NOW) -> Report:
        with transaction():
            return services.mark_done(enrolment=self.enrolment, item_key=key, now=now)

    def checks(
        self, key: str, check_id: str, fraction: str | None, now: datetime = NOW, **more: Any
    ) -> Report:
        marked = None if fraction is None else Decimal(fraction)
        with transaction():
            return services.record_check(
                enrolment=self.enrolment, item_key=key, check_id=check_id, fraction=marked, now=now, **more
            )

    def submits(self, key: str, fraction: str, now: datetime = NOW, **more: Any) -> Report:
        outcome: Any = {
            "passed": Decimal(fraction) >= Decimal("0.6"),
            "objectives": {},
            "first_attempt": True,
        }
        with transaction():
            return services.record_attempt(
                enrolment=self.enrolment,
                item_key=key,
                now=now,
                fraction=Decimal(fraction),
                **{**outcome, **more},
            )

    def decides(self, act: str, key: str, now: datetime = NOW, score: str | None = None) -> Report:
        """A decision of staff: `excuse`, `end_excuse`, `set_mark` or `free_mark`."""
        decide: Any = getattr(decisions, act)
        more = {} if score is None else {"score": Decimal(score)}
        ruling = Ruling(self.enrolment.user_id, "Motif")
        with transaction():
            return decide(enrolment_id=self.enrolment.id, item_key=key, ruling=ruling, now=now, **more)  # type: ignore[no-any-return]

    def events(self) -> list[tuple[str, str | None]]:
        """Kind and item of everything recorded since the enrolment."""
        return [(event.kind, event.item_key) for event in cohort_queries.events_of(self.enrolment.id)][1:]

    def facts(self) -> Facts:
        """What the database holds."""
        return facts_of(self.enrolment)

    def counters(self) -> tuple[int, int, int]:
        own = self.enrolment
        return own.done_count, own.required_count, own.objectives_reached

    def completes(self, now: datetime = NOW) -> None:
        """All that the sample course requires."""
        self.finishes("bienvenue", now)
        self.submits("quiz-accueil", "1", now)
        self.finishes("repondre", now)
        self.submits("quiz-final", "0.8", now)


def learner(slug: str = "grenoble") -> Learner:
    """A newcomer in the sample course, which needs an application."""
    cohort = make_cohort(make_course(centre(slug)))
    return Learner(make_enrolment(user(f"learner-{slug}"), cohort))
