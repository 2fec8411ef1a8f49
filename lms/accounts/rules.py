"""What accounts decide without asking anyone: lifetimes, lengths, how a device is named."""

from datetime import datetime, timedelta

IDLE_LIFETIME = timedelta(days=14)
ABSOLUTE_LIFETIME = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)
CONFIRM_LIFETIME = timedelta(days=3)
RESET_LIFETIME = timedelta(minutes=60)
INVITE_LIFETIME = timedelta(days=14)

NAME_MAX = 120
EMAIL_MAX = 254
PASSWORD_MIN = 8
PASSWORD_ADVISED = 15
PASSWORD_MAX = 200
THEMES = ("system", "light", "dark")

BROWSERS = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
]


def is_name_writable(name: str) -> bool:
    """Whether a name fits on one line: no line break, tabulation or other control character."""
    return bool(name.strip()) and name.isprintable()


def must_note_seen(seen_at: datetime, now: datetime) -> bool:
    """Whether the time a session was last seen is old enough to be written again."""
    return now - seen_at >= SEEN_EVERY


def device_label(user_agent: str) -> str:
    """A browser and a system as people name them, such as `Firefox, Linux`; empty when neither is known."""
    found = [
        next((label for mark, label in table if mark in user_agent), None) for table in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(label for label in found if label)
