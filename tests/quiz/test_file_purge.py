"""What nobody needs any more goes after a day; what an answer holds stays, and so does what two attempts share."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from lms.core import clock
from lms.core.db import transaction
from lms.core.storage import storage
from lms.quiz.file_purge import purge_uploads
from lms.quiz.uploads import copy_files
from tests.quiz import file_samples as samples
from tests.quiz.sitting import Learner, answers, attempt_row, form_of, join
from tests.quiz.test_files import kept_bytes, send, sitter, stored, take_out

DAY = timedelta(days=1, hours=1)


def age(app: Flask, now: datetime) -> None:
    """Every stored file is two days old."""
    then = (now - 2 * DAY).timestamp()
    for path in kept_bytes(app):
        os.utime(path, (then, then))


def names(path: str) -> list[str]:
    return [file.name for file in stored(path)]


def with_two(app: Flask) -> tuple[Learner, str, list[str]]:
    learner, path = sitter(app)
    for name in ("un.pdf", "deux.txt"):
        reply = send(learner, path, name, samples.pdf() if name.endswith("pdf") else b"x")
    return learner, path, [file["token"] for file in reply.json["files"]]


def test_a_removed_file_goes_after_a_day_with_its_drawn_pages(app: Flask) -> None:
    learner, path, tokens = with_two(app)
    learner.get(f"{path}/files/{tokens[0]}/pages/1.png")
    take_out(learner, path, tokens[0])
    now = clock.now()
    assert len(kept_bytes(app)) == 3
    purge_uploads(now)
    assert names(path) == ["un.pdf", "deux.txt"]
    purge_uploads(now + DAY)
    assert names(path) == ["deux.txt"]
    assert len(kept_bytes(app)) == 1


def test_a_cleared_answer_counts_as_removed_and_a_restored_one_does_not(app: Flask) -> None:
    learner, path, tokens = with_two(app)
    values = form_of(learner.get(path).text)
    learner.post(path, {**values, "go": "clear-1"})
    now = clock.now()
    purge_uploads(now)
    assert all(file.removed_at for file in stored(path))
    reply = send(learner, path, "trois.txt", b"x")
    value = reply.json["files"][0]["value"]
    learner.save(path, 1, {"file": [value]}, sequence=reply.json["sequence"], flagged=True)
    purge_uploads(now + DAY)
    assert names(path) == ["trois.txt"]
    assert answers(path)[1].response == {"files": [stored(path)[0].token]}
    assert tokens[0] not in stored(path)[0].token


def test_bytes_without_a_row_go_after_a_day_and_never_those_of_an_upload_under_way(app: Flask) -> None:
    learner, path, tokens = with_two(app)
    learner.get(f"{path}/files/{tokens[0]}/pages/1.png")
    now = clock.now()
    storage().put("uploads/1/orphan", b"x")
    purge_uploads(now)
    assert storage().exists("uploads/1/orphan")
    age(app, now)
    purge_uploads(now)
    assert not storage().exists("uploads/1/orphan")
    assert len(kept_bytes(app)) == 3


def test_a_returned_attempt_and_the_next_one_share_their_bytes(app: Flask) -> None:
    ada, path, tokens = with_two(app)
    other = join(app, ada.cohort, "bob").begin()
    with transaction():
        renamed = copy_files(
            from_attempt_id=attempt_row(path).id, to_attempt_id=attempt_row(other).id, now=clock.now()
        )
    assert list(renamed) == tokens
    assert [file.token for file in stored(other)] == list(renamed.values())
    take_out(ada, path, tokens[1])
    now = clock.now()
    age(app, now)
    purge_uploads(now + DAY)
    assert names(path) == ["un.pdf"]
    assert names(other) == ["un.pdf", "deux.txt"]
    assert len(kept_bytes(app)) == 2


def test_storage_lists_what_is_old_and_forgets_what_it_is_told(app: Flask, tmp_path: Path) -> None:
    now = clock.now()
    storage().put("uploads/9/a", b"x")
    assert list(storage().keys("uploads", now - DAY)) == []
    assert list(storage().keys("uploads", now + DAY)) == ["uploads/9/a"]
    storage().delete("uploads/9/a")
    storage().delete("uploads/9/a")
    assert list(storage().keys("uploads", now + DAY)) == []
    assert list(storage().keys("nothing", now + DAY)) == []
