"""The forms of the people room: invite, give a role, take up an invitation."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from lms.accounts.addresses import key_of, usable
from lms.accounts.forms import NAME_VALIDATORS, check_new_password
from lms.centres.role_names import ROLES
from lms.core.errors import InvalidInput
from lms.core.forms import Form, Refusable
from lms.core.i18n import LANGUAGES, language, sentence
from lms.core.permissions import Role
from lms.core.reasons import reason
from lms.core.texts import localize
from lms.people.queries import Places
from lms.people.rules import MOST_ADDRESSES, WHOLE_CENTRE, Offer, Place, addresses_of, place_of


def place_choices(places: Places) -> Iterable[SelectChoice]:
    """The whole centre, then its courses and groups that are not archived."""
    yield SelectChoice(WHOLE_CENTRE, _("The whole centre"))
    for id_, title in places.courses.items():
        if places.is_open(place := Place(course_id=id_)):
            yield SelectChoice(place.key, localize(title, language())[0], optgroup=_("One course"))
    for id_, name in places.cohorts.items():
        if places.is_open(place := Place(cohort_id=id_)):
            yield SelectChoice(place.key, name, optgroup=_("One group"))


class RoleForm(Form):
    """A role, and where it is held."""

    role = SelectField(_l("Role"), validate_choice=False)
    place = SelectField(
        _l("Where"),
        validate_choice=False,
        description=_l("A role on one course or one group reaches nothing else."),
    )
    employer = StringField(
        _l("Employer"), description=_l("For an employer’s reader alone: whose people they may see.")
    )

    def offers(self, places: Places) -> None:
        """Fill the lists with what can be chosen here."""
        self.role.choices = [SelectChoice(role.value, _(name)) for role, name in ROLES.items()]
        self.place.choices = list(place_choices(places))

    def validate_role(self, field: Any) -> None:
        """One of ours."""
        if field.data not in list(Role):
            raise ValidationError(_("Choose a role."))

    def validate_place(self, field: Any) -> None:
        """A place of this centre: whatever else is sent says nothing of what exists elsewhere."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(sentence(reason("people.place_closed")))

    def offer(self, centre_id: int) -> Offer:
        """What was chosen, once it is valid."""
        return Offer(centre_id, Role(self.role.data), place_of(self.place.data, self.employer.data or ""))

    def refuse(self, error: InvalidInput) -> None:
        """Say at a field why the service refused."""
        assert error.reason is not None
        field = self[error.field or "role"]
        field.errors = [*field.errors, sentence(error.reason)]


class InviteForm(RoleForm):
    """Some addresses, one a line, and the role that all of them are offered."""

    addresses = TextAreaField(
        _l("E-mail addresses"), description=_l("One a line, at most %(most)s.", most=MOST_ADDRESSES)
    )

    def validate_addresses(self, field: Any) -> None:
        """Each line that no mail could reach is named; nothing is sent while one is left."""
        typed = addresses_of(field.data or "")
        if not typed:
            field.errors = [sentence(reason("people.addresses_needed"))]
        elif len(typed) > MOST_ADDRESSES:
            field.errors = [sentence(reason("people.too_many_addresses", most=MOST_ADDRESSES))]
        else:
            field.errors = [
                sentence(reason("people.bad_address", line=line, address=address[:80]))
                for line, address in typed
                if usable(address) is None
            ]

    def refuse_holders(self, keys: set[str]) -> bool:
        """Name the lines of those who hold the role already; whether there are any."""
        self.addresses.errors = [
            sentence(reason("people.holds_already", line=line, address=address))
            for line, address in addresses_of(self.addresses.data)
            if key_of(address) in keys
        ]
        return bool(self.addresses.errors)

    def wanted(self) -> list[str]:
        """The addresses, once they are valid."""
        return [address for _line, address in addresses_of(self.addresses.data)]


class JoinForm(Form):
    """The account that an invited person makes; the address is the invitation's."""

    name = StringField(_l("Name"), NAME_VALIDATORS)
    password = PasswordField(_l("Password"), [InputRequired(_l("Choose a password.")), check_new_password])
    language = RadioField(
        _l("Language"),
        [InputRequired(_l("Choose a language."))],
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )
    email = ""
    """Whose account it is, for the check of the password."""

    def words_about_person(self) -> list[str]:
        """What a password may not simply repeat."""
        return [self.name.data or "", self.email, self.email.partition("@")[0]]


class TitleForm(Refusable):
    """What somebody who teaches is."""

    title = StringField(
        _l("Titles or qualities"),
        description=_l(
            "For example “community manager for ten years, holder of a master’s degree”. Learners read it beside the name, and anyone on the page of a course that they teach; empty: neither shows."
        ),
    )
