"""What the page's script says, translated here: a script holds no sentence of its own."""

from flask_babel import gettext, ngettext

from lms.quiz.pages import SitPage
from lms.quiz.views import bp

WARNINGS = (10, 5, 1)
"""Minutes before the end at which the time left is announced, beside half-time."""


def script_words(page: SitPage) -> dict[str, object]:
    """Sentences by name; `{time}`, `{count}` and `{minutes}` are filled in by the script."""
    return {
        "saving": gettext("Saving…"),
        "saved": gettext("Saved at {time}"),
        "unsaved": gettext("Not saved yet. Trying again…"),
        "unsavedShort": gettext("Not saved yet"),
        "refused": gettext("Not saved. Your answer is still on this page."),
        "refusedShort": gettext("Not saved"),
        "offline": gettext(
            "You are offline. Your last answer is kept on this device, not yet on the server. Don't close this tab."
        ),
        "online": gettext("Back online. All your answers are saved."),
        **_kept(),
        **_signing_in(),
        **_ending(),
        "timeUp": gettext("Time is up. Your saved answers are being submitted."),
        "timeLeft": gettext("{time} left"),
        "elsewhere": gettext("You answered this question on another device at {time}."),
        "elsewhereNumber": gettext("You answered question {number} on another device at {time}."),
        "question": gettext("Question {number}"),
        "hideTime": gettext("Hide the time left"),
        "showTime": gettext("Show the time left"),
        "noAnswer": gettext("No answer"),
        "warnings": _warnings(page),
    }


def _kept() -> dict[str, str]:
    """What this device keeps of answers that are not on the server yet."""
    return {
        "restored": gettext(
            "Restored from this device: what you typed in question {numbers} was not on the server yet."
        ),
        "keptNowhere": gettext(
            "This browser keeps nothing when a page is closed. Don't close this tab before all your answers are saved."
        ),
        "unsentLong": gettext(
            "Some answers are not on the server yet. They are kept on this device and sent as soon as possible; you can also download them."
        ),
        "cantLeave": gettext(
            "The server can't be reached, so the next page may not come. Your answers are kept on this device. Press the button again to try anyway."
        ),
        "fileName": gettext("unsaved-answers.txt"),
    }


@bp.app_template_global("outbox_words")
def outbox_words() -> dict[str, str]:
    """What the pages beside a running attempt say of answers that this device still holds."""
    return {
        "waiting": gettext(
            "This device still holds answers that are not on the server yet (question {numbers}). They are being sent."
        ),
        "keptLate": gettext(
            "What this device still held of question {numbers} reached the server after the end. It is kept and does not count; a marker may accept it."
        ),
        "notPart": gettext(
            "This device holds answers that are not part of what was submitted (question {numbers}). You can download them."
        ),
        "question": gettext("Question {number}"),
        "noAnswer": gettext("No answer"),
        "fileName": gettext("unsaved-answers.txt"),
    }


def _signing_in() -> dict[str, str]:
    """Signing in again without leaving the page."""
    return {
        "signedOut": gettext(
            "You are signed out, so your last answer is not saved yet. Sign in again: this page keeps what you typed."
        ),
        "somebodyElse": gettext(
            "Somebody else is signed in on this browser now. Nothing of this page is sent until you sign in again as the person who began this attempt."
        ),
        "notSignedIn": gettext("Signing in did not work. Check the connection and try again."),
    }


def _ending() -> dict[str, str]:
    """An end that moves, or that has come."""
    return {
        "extended": gettext("Your instructor added {minutes} min. New end: {time}"),
        "newEnd": gettext("New end: {time}"),
        "noEnd": gettext("There is no time limit any more."),
        "announcement": gettext("Announcement:"),
        "timeUpOffline": gettext(
            "Time is up, but the server can't be reached. Your answers are kept on this device and sent as soon as possible; what was saved before counts."
        ),
        "ended": gettext("This attempt was submitted. It takes no more answers."),
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
