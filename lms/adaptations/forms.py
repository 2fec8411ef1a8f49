"""The forms of a person's needs and of the officer's notes. The services say what can't be kept."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, TextAreaField
from wtforms.validators import DataRequired
from wtforms.widgets import HiddenInput

from lms.adaptations.services import Notes
from lms.core.forms import Refusable


class NeedForm(Refusable):
    """What helps somebody follow the training."""

    text = TextAreaField(
        _("What helps me follow this training"),
        validators=[
            DataRequired(_("Write what helps you. To say nothing any more, withdraw what you wrote."))
        ],
        description=_(
            "For example: larger print, more time, a quiet room, breaks, a sign-language interpreter, a place near the door."
        ),
    )
    version = IntegerField(widget=HiddenInput(), default=0)

    def said(self) -> str:
        """The text, its lines ended in one way."""
        return (self.text.data or "").replace("\r\n", "\n")


class NotesForm(Refusable):
    """What the officer notes of what was decided and done."""

    text = TextAreaField(
        _("What was decided and done"),
        validators=[DataRequired(_("Write what was decided or done, even if it is nothing yet."))],
        description=_("Only the accessibility officers of the centre read it."),
    )
    version = IntegerField(widget=HiddenInput(), default=0)
    seen = IntegerField(widget=HiddenInput(), default=0)

    def notes(self) -> Notes:
        """What was written, and over what."""
        text = (self.text.data or "").replace("\r\n", "\n")
        return Notes(text, self.version.data or 0, self.seen.data or 0)
