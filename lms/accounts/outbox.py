"""The demo's outbox: the mails that the file backend of the mail library has written, read back."""

import email
import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.utils import parsedate_to_datetime
from pathlib import Path

NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]{1,15}\.log\Z")
RULE = b"-" * 79


@dataclass(frozen=True)
class SentMail:
    """One mail as its recipient would see it."""

    name: str
    to: str
    subject: str
    sent_at: datetime
    body: str


def sent_mails(folder: Path) -> list[SentMail]:
    """The latest hundred, newest first."""
    if not folder.is_dir():
        return []
    files = [path for path in folder.iterdir() if NAME.match(path.name)]
    files.sort(key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [_read(path) for path in files[:100]]


def sent_mail(folder: Path, name: str) -> SentMail | None:
    """One mail by its file's name; None when there is none."""
    path = folder / name
    return _read(path) if NAME.match(name) and path.is_file() else None


def _read(path: Path) -> SentMail:
    data = path.read_bytes().rstrip().removesuffix(RULE)
    message = email.message_from_bytes(data, policy=policy.default)
    return SentMail(
        name=path.name,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=parsedate_to_datetime(str(message["Date"])),
        body=str(message.get_content()),
    )
