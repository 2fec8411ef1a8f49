"""The form of a note about a learner."""

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from lms.core.forms import Refusable


class NoteForm(Refusable):
    """What staff note; the service says what is wrong with it."""

    text = TextAreaField(
        _("New note"),
        validators=[InputRequired(_("Write something before you save."))],
        description=_(
            "Colleagues who follow this group read it, and the learner may ask to. Nothing about health or private life."
        ),
    )
