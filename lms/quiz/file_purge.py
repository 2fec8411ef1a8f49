"""What nobody needs any more, removed a day later: files taken out of an answer, and bytes that no row names."""

import re
from datetime import datetime, timedelta

from lms.core.db import transaction
from lms.core.storage import storage
from lms.quiz import file_queries
from lms.quiz.file_queries import tokens_of
from lms.quiz.uploads import FOLDER, forget

KEPT = timedelta(days=1)
BATCH = 500
_BESIDE = re.compile(r"-(p[0-9]+|bare)\Z")


def purge_uploads(now: datetime) -> None:
    """Run by the worker every hour; twice at once does no harm."""
    with transaction():
        _note_removed(now)
        for file in file_queries.removed_before(now - KEPT):
            forget(file)
    _delete_orphans(now)


def _note_removed(now: datetime) -> None:
    """Answers are also emptied and restored without us (“Clear my answer”, “Keep this one”): what they say counts."""
    for file, response in file_queries.changed_since(now - 2 * KEPT):
        is_held = file.token in tokens_of(response)
        file.removed_at = None if is_held else file.removed_at or now


def _delete_orphans(now: datetime) -> None:
    old = list(storage().keys(FOLDER, now - KEPT))
    for start in range(0, len(old), BATCH):
        batch = old[start : start + BATCH]
        used = file_queries.keys_in_use({_BESIDE.sub("", key) for key in batch})
        for key in batch:
            if _BESIDE.sub("", key) not in used:
                storage().delete(key)
