"""What the fields of a training sheet are called, and what their values are."""

from lms.core.reasons import N_

FIELDS: dict[str, str] = {
    "nature": N_("Kind of action"),
    "modality": N_("How it takes place"),
    "hours": N_("Duration in hours"),
    "objectives": N_("Objectives"),
    "prerequisites": N_("Prerequisites"),
    "audience": N_("For whom"),
    "methods": N_("How you learn"),
    "means": N_("Means and equipment"),
    "assessment": N_("How you are assessed"),
    "recognition": N_("What you receive"),
    "price": N_("Price"),
    "access_delay": N_("Access delay"),
    "accessibility": N_("Accessibility"),
    "code": N_("Certification code"),
    "title": N_("Title of the certification"),
    "blocks": N_("Blocks of skills"),
    "certifier": N_("Certifying body"),
    "expires_on": N_("Registered until"),
    "nsf": N_("NSF code"),
    "formacodes": N_("Formacodes"),
    "romes": N_("ROME codes"),
    "vat": N_("Value added tax"),
}
MODALITY_NAMES: dict[str, str] = {
    "in_person": N_("In a room"),
    "remote": N_("At a distance"),
    "mixed": N_("In a room and at a distance"),
    "workplace": N_("At work (AFEST)"),
}
VAT_NAMES: dict[str, str] = {
    "exempt": N_("Exempt from VAT (article 261-4-4° a of the tax code)"),
    "franchise": N_("VAT not applicable (article 293 B of the tax code)"),
    "taxable": N_("Before VAT"),
}
