"""The receipt by mail: the proof of a submission that a learner keeps outside of this program."""

from datetime import datetime
from zoneinfo import ZoneInfo

from lms.accounts.queries import user_by_id
from lms.core import jobs
from lms.core.texts import localize
from lms.quiz.sittings import Sitting


def mail_receipt(sitting: Sitting, now: datetime) -> None:
    """Queue the mail of a submitted attempt, once whatever happens again. Nothing for practice."""
    attempt = sitting.attempt
    user = None if sitting.content.is_practice else user_by_id(attempt.user_id)
    if user is None or user.archived_at is not None:
        return
    assert attempt.submitted_at is not None
    params = {
        "name": user.name,
        "title": localize(sitting.content.item.title, attempt.language)[0],
        "at": f"{attempt.submitted_at.astimezone(ZoneInfo(user.timezone)):%Y-%m-%d %H:%M:%S} ({user.timezone})",
        "code": attempt.receipt_code,
        "digest": attempt.answers_digest,
        "attempt_id": attempt.id,
        "by_time": attempt.submitted_by == "time",
    }
    payload = {"template": "quiz_receipt", "to": user.email, "language": user.language, "params": params}
    jobs.enqueue("mail", f"quiz_receipt:{attempt.id}", payload, now=now)
