"""Pure decisions of live sessions: local times that the clock skips or repeats, addresses of meetings, weekly dates."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lms.cohorts.rules import LOCAL_FORMAT, SATURDAY, plainly_shifted, shifted
from lms.core.reasons import Reason, reason

MOST_WEEKS = 52
LONGEST = timedelta(hours=24)
LINK_LIMIT = 500


def clock_change(local: str, timezone: str) -> Reason | None:
    """Why a local time is none, or two: the change to summer time skips it, the change to winter time repeats it."""
    zone = ZoneInfo(timezone)
    typed = datetime.strptime(local, LOCAL_FORMAT).replace(tzinfo=zone)
    first, second = (typed.replace(fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return None
    read = first.astimezone(UTC).astimezone(zone)
    if read != typed:
        return reason("live.hour_skipped", typed=f"{typed:%H:%M}", read=f"{read:%H:%M}")
    return reason("live.hour_repeated", typed=f"{typed:%H:%M}")


def refusal_of_span(starts_at: datetime, ends_at: datetime) -> Reason | None:
    """Why a session can't last from one moment to the other."""
    if ends_at <= starts_at:
        return reason("live.ends_before_start")
    if ends_at - starts_at > LONGEST:
        return reason("live.too_long")
    return None


def refusal_of_link(link: str) -> Reason | None:
    """Why an address is none that learners may be sent to: https alone, a host, no user's name, no space or control sign."""
    if not link:
        return None
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return reason("live.bad_link")
    is_plain = all(char.isprintable() and not char.isspace() and char not in '\\"<>' for char in link)
    if parts.scheme != "https" or not host or "@" in parts.netloc or not is_plain or len(link) > LINK_LIMIT:
        return reason("live.bad_link")
    return None


def weekly(local: str, times: int) -> list[str]:
    """The same hour of the clock on the same day of as many weeks."""
    return [plainly_shifted(local, 7 * number) for number in range(times)]


def moved_span(starts_local: str, ends_local: str, days: int) -> tuple[str, str]:
    """A session some days later, its two ends moved by the same; one on a working day stays on one."""
    starts = shifted(starts_local, days)
    moved = date.fromisoformat(starts[:10]) - date.fromisoformat(starts_local[:10])
    return starts, plainly_shifted(ends_local, moved.days)


def is_week_end(local: str) -> bool:
    """Whether a local time falls on a Saturday or a Sunday."""
    return date.fromisoformat(local[:10]).weekday() >= SATURDAY


def easter(year: int) -> date:
    """Easter Sunday of a year (the anonymous Gregorian computus)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    leap, left = divmod(century, 4)
    lunar = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * left + 2 * (rest // 4) - lunar - rest % 4) % 7
    late = (golden + 11 * lunar + 22 * week) // 451
    month, day = divmod(lunar + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_holiday(local: str) -> bool:
    """Whether a local time falls on a public holiday of France."""
    day = date.fromisoformat(local[:10])
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    return (day.month, day.day) in fixed or (day - easter(day.year)).days in (1, 39, 50)
