"""The forms of a cohort: what it is called, when and where it runs, and its next run."""

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.cohorts.models import Cohort
from lms.cohorts.services import DEFAULT_TIMEZONE
from lms.core.forms import Refusable

LONGEST_NAME = 200
MOST_SEATS = 100_000
SETTINGS = ("starts_on", "ends_on", "timezone", "seats", "join_until")
NEVER_BEFORE = date(2000, 1, 1)


def _day(label: str, description: str = "", *needed: Any) -> DateField:
    return DateField(label, description=description, validators=list(needed) or [Optional()])


class CohortForm(Refusable):
    """A cohort's settings. `course` is asked where a new one is made, `tell` where one is changed: each page deletes the other field."""

    course = SelectField(_("Course"), coerce=int, validators=[InputRequired(_("Choose a course."))])
    name = StringField(
        _("Name of the group"),
        validators=[InputRequired(_("Enter a name for the group.")), Length(max=LONGEST_NAME)],
        description=_("As its learners see it, for example “Spring 2027, evenings”."),
    )
    starts_on = _day(_("First day"), _("The dates of a course with a calendar are counted from it."))
    ends_on = _day(_("Last day"), _("Nobody can join afterwards; learners keep reading."))
    timezone = StringField(
        _("Time zone"),
        default=DEFAULT_TIMEZONE,
        validators=[InputRequired(_("Enter a time zone such as Europe/Paris.")), Length(max=64)],
        description=_("Every date of the group is in this zone, summer time included."),
    )
    tell = BooleanField(
        _("Tell the learners by mail of the live sessions that move"),
        default=True,
        description=_(
            "In another time zone the hours of the clock stay, so live sessions are at another moment: each learner gets one mail, with the files for their calendar."
        ),
    )
    seats = IntegerField(
        _("Places in the group"),
        validators=[Optional(), NumberRange(1, MOST_SEATS, _("Enter a whole number from 1 on."))],
        description=_("Empty: as many as come."),
    )

    join_until = _day(_("The code works until"), _("Empty: until the last day."))
    stops = BooleanField(
        _("Stop taking people"),
        description=_(
            "The code and the waiting list let nobody in while this is ticked; a roster still does."
        ),
    )

    def show(self, cohort: Cohort) -> None:
        """Fill the form with what the cohort has."""
        for name in ("name", *SETTINGS):
            self[name].data = getattr(cohort, name)
        self.stops.data = not cohort.takes_people

    def settings(self) -> dict[str, Any]:
        """What was typed, once it is valid, as the services take it; the name apart."""
        return {**{name: self[name].data for name in SETTINGS}, "takes_people": not self.stops.data}


class RunAgainForm(Refusable):
    """The next run of a cohort: a name and a first day, the rest follows."""

    name = StringField(
        _("Name of the group"),
        validators=[InputRequired(_("Enter a name for the group.")), Length(max=LONGEST_NAME)],
    )
    starts_on = _day(
        _("First day"),
        _("Every date moves with it, at the same hour; working days stay working days."),
        InputRequired(_("Enter the first day.")),
    )

    def suggest(self, cohort: Cohort) -> None:
        """The same name, and the day after the last one, on the weekday on which this one began."""
        self.name.data = cohort.name
        if cohort.starts_on is not None:
            after = (cohort.ends_on or cohort.starts_on) + timedelta(days=1)
            self.starts_on.data = after + timedelta(days=(cohort.starts_on - after).days % 7)
