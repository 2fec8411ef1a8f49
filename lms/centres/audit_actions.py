"""What each act of the audit log is called: one English sentence per action; the catalogues translate them."""

from lms.core.reasons import N_

ACTIONS: dict[str, str] = {
    "accommodation.ended": N_("An accommodation ended"),
    "accommodation.granted": N_("An accommodation was granted"),
    "answer.marked": N_("An answer was marked"),
    "attempt.reopened": N_("An attempt was reopened"),
    "attempt.returned": N_("A work was returned to be improved"),
    "certificate.revoked": N_("A certificate was revoked"),
    "cohort.changed": N_("A group’s settings were changed"),
    "cohort.code_renewed": N_("A group’s code was renewed"),
    "cohort.created": N_("A group was made"),
    "cohort.moved_to_revision": N_("A group was moved to another revision"),
    "course.published": N_("A course was published"),
    "draft.deleted": N_("Part of a course was deleted"),
    "draft.restored": N_("Part of a course was brought back"),
    "exam.announced": N_("Something was announced during a quiz"),
    "log.exported": N_("This log was downloaded"),
    "map.exported": N_("A group’s results were downloaded"),
    "papers.exported": N_("The works of a quiz were downloaded"),
    "quiz_override.declined": N_("A request for time or an attempt was declined"),
    "quiz_override.granted": N_("More time or an attempt was granted"),
    "results.released": N_("Results were released"),
    "roster.applied": N_("A roster was applied"),
    "roster.exported": N_("A roster was downloaded"),
    "roster.received": N_("A roster was sent"),
    "roster.undone": N_("A roster was undone"),
}
