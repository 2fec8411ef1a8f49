"""The words for what acts of the audit log were done to, and for what they tell."""

from lms.centres.role_names import ROLES
from lms.core.reasons import N_

OBJECTS: dict[str, str] = {
    "accessibility_officer": N_("Accessibility officer"),
    "accommodation": N_("Accommodation"),
    "adaptation_need": N_("Needs for adaptation"),
    "attempt": N_("Attempt"),
    "centre": N_("Centre"),
    "certificate": N_("Certificate"),
    "cohort": N_("Group"),
    "course": N_("Course"),
    "enrolment": N_("Learner"),
    "exam_announcement": N_("Announcement"),
    "invitation": N_("Invitation"),
    "live_session": N_("Live session"),
    "membership": N_("Role"),
    "quiz_override": N_("Arrangement"),
    "user": N_("Person"),
    "waiting_place": N_("Waiting list"),
}
DETAILS: dict[str, str] = {
    "enrolment": N_("learner"),
    "enrolment_id": N_("learner"),
    "user_id": N_("person"),
    "role": N_("role"),
    "place": N_("where"),
    "employer": N_("employer"),
    "former": N_("former group"),
    "to": N_("to the group"),
    "cohort_id": N_("group"),
    "item_key": N_("step"),
    "key": N_("step"),
    "quiz": N_("quiz"),
    "slot": N_("question"),
    "slots": N_("questions"),
    "kind": N_("kind"),
    "before": N_("before"),
    "after": N_("afterwards"),
    "mark_before": N_("mark before"),
    "mark_after": N_("mark afterwards"),
    "fraction": N_("share of the points"),
    "added": N_("added"),
    "attempts": N_("attempts"),
    "back": N_("came back"),
    "changed": N_("changed"),
    "closes_at": N_("closes at"),
    "extra_attempts": N_("attempts more"),
    "extra_minutes": N_("minutes more"),
    "fields": N_("fields"),
    "format": N_("format"),
    "learners": N_("learners"),
    "left": N_("left the group"),
    "minutes": N_("minutes"),
    "pause_minutes": N_("minutes of pause"),
    "people": N_("people"),
    "reason": N_("reason"),
    "revision": N_("revision"),
    "roster_id": N_("roster"),
    "time_factor": N_("time multiplied by"),
    "title": N_("titles"),
    "version": N_("version"),
    "why": N_("reason"),
    "works": N_("works"),
}
"""In the order in which a line tells them. What has no words here comes last, by the name that it has in the program."""
NAMES = {
    "cohort_id": "cohort",
    "enrolment": "enrolment",
    "enrolment_id": "enrolment",
    "former": "cohort",
    "to": "cohort",
    "user_id": "user",
}
"""Details that are the number of something with a name."""
VALUES: dict[str, dict[str, str]] = {
    "role": {str(role): name for role, name in ROLES.items()},
    "kind": {
        "present": N_("Present"),
        "late": N_("Arrived late"),
        "left": N_("Left early"),
        "absent": N_("Absent"),
        "lesson": N_("Lesson"),
        "quiz": N_("Quiz"),
        "module": N_("Module"),
    },
}
"""Values of details that have words."""
UNTOLD = frozenset({"attempt_id", "digest"})
"""What only the file tells: it helps whoever repairs the program."""
