"""Forms of authoring."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from lms.authoring.arranging import LONGEST_TITLE
from lms.core.forms import Form
from lms.core.i18n import LANGUAGES


class CourseForm(Form):
    """A new course."""

    title = StringField(
        _("Title"),
        validators=[InputRequired(_("Enter a title.")), Length(max=LONGEST_TITLE)],
        description=_("You can change it until and after you publish."),
    )
    languages = SelectMultipleField(
        _("Languages"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        default=["fr"],
        validators=[InputRequired(_("Choose at least one language."))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        description=_("The first one is the course’s own; lessons are written in each."),
    )
    centre = SelectField(_("Centre"), coerce=int)
