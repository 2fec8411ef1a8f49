"""The wiring between features: who hears which signal, and what each hands up to the floor. `app.py` calls it."""

from flask import Flask

from lms.core import signals


def connect(app: Flask) -> None:
    """Connect subscribers and hooks to a new application."""
    signals.disconnect_all()
