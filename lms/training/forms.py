"""The forms of a training sheet and of a trainee's file."""

from collections.abc import Collection, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from lms.centres.nomenclature_rules import Entry, Wording, label_of
from lms.core.forms import Refusable
from lms.core.i18n import language
from lms.training.file_rules import TraineeFile
from lms.training.names import MODALITY_NAMES
from lms.training.sheet_rules import TEXTS, Sheet, codes_of, compact


class Amount(StringField):
    """A number with decimals, written with a point or a comma, spaces between thousands; None when nothing is written."""

    def _value(self) -> str:
        return format(self.data, "f") if isinstance(self.data, Decimal) else self.data or ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number; what was typed stays when it is none."""
        self.data = valuelist[0] if valuelist else ""
        typed = "".join(self.data.replace(",", ".").split())
        try:
            amount = Decimal(typed) if typed else None
        except InvalidOperation:
            raise ValueError(_("Enter a number, such as 35.5.")) from None
        exponent = amount.as_tuple().exponent if amount is not None else 0
        if not isinstance(exponent, int) or not -2 <= exponent <= 6 or len(typed) > 12:
            raise ValueError(_("Enter a number with two decimals at most, such as 35.5."))
        self.data = amount


def _line(label: Any, description: Any = "") -> StringField:
    return StringField(label, description=description)


def _area(label: Any, description: Any = "") -> TextAreaField:
    return TextAreaField(label, description=description)


class SheetForm(Refusable):
    """What a centre says of a course as a training action. Fields that the course fills are taken out by `offers`."""

    nature = SelectField(_("Kind of action"), validators=[Optional()])
    modality = RadioField(
        _("How it takes place"),
        choices=[
            SelectChoice("", _("Not said")),
            *(SelectChoice(key, _(name)) for key, name in MODALITY_NAMES.items()),
        ],
        validators=[Optional()],
    )
    hours = Amount(_("Duration in hours"))
    objectives = _area(_("Objectives"), _("One a line: what learners will be able to do."))
    prerequisites = _area(_("Prerequisites"), _("What one must know or hold before; “none” if nothing."))
    audience = _area(_("For whom"))
    methods = _area(_("How you learn"))
    means = _area(_("Means and equipment"), _("Rooms, software, documents, and who helps learners."))
    assessment = _area(_("How you are assessed"))
    recognition = _area(_("What you receive"), _("Certificate of achievement, certification, nothing…"))
    price = Amount(_("Price"), description=_("In euros, for one person. Empty: what the course says."))
    access_delay = _area(_("Access delay"), _("Between the request and the beginning."))
    accessibility = _area(_("Accessibility"))
    code = _line(
        _("Certification code"), _("RNCP41364 or RS1234. Empty: the course leads to no certification.")
    )
    title = _line(_("Title of the certification"))
    blocks = _area(
        _("Blocks of skills"), _("One a line, with its code; empty when all of them are aimed at.")
    )
    certifier = _line(_("Certifying body"))
    expires_on = DateField(
        _("Registered until"),
        validators=[Optional()],
        description=_("The end of registration that France compétences gives."),
    )
    is_authorised = BooleanField(
        _("The centre is authorised to prepare for this certification (habilité)"),
        description=_("Only then, and until that day, does the public read of it."),
    )
    nsf = _line(_("NSF code"), _("Three digits and a small letter, such as 320m."))
    formacodes = _line(_("Formacodes"), _("Five digits each, such as 46252, 46347."))
    romes = _line(_("ROME codes"), _("A letter and four digits each, such as E1101."))

    def offers(self, natures: Iterable[Entry], wording: Wording, said: Collection[str]) -> None:
        """Offer these kinds of action, and only the texts that the course does not give."""
        self.nature.choices = _choices(natures, wording)
        for name in TEXTS:
            if name in said:
                del self[name]

    def show(self, sheet: Sheet) -> None:
        """Fill the form with what is kept now."""
        for name, value in vars(sheet).items():
            if name in self._fields:
                self[name].data = ", ".join(value) if isinstance(value, tuple) else value

    def part(self) -> dict[str, Any]:
        """What was typed, once it is valid, by the names of the fields."""
        typed = {name: _said(field) for name, field in self._fields.items() if name != "csrf_token"}
        typed |= {"code": compact(typed["code"]), "nsf": compact(typed["nsf"]).lower()}
        return {**typed, **{name: codes_of(typed[name]) for name in ("formacodes", "romes")}}


def _said(field: Field) -> Any:
    if isinstance(field, Amount | DateField | BooleanField):
        return field.data
    return (field.data or "").replace("\r\n", "\n")


def _choices(entries: Iterable[Entry], wording: Wording) -> list[SelectChoice]:
    """Entries by their keys, after none."""
    named = (SelectChoice(one.key, label_of(one, wording, language())) for one in entries)
    return [SelectChoice("", _("Not said")), *named]


class FileForm(Refusable):
    """What a centre keeps of a trainee for the law and for who pays."""

    category = SelectField(
        _("Category of trainee"),
        validators=[Optional()],
        description=_("As the yearly report to the State counts people (frame F-1)."),
    )
    funding = SelectField(
        _("Who pays, and by what"),
        validators=[Optional()],
        description=_("As the yearly report to the State counts money (frame C)."),
    )
    reference = _line(_("File number"), _("The one that whoever pays gave: OPCO, CPF, France Travail."))
    employer = _line(_("Employer"))
    born_on = DateField(_("Date of birth"), validators=[Optional()])

    def offers(
        self, lists: tuple[Iterable[Entry], Iterable[Entry]], wordings: tuple[Wording, Wording]
    ) -> None:
        """Offer these categories and fundings."""
        for field, entries, wording in zip((self.category, self.funding), lists, wordings, strict=True):
            field.choices = _choices(entries, wording)

    def file(self) -> TraineeFile:
        """What was typed, once it is valid."""
        return TraineeFile(
            self.category.data or "",
            self.funding.data or "",
            self.reference.data or "",
            self.employer.data or "",
            self.born_on.data,
        )
