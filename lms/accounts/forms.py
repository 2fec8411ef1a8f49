"""The forms of sign-up, sign-in, reset and settings."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from lms.accounts import addresses, passwords, rules
from lms.core.forms import Form
from lms.core.i18n import LANGUAGES

REGIONS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@cache
def timezone_choices() -> list[SelectChoice]:
    """Zones named after a place, and UTC, in alphabetical order."""
    names = sorted(name for name in available_timezones() if name.startswith(REGIONS))
    return [SelectChoice("UTC"), *(SelectChoice(name, name.replace("_", " ")) for name in names)]


def check_name(form: Form, field: Any) -> None:
    """A name is one line that can be printed."""
    if not rules.is_name_writable(field.data):
        raise ValidationError(_l("Enter a name on one line, without control characters."))


def check_new_password(form: Form, field: Any) -> None:
    """Long enough, and not among the first that anyone would try; nothing is asked of its composition."""
    if len(field.data) < rules.PASSWORD_MIN:
        raise ValidationError(_l("Choose a password of at least 8 characters."))
    if len(field.data) > rules.PASSWORD_MAX:
        raise ValidationError(_l("Choose a password of at most 200 characters."))
    if passwords.is_common(field.data, form.words_about_person()):
        raise ValidationError(_l("This password is easy to guess. Choose a longer or less common one."))


NAME_VALIDATORS = [
    DataRequired(_l("Enter your name.")),
    Length(max=rules.NAME_MAX, message=_l("Enter a name of at most 120 characters.")),
    check_name,
]


class SignInForm(Form):
    """Address and password. What is wrong with them is never said by field, save when one is missing."""

    email = EmailField(_l("Email"), [InputRequired(_l("Enter your email address."))])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password."))])
    next = HiddenField()


class SignUpForm(Form):
    """A new account."""

    email = EmailField(_l("Email"), [InputRequired(_l("Enter your email address."))])
    name = StringField(_l("Name"), NAME_VALIDATORS)
    password = PasswordField(_l("Password"), [InputRequired(_l("Choose a password.")), check_new_password])
    next = HiddenField()

    def validate_email(self, field: Any) -> None:
        """Mail can reach the address."""
        if addresses.usable(field.data) is None:
            raise ValidationError(_l("Enter an email address such as name@example.org."))

    def words_about_person(self) -> list[str]:
        """What a password may not simply repeat."""
        return [self.name.data or "", self.email.data or "", (self.email.data or "").partition("@")[0]]


class AskResetForm(Form):
    """The address to send a reset link to."""

    email = EmailField(_l("Email"), [InputRequired(_l("Enter your email address."))])


class NewPasswordForm(Form):
    """The new password behind a reset link."""

    password = PasswordField(
        _l("New password"), [InputRequired(_l("Choose a password.")), check_new_password]
    )
    end_others = BooleanField(_l("Sign out of my other devices"))

    def words_about_person(self) -> list[str]:
        """Nothing is known of the person before the link is used."""
        return []


class ChangePasswordForm(Form):
    """A new password, by someone who knows the current one."""

    current = PasswordField(_l("Current password"), [InputRequired(_l("Enter your current password."))])
    password = PasswordField(
        _l("New password"), [InputRequired(_l("Choose a password.")), check_new_password]
    )
    end_others = BooleanField(_l("Sign out of my other devices"))

    def words_about_person(self) -> list[str]:
        """What a password may not simply repeat."""
        return [current_user.name, current_user.email, current_user.email.partition("@")[0]]


class ProfileForm(Form):
    """What a person says about themselves; the address is shown, not edited."""

    name = StringField(_l("Name"), NAME_VALIDATORS)
    language = RadioField(
        _l("Language"),
        [InputRequired(_l("Choose a language."))],
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )
    theme = RadioField(
        _l("Theme"),
        [InputRequired(_l("Choose a theme."))],
        choices=[
            SelectChoice("system", _l("System")),
            SelectChoice("light", _l("Light")),
            SelectChoice("dark", _l("Dark")),
        ],
    )
    timezone = SelectField(
        _l("Time zone"), [InputRequired(_l("Choose a time zone."))], choices=timezone_choices
    )
