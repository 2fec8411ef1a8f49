"""The forms around learners at risk: what counts, and the hour of the morning's mail."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from lms.core.forms import Form
from lms.followup.risk_rules import Cause, Thresholds

MOST = {"inactive_days": 365, "failed_tries": 20, "behind_points": 100}


def _number(label: str, name: str) -> IntegerField:
    between = _("Enter a whole number from 1 to %(most)s.", most=MOST[name])
    return IntegerField(label, validators=[InputRequired(between), NumberRange(1, MOST[name], between)])


class ThresholdsForm(Form):
    """From what on a learner is at risk, and which reasons count."""

    never = BooleanField(_("Never signed in"))
    inactive = BooleanField(_("No activity"))
    inactive_days = _number(_("Days without activity"), "inactive_days")
    overdue = BooleanField(_("Overdue items"))
    failed = BooleanField(_("Failed tries at a quiz"))
    failed_tries = _number(_("Failed tries at one quiz"), "failed_tries")
    behind = BooleanField(_("Behind the group"))
    behind_points = _number(_("Points below the group’s median"), "behind_points")

    def show(self, held: Thresholds) -> None:
        """Fill the form with what counts now."""
        for name in MOST:
            self[name].data = getattr(held, name)
        for cause in Cause:
            self[cause.value].data = held.counts(cause)

    def thresholds(self) -> Thresholds:
        """What was typed, once it is valid."""
        off = frozenset(cause for cause in Cause if not self[cause.value].data)
        return Thresholds(off=off, **{name: self[name].data for name in MOST})


class MorningForm(Form):
    """Whether a person has the morning's mail, and from what hour on."""

    is_on = BooleanField(_("Send me a mail on working days when something needs me"))
    hour = SelectField(
        _("From what hour on, in the centre’s time"),
        coerce=int,
        choices=[SelectChoice(hour, f"{hour:02}:00") for hour in range(5, 13)],
        default=8,
    )
