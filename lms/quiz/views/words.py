"""What the page's script says, translated here: a script holds no sentence of its own."""

from flask_babel import gettext, ngettext

from lms.quiz.pages import SitPage

WARNINGS = (10, 5, 1)
"""Minutes before the end at which the time left is announced, beside half-time."""


def script_words(page: SitPage) -> dict[str, object]:
    """Sentences by name; `{time}`, `{count}` and `{minutes}` are filled in by the script."""
    return {
        "saving": gettext("Saving…"),
        "saved": gettext("Saved at {time}"),
        "unsaved": gettext("Not saved yet. Trying again…"),
        "refused": gettext("Not saved. Your answer is still on this page."),
        "offline": gettext(
            "You are offline. Your last answer is kept on this page, not yet on the server. Don't close this tab."
        ),
        "online": gettext("Back online. All your answers are saved."),
        "signedOut": gettext(
            "You are signed out, so your last answer is not saved yet. Sign in again in a new tab, then come back: this page keeps what you typed."
        ),
        "timeUp": gettext("Time is up. Your saved answers are being submitted."),
        "timeLeft": gettext("{time} left"),
        "elsewhere": gettext("You answered this question on another device at {time}."),
        "hideTime": gettext("Hide the time left"),
        "showTime": gettext("Show the time left"),
        "noAnswer": gettext("No answer"),
        "warnings": _warnings(page),
    }


def _warnings(page: SitPage) -> dict[int, str]:
    """By seconds left, what to announce."""
    attempt = page.sitting.attempt
    if attempt.due_at is None:
        return {}
    whole = int((attempt.due_at - attempt.started_at).total_seconds())
    half = whole // 2
    said = {minutes * 60: _left(minutes) for minutes in WARNINGS if minutes * 60 < whole}
    if half >= 60:
        said.setdefault(half, gettext("Half of your time is left. Your answers are saved as you go."))
    return said


def _left(minutes: int) -> str:
    return str(
        ngettext(
            "%(num)s minute left. Your answers are saved as you go.",
            "%(num)s minutes left. Your answers are saved as you go.",
            minutes,
        )
    )
