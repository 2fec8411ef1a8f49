"""The forms of live sessions."""

import secrets
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import DateTimeLocalInput

from lms.cohorts.live_models import LiveSession
from lms.cohorts.live_rules import MOST_WEEKS
from lms.cohorts.live_sessions import Meeting
from lms.core.forms import Form, Refusable

TEXTS = ("title", "starts_local", "ends_local", "place", "link", "people", "note")


def _local(label: str, needed: str) -> StringField:
    """What was typed stays as it is, even when it is no time."""
    return StringField(label, validators=[InputRequired(needed), Length(max=40)], widget=DateTimeLocalInput())


def _text(label: str, most: int, description: str = "") -> StringField:
    too_long = _("Write %(max)d characters at most.")
    return StringField(label, validators=[Length(max=most, message=too_long)], description=description)


def _tell() -> BooleanField:
    hint = _("Each learner of the group gets one mail, with a file for their calendar.")
    return BooleanField(_("Tell the learners by mail"), default=True, description=hint)


class CancelForm(Form):
    """Whether the learners hear that a session is cancelled."""

    tell = _tell()


class LiveForm(Refusable):
    """A session, and on a new one how many weeks it comes back; `token` tells a form that is sent twice."""

    title = StringField(
        _("Title"),
        validators=[InputRequired(_("Enter a title for the session.")), Length(max=200)],
        description=_("For example “Virtual class: writing for a network”."),
    )
    starts_local = _local(_("Starts"), _("Enter when it starts."))
    ends_local = _local(_("Ends"), _("Enter when it ends."))
    place = _text(_("Place"), 300, _("A room, an address, or nothing for a session online."))
    link = _text(_("Link to join"), 500, _("An address that begins with https://. Only this group sees it."))
    people = _text(_("Led by"), 300)
    note = TextAreaField(_("Note for the learners"), validators=[Length(max=2000)])
    times = IntegerField(
        _("How many weeks"),
        default=1,
        validators=[
            InputRequired(_("Enter a whole number from 1 on.")),
            NumberRange(1, MOST_WEEKS, _("Enter a whole number from 1 to 52.")),
        ],
        description=_(
            "1 for a single session; 6 for the same hour on six weeks. Look at the dates before you save."
        ),
    )

    tell = _tell()
    token = HiddenField(default=lambda: secrets.token_hex(16))

    def show(self, one: LiveSession) -> None:
        """Fill the form with a session."""
        for name in TEXTS:
            self[name].data = getattr(one, name)

    def meeting(self) -> Meeting:
        """What was typed, as the services take it."""
        values: dict[str, Any] = {name: self[name].data or "" for name in TEXTS}
        return Meeting(**values)
