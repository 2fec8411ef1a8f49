"""One English sentence per reason code of this feature; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "people.employer_needed": N_(
        "Say whose people an employer’s reader may see: choose or type an employer."
    ),
    "people.bad_employer": N_("Write the employer’s name on one line of at most %(most)s characters."),
    "people.last_manager": N_(
        "This is the last person who manages the whole centre. Give somebody else that role first."
    ),
    "people.not_open": N_("This invitation was accepted or withdrawn meanwhile. Nothing was changed."),
    "people.other_address": N_("This invitation was sent to another address."),
    "people.addresses_needed": N_("Enter at least one e-mail address."),
    "people.too_many_addresses": N_("Enter at most %(most)s addresses at once."),
    "people.bad_address": N_("Line %(line)s: “%(address)s” is no e-mail address. Correct it."),
    "people.holds_already": N_("Line %(line)s: %(address)s has this role already. Delete the line."),
    "people.place_closed": N_("Choose a course or a group of this centre that is not archived."),
}
