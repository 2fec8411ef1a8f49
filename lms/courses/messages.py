"""One English sentence per reason code of this feature; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "course.exists": N_("A course with the id “%(key)s” already exists."),
    "course.no_draft": N_("This course has no module to publish yet."),
    "draft.malformed": N_("This can’t be saved: “%(field)s” is missing or is not what is expected there."),
    "draft.stale": N_("Someone else saved this page since you opened it."),
}
