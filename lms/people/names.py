"""What each role may do: English msgids; the catalogues translate them."""

from lms.core.permissions import Role
from lms.core.reasons import N_

DUTIES: dict[Role, str] = {
    Role.INSTRUCTOR: N_("write courses, follow learners, mark, run exams"),
    Role.MARKER: N_("mark what learners hand in, and nothing else"),
    Role.INVIGILATOR: N_("watch exams while they run, and give time"),
    Role.EMPLOYER: N_("see how far the people of one employer are, never their marks or answers"),
    Role.MANAGER: N_("make groups, enrol people, give roles, and do all that an instructor does"),
}
