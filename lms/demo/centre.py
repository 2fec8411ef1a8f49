"""What the demo centre says of itself, how it looks and what it chose: everything invented, numbers that no company has included."""

from datetime import datetime, timedelta

from lms.centres import configuring, signing
from lms.core.db import transaction
from lms.demo import drawings

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
    '<rect width="48" height="48" rx="10" fill="#0F766E"/>'
    '<g fill="none" stroke="#FFFFFF" stroke-width="5" stroke-linecap="round">'
    '<path d="M21 30l-4 4a6 6 0 0 1-8-8l6-6a6 6 0 0 1 8 0"/><path d="M27 18l4-4a6 6 0 0 1 8 8l-6 6a6 6 0 0 1-8 0"/>'
    "</g></svg>"
)
COLOURS = {"accent": "#0F766E", "accent_dark": "#5EEAD4"}
SETTINGS = {"answer_days": 2}
VALID_FOR = timedelta(days=400)
IDENTITY = {
    "legal_name": "L’Atelier du lien (organisme fictif)",
    "legal_form": "SCIC",
    "siret": "00000000000018",
    "activity_number": "00000000000",
    "region": "Auvergne-Rhône-Alpes",
    "naf": "8559A",
    "representative_name": "Hélène Garnier",
    "representative_title": "Présidente",
    "vat": "exempt",
    "vat_certificate": "FICTIF-3511",
    "quality_number": "FICTIF-0000",
    "quality_by": "Certificateur de démonstration",
    "quality_for": ("training", "apprenticeship"),
    "teaching_contact": "Yanis Belkacem, pedagogie@demo.example",
    "administrative_contact": "Lucie Perrot, contact@demo.example",
    "complaints_contact": "Lucie Perrot, reclamations@demo.example",
    "safety_contact": "Hélène Garnier, signalement@demo.example",
    "privacy_contact": "Omar Diallo, donnees@demo.example",
}


def make(centre_id: int, manager_id: int, then: datetime) -> None:
    """Said and chosen by the manager when the centre began."""
    until = {"quality_until": (then + VALID_FOR).date()}
    with transaction():
        configuring.change_identity(centre_id, {**IDENTITY, **until}, manager_id, then)
        configuring.change_colours(centre_id, COLOURS, manager_id, then)
        configuring.change_settings(centre_id, SETTINGS, manager_id, then)
        configuring.set_logo(
            centre_id=centre_id, name="logo.svg", data=LOGO.encode(), actor_id=manager_id, now=then
        )
        for kind, picture in (("stamp", drawings.stamp()), ("signature", drawings.signature())):
            signing.set_picture(
                centre_id=centre_id,
                kind=kind,
                name=f"{kind}.png",
                data=picture,
                actor_id=manager_id,
                now=then,
            )
