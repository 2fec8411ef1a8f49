"""Sessions and deadlines as an iCalendar file (RFC 5545). Pure: values in, bytes out; the library escapes every text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress

from lms.core.texts import one_line

PRODUCT = "-//Tremplin//Tremplin//FR"
DOMAIN = "tremplin"


@dataclass(frozen=True)
class Entry:
    """One event. `uid` never changes, `sequence` rises with each change; all moments are aware."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    sequence: int = 0
    is_cancelled: bool = False
    place: str = ""
    link: str = ""
    note: str = ""


def calendar_of(name: str, entries: Iterable[Entry]) -> bytes:
    """A calendar of these events, in UTC. The same entries give the same bytes."""
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", one_line(name))
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def invitation(entry: Entry, *, organizer: str, organizer_name: str, attendee: str) -> bytes:
    """One event sent to one person by mail (RFC 5546): a request, or the cancellation of one; no answer is asked for."""
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "CANCEL" if entry.is_cancelled else "REQUEST")
    event = _event(entry)
    sender, guest = vCalAddress(f"mailto:{organizer}"), vCalAddress(f"mailto:{attendee}")
    sender.params["CN"] = one_line(organizer_name).replace('"', "’")
    guest.params["RSVP"] = "FALSE"
    event.add("ORGANIZER", sender)
    event.add("ATTENDEE", guest)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("UID", f"{entry.uid}@{DOMAIN}")
    event.add("DTSTAMP", entry.changed_at.astimezone(UTC))
    event.add("LAST-MODIFIED", entry.changed_at.astimezone(UTC))
    event.add("DTSTART", entry.starts_at.astimezone(UTC))
    event.add("DTEND", entry.ends_at.astimezone(UTC))
    event.add("SEQUENCE", entry.sequence)
    event.add("SUMMARY", one_line(entry.title))
    event.add("STATUS", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    for name, value in (("LOCATION", one_line(entry.place or entry.link)), ("DESCRIPTION", _note(entry))):
        if value:
            event.add(name, value)
    if entry.link:
        event.add("URL", entry.link)
    return event


def _note(entry: Entry) -> str:
    return "\n".join(
        part.replace("\r\n", "\n").replace("\r", "\n") for part in (entry.note, entry.link) if part
    )
