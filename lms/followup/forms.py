"""What an address of a list asks for: GET forms, so that every view of a list has a link of its own."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SearchField, SelectField
from wtforms.validators import Length, Optional

from lms.core.forms import Form
from lms.followup.rules import Show


class CohortsForm(Form):
    """Search among cohorts."""

    q = SearchField(_("Search a cohort"), validators=[Optional(), Length(max=100)])


class LearnersForm(Form):
    """Search and filter among the learners of a cohort; the order that was chosen is kept."""

    q = SearchField(_("Search a name"), validators=[Optional(), Length(max=100)])
    show = SelectField(
        _("Show"),
        choices=[
            (Show.ALL.value, _("All")),
            (Show.NEVER_STARTED.value, _("Never started")),
            (Show.INACTIVE.value, _("Inactive for 7 days")),
            (Show.COMPLETED.value, _("Completed")),
        ],
        default=Show.ALL.value,
        validate_choice=False,
    )
    sort = HiddenField()
