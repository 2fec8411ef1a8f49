"""One English sentence per reason code of this feature; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "training.bad_hours": N_("Enter a number of hours above 0 and up to %(most)s, such as 35.5."),
    "training.bad_price": N_("Enter an amount in euros from 0 to %(most)s, such as 1250.00."),
    "training.bad_code": N_(
        "A certification code is RNCP or RS and its number, such as RNCP41364 or RS1234."
    ),
    "training.bad_nsf": N_("An NSF code is three digits and a small letter, such as 320m."),
    "training.bad_formacode": N_(
        "A Formacode is five digits, such as 46252. Separate several with commas, %(most)s at most."
    ),
    "training.bad_rome": N_(
        "A ROME code is a letter and four digits, such as E1101. Separate several with commas, %(most)s at most."
    ),
    "training.nothing_to_be_authorised_for": N_("Enter the code of the certification, or untick this."),
    "training.text_too_long": N_("This text is too long: %(most)s characters at most."),
    "training.stale": N_(
        "Somebody else saved this sheet meanwhile. Nothing was saved: compare with what they wrote, then save again."
    ),
    "training.bad_choice": N_("Choose one of the list."),
    "training.birth_not_needed": N_(
        "A date of birth is kept only for who pays with the CPF, or for a course that leads to a certification: leave it empty."
    ),
    "training.bad_birth": N_("Nobody who learns was born on this day: check it."),
}
