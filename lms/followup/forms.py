"""The form of accommodations (P34)."""

from decimal import Decimal

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from lms.centres.models import Accommodation
from lms.centres.queries import terms_of
from lms.centres.rules import MOST_MINUTES, MOST_TIME, NOTHING_GRANTED, Terms
from lms.core.errors import InvalidInput
from lms.core.forms import Form
from lms.core.i18n import sentence

USUAL, OWN, UNLIMITED = "1", "own", "unlimited"
FACTORS = (USUAL, "1.33", "1.5", "2")


def _amount(label: str, name: str, description: str = "") -> IntegerField:
    most = MOST_MINUTES[name]
    between = NumberRange(0, most, _("Enter a whole number from 0 to %(most)s.", most=most))
    return IntegerField(label, default=0, description=description, validators=[Optional(), between])


class AccommodationForm(Form):
    """What a centre grants a person. It has no field for a reason: none is kept."""

    time = RadioField(
        _("Time limits"),
        choices=[
            SelectChoice(USUAL, _("As for everyone")),
            SelectChoice("1.33", _("A third more (× 1.33)")),
            SelectChoice("1.5", _("Half as much again (× 1.5)")),
            SelectChoice("2", _("Double (× 2)")),
            SelectChoice(OWN, _("Another factor")),
            SelectChoice(UNLIMITED, _("No time limit")),
        ],
        default=USUAL,
        validators=[InputRequired(_("Choose one."))],
    )
    factor = StringField(
        _("Factor"),
        description=_("Only for “Another factor”, for example 1.25."),
        validators=[Length(max=10)],
    )
    extra_minutes = _amount(_("Minutes on top, for each quiz with a time limit"), "extra_minutes")
    window_minutes = _amount(
        _("Quizzes close later, by minutes"), "window_minutes", _("1440 minutes are a day.")
    )
    extra_attempts = _amount(_("More attempts at each quiz"), "extra_attempts")
    pause_minutes = _amount(
        _("Pauses in each attempt, in minutes"), "pause_minutes", _("The clock stands still meanwhile.")
    )
    hides_timer = BooleanField(_("No visible timer"))
    spelling_not_assessed = BooleanField(_("Spelling is not assessed"))

    def show(self, held: Accommodation | None) -> None:
        """Fill the form with what is granted now."""
        terms = terms_of(held) if held else NOTHING_GRANTED
        factor = f"{terms.time_factor.normalize():f}"
        self.time.data = UNLIMITED if terms.is_unlimited else factor if factor in FACTORS else OWN
        self.factor.data = factor if self.time.data == OWN else ""
        for name in (*MOST_MINUTES, "hides_timer", "spelling_not_assessed"):
            self[name].data = getattr(terms, name)

    def validate_factor(self, field: StringField) -> None:
        """Needed for another factor alone; a comma is a decimal point."""
        if self.time.data == OWN and self._factor() is None:
            raise ValidationError(_("Enter a number from 1 to %(most)s, for example 1.25.", most=MOST_TIME))

    def _factor(self) -> Decimal | None:
        whole, _point, parts = (self.factor.data or "").replace(",", ".").partition(".")
        typed = f"{whole}.{parts or 0}"
        if not (whole + parts).isascii() or not (whole + parts).isdigit() or len(parts) > 2 or not whole:
            return None
        factor = Decimal(typed)
        return factor if 1 <= factor <= MOST_TIME else None

    def terms(self) -> Terms:
        """What was typed, once it is valid."""
        chosen = self.time.data
        factor = self._factor() if chosen == OWN else Decimal(chosen if chosen in FACTORS else 1)
        return Terms(
            time_factor=factor or Decimal(1),
            is_unlimited=chosen == UNLIMITED,
            hides_timer=self.hides_timer.data,
            spelling_not_assessed=self.spelling_not_assessed.data,
            **{name: self[name].data or 0 for name in MOST_MINUTES},
        )

    def refuse(self, error: InvalidInput) -> None:
        """Say at a field why the service refused."""
        assert error.reason is not None
        field = self[error.field] if error.field in self._fields else self.time
        field.errors = [*field.errors, sentence(error.reason)]
