"""One English sentence per reason code of this feature; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES = {
    "learning.not_open": N_(
        "This course is not open for enrolment. Ask your training centre for a group code."
    ),
    "learning.unknown_code": N_("No group has this code. Check it with the person who gave it to you."),
    "learning.blank_check": N_("Choose or type an answer first."),
}
