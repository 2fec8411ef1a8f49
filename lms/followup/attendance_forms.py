"""What staff state about a learner at a session."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import TimeInput

from lms.attendance.rules import LONGEST_REASON, Kind
from lms.attendance.services import Statement
from lms.core.forms import Refusable

CHOICES = (
    (Kind.PRESENT, _("Was there")),
    (Kind.LATE, _("Arrived late")),
    (Kind.LEFT, _("Left early")),
    (Kind.ABSENT, _("Absent")),
)
UNKNOWN = _("Choose one of the four: was there, arrived late, left early, or absent.")


class StateForm(Refusable):
    """One for each learner of the page, told apart by its prefix. What is typed stays as it is, even when it is no time."""

    kind = RadioField(
        _("State"),
        choices=[SelectChoice(kind.value, label) for kind, label in CHOICES],
        validators=[InputRequired(UNKNOWN)],
        validate_choice=False,  # the service says what is wrong with another one
    )
    moment = StringField(
        _("Time of day"),
        validators=[Optional(), Length(max=20)],
        widget=TimeInput(),
        description=_("When they arrived or left."),
    )
    reason = StringField(
        _("Reason"),
        validators=[
            Optional(),
            Length(max=LONGEST_REASON, message=_("Write %(max)d characters at most.")),
        ],
        description=_("Of an absence or a correction; “not known” will do."),
    )

    def statement(self) -> Statement:
        """What was typed, as the service takes it."""
        return Statement(self.kind.data or "", self.moment.data or "", self.reason.data or "")


def prefix_of(enrolment_id: int) -> str:
    """What tells the fields of one learner's form from the others'."""
    return f"e{enrolment_id}"
