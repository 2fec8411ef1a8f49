"""The forms of a centre's settings page: each saves its own fields alone."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, Field, IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from lms.accounts.addresses import usable
from lms.centres.identity_rules import ACTIONS, REGIONS, compact
from lms.centres.settings_rules import LIMITS
from lms.core.forms import Refusable
from lms.core.retention import Kind

NUMBERS = frozenset({"siret", "naf", "activity_number"})
"""Fields in which spaces do not count."""
ACTION_NAMES = (
    _("Training actions"),
    _("Skills assessments"),
    _("Recognition of experience (VAE)"),
    _("Apprenticeship training"),
)


def _text(label: str, longest: int, description: str = "", *needed: Any) -> StringField:
    return StringField(label, description=description, validators=[*needed, Length(max=longest)])


class PartForm(Refusable):
    """Some fields of a centre."""

    def typed(self) -> dict[str, Field]:
        """The fields of the centre, by name: all but the form's token."""
        return {name: field for name, field in self._fields.items() if name != "csrf_token"}

    def show(self, held: Any) -> None:
        """Fill the form with what is kept now."""
        for name, field in self.typed().items():
            value = getattr(held, name)
            field.data = list(value) if isinstance(value, tuple) else value

    def part(self) -> dict[str, Any]:
        """What was typed, once it is valid, by the names of the fields."""
        return {name: _said(field) for name, field in self.typed().items()}


def _said(field: Field) -> Any:
    """A text that was not sent is empty; a day may be none."""
    return "" if field.data is None and not isinstance(field, DateField) else field.data


class IdentityForm(PartForm):
    """Who the centre is, and who signs for it."""

    name = _text(
        _("Name of the centre"),
        200,
        _("As learners read it."),
        DataRequired(_("Enter a name for the centre.")),
    )
    legal_name = _text(_("Legal name"), 200, _("When it differs from the name above."))
    legal_form = _text(_("Legal form"), 100, _("For example association, SARL, SAS or SCIC."))
    siret = _text(_("SIREN or SIRET number"), 20, _("9 or 14 digits; spaces do not matter."))
    naf = _text(_("NAF code"), 8, _("For example 8559A."))
    address = _text(_("Address"), 400)
    phone = _text(_("Phone number"), 40)
    contact_email = _text(_("Contact e-mail address"), 320)
    representative_name = _text(_("Legal representative"), 200)
    representative_title = _text(_("Quality of the legal representative"), 200, _("For example chairwoman."))
    signatory_name = _text(
        _("Who signs certificates"), 200, _("Certificates that were issued keep their own.")
    )
    signatory_title = _text(_("Quality of who signs certificates"), 200)
    legal_line = _text(
        _("Legal line"), 400, _("One line that stands on certificates and on programme sheets.")
    )

    def validate_contact_email(self, field: Any) -> None:
        """An address that mail reaches, or none."""
        if field.data and usable(field.data) is None:
            raise ValidationError(_("Enter an address such as name@example.org."))

    def part(self) -> dict[str, Any]:
        """Numbers without their spaces."""
        return _compacted(super().part())


def _compacted(part: dict[str, Any]) -> dict[str, Any]:
    return {name: compact(value or "") if name in NUMBERS else value for name, value in part.items()}


class ActivityForm(PartForm):
    """What the centre declared, its taxes, and its certificate of quality."""

    activity_number = _text(
        _("Number of activity declaration (NDA)"), 20, _("11 characters; spaces do not matter.")
    )
    region = SelectField(
        _("Region whose prefect keeps the register"),
        choices=[SelectChoice("", _("No region chosen")), *(SelectChoice(name, name) for name in REGIONS)],
        validators=[Optional()],
    )
    vat = RadioField(
        _("Value added tax"),
        choices=[
            SelectChoice("", _("Not said")),
            SelectChoice(
                "exempt", _("Exempt (article 261-4-4° a of the tax code, with certificate no. 3511)")
            ),
            SelectChoice("franchise", _("Below the threshold (article 293 B of the tax code)")),
            SelectChoice("taxable", _("Taxable")),
        ],
        validators=[Optional()],
    )
    vat_certificate = _text(
        _("Certificate no. 3511"),
        60,
        _("If you are exempt: its number, or the day on which it was given."),
    )
    quality_number = _text(_("Qualiopi certificate number"), 60)
    quality_by = _text(_("Certified by"), 200)
    quality_for = SelectMultipleField(
        _("Certified for"),
        choices=[SelectChoice(one, label) for one, label in zip(ACTIONS, ACTION_NAMES, strict=True)],
    )
    quality_until = DateField(_("Qualiopi certificate valid until"), validators=[Optional()])

    def part(self) -> dict[str, Any]:
        """Numbers without their spaces; kinds of action in one order."""
        typed = _compacted(super().part())
        return {**typed, "quality_for": tuple(one for one in ACTIONS if one in typed["quality_for"])}


class ContactsForm(PartForm):
    """Whom to turn to, for what."""

    teaching_contact = _text(
        _("Teaching"), 300, _("Name and how to reach them, as in all fields of this form.")
    )
    administrative_contact = _text(_("Administration"), 300, _("Shown on programme sheets."))
    accessibility_contact = _text(_("Disability"), 300, _("Shown on programme sheets."))
    complaints_contact = _text(_("Complaints"), 300, _("Shown on programme sheets."))
    safety_contact = _text(_("Violence and harassment"), 300)
    privacy_contact = _text(_("Data protection (DPO)"), 300)


class ColoursForm(PartForm):
    """The colour of the centre, on light and on dark pages."""

    accent = _text(_("Colour on light pages"), 7, _("Such as #1F4FD8. Empty: no colour of your own."))
    accent_dark = _text(
        _("Colour on dark pages"), 7, _("Empty: the nearest to the other that can be read on dark pages.")
    )


def _number(label: Any, name: str, changes: str) -> IntegerField:
    return _whole(label, LIMITS[name], changes)


def _whole(label: Any, limits: tuple[int, int], says: Any) -> IntegerField:
    least, most = limits
    between = _("Enter a whole number from %(least)s to %(most)s.", least=least, most=most)
    return IntegerField(
        label,
        description=says,
        validators=[InputRequired(between), NumberRange(least, most, between)],
    )


class SettingsForm(PartForm):
    """What counts in all groups of the centre."""

    inactive_days = _number(
        _("At risk: days without activity"),
        "inactive_days",
        _(
            "From so many days on, a learner is listed as at risk, in groups that have no thresholds of their own."
        ),
    )
    failed_tries = _number(
        _("At risk: failed tries at one quiz"),
        "failed_tries",
        _("From so many failed tries on, a learner is listed as at risk, in the same groups."),
    )
    behind_points = _number(
        _("At risk: points below the group’s median"),
        "behind_points",
        _(
            "From so many points of progress below the others on, a learner is listed as at risk, in the same groups."
        ),
    )
    readable_months = _number(
        _("Months of reading after a group’s end"),
        "readable_months",
        _("So long, learners still read the course of a group that is over. 0: they stop with its last day."),
    )
    unmarked_days = _number(
        _("Days before a work that waits for its mark is reported"),
        "unmarked_days",
        _("After so many days, it is counted in what needs you today and in the morning’s mail."),
    )
    answer_days = _number(
        _("Days within which you promise to answer a request"),
        "answer_days",
        _(
            "Learners read it where they ask for time or an attempt; a request that waits longer is reported. 0: nothing is promised."
        ),
    )
    sign_before_minutes = _number(
        _("Attendance: minutes before a session from which its learners sign"),
        "sign_before_minutes",
        _("So long before a live session begins, its attendance sheet opens."),
    )
    sign_after_hours = _number(
        _("Attendance: hours after a session until which its learners sign"),
        "sign_after_hours",
        _("After that, who teaches says who was there. 0: learners sign until the session ends."),
    )


def keep_form(kinds: Sequence[Kind]) -> type[PartForm]:
    """The form that asks for how many months each kind is kept."""
    fields = {kind.key: _whole(_(kind.label), (kind.least, kind.most), _(kind.says)) for kind in kinds}
    return type("KeepForm", (PartForm,), fields)
