"""What roles are called: English msgids; the catalogues translate them."""

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
