"""Whom to turn to in a centre, for its learners and its staff."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.centres.contact_rules import MATTERS, contacts_of, pieces_of
from lms.centres.queries import identity_of
from lms.centres.settings_rules import settings_from
from lms.core.permissions import Permission, Scope, allows, requires
from lms.core.reasons import N_
from lms.core.web import current_person
from lms.learning import access
from lms.learning.branding import belongs_to
from lms.learning.views import bp

MATTER_NAMES = {
    "teaching": N_("Teaching"),
    "administrative": N_("Administration"),
    "accessibility": N_("Disability"),
    "complaints": N_("Complaints"),
    "safety": N_("Violence and harassment"),
    "privacy": N_("Data protection (DPO)"),
}
PURPOSES = {
    "teaching": N_("For questions about the course, its exercises and your results."),
    "administrative": N_("For your enrolment, your documents and certificates, and what concerns payment."),
    "accessibility": N_("To have the course and its exams adapted to a disability or an illness."),
    "complaints": N_("To say that something is not as it should be, and have it looked into."),
    "safety": N_("If you suffer or see violence, harassment, sexism or discrimination."),
    "privacy": N_("To see, correct or erase what is stored about you, or to object to its use."),
}


@bp.app_template_filter("pieces")
def pieces(text: str) -> object:
    """A text in parts, those that are an address or a number with where they lead."""
    return pieces_of(text)


@bp.get("/centres/<int:centre_id>/contacts")
@requires(Permission.COURSE_STUDY)
def contacts(centre_id: int) -> ResponseReturnValue:
    """Each contact that the centre named, with what it is for; to managers also those that are missing."""
    person = current_person()
    centre = access.centre_of_person(person, centre_id)
    belongs_to(centre.id)
    named = contacts_of(identity_of(centre))
    manages = allows(person.grants, Permission.CENTRE_MANAGE, Scope(centre.id))
    return render_template(
        "learning/contacts.html",
        centre=centre,
        named=named,
        names=MATTER_NAMES,
        purposes=PURPOSES,
        missing=[_(MATTER_NAMES[matter]) for matter in MATTERS if manages and matter not in named],
        promised_days=settings_from(centre.settings).answer_days,
    )
