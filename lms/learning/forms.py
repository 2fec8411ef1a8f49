"""Forms of enrolment."""

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from lms.cohorts.rules import normalise_code
from lms.core.forms import Form
from lms.core.i18n import LANGUAGES


class EnrolForm(Form):
    """The name that the certificate will print, and the language of the course."""

    printed_name = StringField(
        _("Name on your certificate"),
        validators=[
            DataRequired(_("Enter the name to print on your certificate.")),
            Length(max=300, message=_("Write the name in 300 characters at most.")),
        ],
        description=_(
            "First name then last name, as you want them printed. You can't change it alone later."
        ),
    )
    language = RadioField(_("Course language"), validate_choice=True)

    def offer(self, languages: tuple[str, ...], preferred: str) -> None:
        """Offer the course's languages, the person's own first; another one falls back to it."""
        self.language.choices = [(code, LANGUAGES.get(code, code)) for code in languages]
        if self.language.data not in languages:
            self.language.data = preferred if preferred in languages else languages[0]

    def validate_printed_name(self, field: StringField) -> None:
        """A character that no font of the certificate can print is refused now, not when it is issued."""
        if field.errors:  # far too long, perhaps: typesetting it takes seconds, or fails
            return
        missing = current_app.extensions["lms"].unprintable(field.data or "")
        if missing:
            raise ValidationError(
                gettext(
                    "The certificate can't print these characters: %(characters)s. Write the name another way.",
                    characters=" ".join(missing),
                )
            )


class CodeForm(Form):
    """A cohort's join code, as a person types it."""

    code = StringField(
        _("Group code"),
        validators=[
            DataRequired(_("Enter the code that your centre gave you.")),
            Length(max=40, message=_("A code has ten letters and digits, for example 7F3K2-M9QXA.")),
        ],
        description=_("Ten letters and digits; spaces and hyphens don't matter."),
    )

    def validate_code(self, field: StringField) -> None:
        """A code holds letters or digits."""
        if not normalise_code(field.data or ""):
            raise ValidationError(gettext("A code has ten letters and digits, for example 7F3K2-M9QXA."))
