"""What roles are called, and what each may do: English msgids; the catalogues translate them."""

from lms.core.permissions import Role
from lms.core.reasons import N_

ROLES: dict[Role, str] = {
    Role.INSTRUCTOR: N_("Instructor"),
    Role.MARKER: N_("Marker"),
    Role.INVIGILATOR: N_("Invigilator"),
    Role.EMPLOYER: N_("Employer’s reader"),
    Role.MANAGER: N_("Manager"),
}
"""The widest comes last: the first is what a form offers."""
DUTIES: dict[Role, str] = {
    Role.INSTRUCTOR: N_("write courses, follow learners, mark, run exams"),
    Role.MARKER: N_("mark what learners hand in, and nothing else"),
    Role.INVIGILATOR: N_("watch exams while they run, and give time"),
    Role.EMPLOYER: N_("see how far the people of one employer are, never their marks or answers"),
    Role.MANAGER: N_("make groups, enrol people, give roles, and do all that an instructor does"),
}
