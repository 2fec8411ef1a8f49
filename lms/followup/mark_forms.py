"""The forms of decisions about marks: another mark, an excuse, an excuse for several."""

from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from lms.core.forms import Refusable
from lms.progress.decisions import LONGEST_REASON
from lms.quiz.engine.numbers import read_number
from lms.quiz.engine.question_type import InvalidAnswer

MOST = 100
DECIMALS = 2


def _why(description: str) -> TextAreaField:
    needed = InputRequired(_("Say why: the learner reads it, and it is kept."))
    too_long = Length(max=LONGEST_REASON, message=_("Write %(max)d characters at most."))
    return TextAreaField(_("Reason"), validators=[needed, too_long], description=description)


class ExcuseForm(Refusable):
    """Why a learner is excused."""

    why = _why(_("One or two sentences for the learner. Leave out their health and their private life."))


class MarkForm(Refusable):
    """Another mark, in percent, and why."""

    score = StringField(
        _("New mark, in percent"),
        validators=[InputRequired(_("Enter a mark from 0 to 100, in percent.")), Length(max=20)],
    )
    why = _why(_("One or two sentences for the learner."))

    def validate_score(self, field: StringField) -> None:
        """From 0 to 100, with two decimals at most; comma and point are decimal."""
        if self._percent() is None:
            raise ValidationError(gettext("Enter a mark from 0 to 100, in percent."))

    def _percent(self) -> Decimal | None:
        try:
            value = read_number((self.score.data or "").removesuffix("%")).value
        except InvalidAnswer:
            return None
        is_fine = value == round(value, DECIMALS)
        return value if is_fine and 0 <= value <= MOST else None

    def fraction(self) -> Decimal:
        """The mark as a fraction, once it is valid."""
        return (self._percent() or Decimal(0)) / MOST


class SeveralForm(ExcuseForm):
    """The learners who are excused, and why."""

    who = SelectMultipleField(
        _("Learners"),
        coerce=int,
        validators=[InputRequired(_("Choose at least one learner."))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
