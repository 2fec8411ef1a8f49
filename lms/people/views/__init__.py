"""Pages of a centre's staff: people and their roles, invitations, and taking one up (P37)."""

from lms.core.web import blueprint

bp = blueprint("people", "lms.people.views")

from lms.people.views import invitations, joining, people, titles  # noqa: E402, F401 - they register on bp
