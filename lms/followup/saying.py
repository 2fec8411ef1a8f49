"""The reasons why a learner is at risk as sentences: to staff, and to the learner in a draft."""

from collections.abc import Iterable

from flask_babel import force_locale, format_date, ngettext
from flask_babel import gettext as _

from lms.core.i18n import DEFAULT_LANGUAGE, language
from lms.core.texts import LOCALES, localize
from lms.followup.risk_rules import Cause, Sign


def said(sign: Sign) -> str:
    """A reason, to staff, in the request's language."""
    title = localize(sign.title, language())[0]
    match sign.cause:
        case Cause.NEVER:
            text = ngettext(
                "Never signed in since they were enrolled %(num)s day ago",
                "Never signed in since they were enrolled %(num)s days ago",
                sign.count,
            )
        case Cause.INACTIVE:
            text = ngettext("No activity for %(num)s day", "No activity for %(num)s days", sign.count)
        case Cause.FAILED:
            text = ngettext(
                "%(num)s failed try at %(title)s",
                "%(num)s failed tries at %(title)s",
                sign.count,
                title=title,
            )
        case Cause.OVERDUE:
            text = _("Overdue: %(title)s since %(day)s", title=title, day=format_date(sign.at, "d MMMM"))
        case Cause.BEHIND:
            text = ngettext(
                "Progress %(num)s point below the group’s median",
                "Progress %(num)s points below the group’s median",
                sign.count,
            )
    return str(text)


def told(sign: Sign) -> str:
    """The same in a draft, to the learner; nothing compares them with others."""
    title = localize(sign.title, language())[0]
    match sign.cause:
        case Cause.NEVER:
            text = _("You have not signed in yet. Do you need help to begin?")
        case Cause.INACTIVE:
            text = ngettext(
                "I have not seen you in the course for %(num)s day.",
                "I have not seen you in the course for %(num)s days.",
                sign.count,
            )
        case Cause.FAILED:
            text = _(
                "“%(title)s” has not worked out yet. We can look at what is in the way together.", title=title
            )
        case Cause.OVERDUE:
            text = _("“%(title)s” was due on %(day)s.", title=title, day=format_date(sign.at, "d MMMM"))
        case Cause.BEHIND:
            text = _("There is still a good part of the course before you: shall we plan it together?")
    return str(text)


def draft(name: str, sender: str, spoken: str, signs: Iterable[Sign], group: str) -> tuple[str, str]:
    """Subject and text of a first draft to a learner, in their language."""
    with force_locale(LOCALES.get(spoken, LOCALES[DEFAULT_LANGUAGE])):
        sentences = "\n".join(f"- {told(sign)}" for sign in signs)
        parts = [
            _("Hello %(name)s,", name=name),
            sentences,
            _("Is everything all right? Answer this message: we will find a way to go on."),
            sender,
        ]
        return _("How are you getting on? – %(group)s", group=group), "\n\n".join(filter(None, parts))
