"""The morning's mail: what needs a person, once on each working day, in the worker's time."""

from datetime import date, datetime

from flask import current_app, url_for
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select

from lms.accounts.models import User
from lms.accounts.queries import grants_of
from lms.centres.models import Centre
from lms.core import jobs
from lms.core.db import session, transaction
from lms.followup.centre_today import Needs, needs_of
from lms.followup.models import MorningMail
from lms.followup.risk_rules import is_time_for_mail


def wish_of(user_id: int) -> MorningMail | None:
    """What a person chose; None when they never did."""
    return session().scalar(select(MorningMail).where(MorningMail.user_id == user_id))


def choose(*, user_id: int, centre_id: int, is_on: bool, hour: int) -> None:
    """Have the mail from an hour on, or not at all."""
    wish = wish_of(user_id) or MorningMail(user_id=user_id)
    wish.centre_id, wish.is_on, wish.hour = centre_id, is_on, hour
    session().add(wish)
    session().flush()


def stop(user_id: int) -> None:
    """No more mails; nothing changes when there were none."""
    wish = wish_of(user_id)
    if wish is not None:
        wish.is_on = False
        session().flush()


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="lms.followup.morning")


def token_of(user_id: int) -> str:
    """What the link to stop the mails holds."""
    return str(_signer().dumps(user_id))


def reader_of(token: str) -> int | None:
    """Whose mails the link of a mail stops; None when it was altered."""
    try:
        return int(_signer().loads(token))
    except (BadData, TypeError, ValueError):
        return None


def send_morning_mails(now: datetime) -> int:
    """Queue each mail whose hour has come and for whom something waits; how many were queued. Twice does no harm."""
    wishes = select(MorningMail.user_id, MorningMail.hour, MorningMail.last_on, Centre.timezone)
    found = wishes.join(Centre, Centre.id == MorningMail.centre_id).where(MorningMail.is_on)
    queued = 0
    for user_id, hour, last_on, timezone in session().execute(found).all():
        day = is_time_for_mail(now, timezone, hour, last_on)
        if day is not None:
            queued += _look(user_id, day, now)
    return queued


def _look(user_id: int, day: date, now: datetime) -> bool:
    """Queue one person's mail of a day, and note that the day is done. Whether there was one."""
    with transaction():
        wish = wish_of(user_id)
        user = session().get_one(User, user_id)
        if wish is None or not wish.is_on or user.archived_at is not None:
            return False
        wish.last_on = day
        needs = needs_of(grants_of(user_id), now, user_id)
        if not needs:
            return False
        jobs.enqueue("mail", f"morning-{user_id}-{day}", _payload(user, needs), now=now)
        return True


def _payload(user: User, needs: Needs) -> dict[str, object]:
    return {
        "template": "morning",
        "to": user.email,
        "language": user.language,
        "params": {
            "name": user.name,
            "at_risk": needs.at_risk_count,
            "unmarked": needs.unmarked,
            "late": needs.late,
            "requests": needs.requests,
            "late_requests": needs.late_requests,
            "never": needs.never,
            "turns": len(needs.turns),
            "unsigned": needs.unsigned_count,
            "adaptations": needs.adaptations,
            "teach": url_for("followup.home", _external=True),
            "stop": url_for("followup.stop_morning", token=token_of(user.id), _external=True),
        },
    }
