"""One English sentence per reason code of this feature; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "course.exists": N_("A course with the id “%(key)s” already exists."),
    "course.no_draft": N_("This course has no module to publish yet."),
}
