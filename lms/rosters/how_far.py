"""How far the worker is with a long roster: told beside the database, in the storage.

The roster is applied in one transaction, of which nobody sees anything before its end, and during which SQLite lets nobody else write.
"""

from lms.core.storage import storage


def _key(roster_id: int) -> str:
    return f"rosters/{roster_id}.rows"


def note(roster_id: int, rows: int) -> None:
    """So many rows of a roster are done."""
    storage().put(_key(roster_id), str(rows).encode())


def rows_done(roster_id: int) -> int:
    """How many rows of a roster are done, as the worker told last; 0 before it began."""
    try:
        return int(storage().get(_key(roster_id)))
    except FileNotFoundError:
        return 0


def forget(roster_id: int) -> None:
    """The roster is applied: its page says so."""
    storage().delete(_key(roster_id))
