"""A hook for what a person prefers: `accounts` owns the table, the footer of every page writes it."""

from collections.abc import Callable

_save: Callable[[int, str, str], None] | None = None


def connect(save: Callable[[int, str, str], None]) -> None:
    """`app.py` connects the accounts' service."""
    global _save
    _save = save


def save(user_id: int, field: str, value: str) -> None:
    """Store a preference of a person (`language` or `theme`), in its own transaction."""
    assert _save is not None
    _save(user_id, field, value)
