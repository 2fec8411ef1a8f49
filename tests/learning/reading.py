"""What tests read in the learner's pages: words, options of self-checks, rows of the database."""

import re
from html import unescape
from typing import Any
from zlib import crc32

from sqlalchemy import func, select

from lms.core.db import db, session
from lms.courses.document import CourseDocument, load_document
from tests.courses.sample import sample_data

OPTION = re.compile(
    r'name="(c-[^"]+)" value="([^"]*)"[^>]*><span class="choice-text">(.*?)</span>\s*</label>', re.S
)


def words(html: str) -> str:
    """The text of a page, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def choose(html: str, label: str) -> dict[str, object]:
    """The field that choosing the option with this label submits."""
    for name, token, shown in OPTION.findall(html):
        if label in words(shown):
            return {name: token}
    raise AssertionError(f"no option {label!r}")


def row_counts() -> dict[str, int]:
    """How many rows each table holds, sessions and throttle counters left out."""
    ignored = {"throttle_counter", "login_session"}
    tables = [table for table in db.metadata.sorted_tables if table.name not in ignored]
    return {table.name: session().scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def named(title: str, **sheet: Any) -> CourseDocument:
    """The sample course under another title, with another id and sheet."""
    data = sample_data()
    data["id"] = f"course-{crc32(title.encode())}"
    data["sheet"].update({"title": {"fr": title}, **sheet})
    return load_document(data)
