"""One English sentence per reason code of this feature; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "centres.bad_slug": N_(
        "A centre's short name starts with a letter and holds small letters, digits and hyphens."
    ),
    "centres.slug_taken": N_("Another centre already uses this short name."),
    "centres.bad_time_factor": N_("Time can be multiplied by 1 to 5."),
    "centres.bad_amount": N_("Enter a whole number from 0 to %(most)s."),
}
