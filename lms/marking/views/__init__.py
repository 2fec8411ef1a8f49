"""Pages of the marking room (P36): what waits, a quiz of a cohort, one answer at a time, results, papers."""

from flask_login import current_user

from lms.core.permissions import Permission, holds_somewhere
from lms.core.web import blueprint

bp = blueprint("marking", "lms.marking.views")


@bp.context_processor
def _ways() -> dict[str, bool]:
    """Whether the pages of groups, from which this room is reached, are there for this person; a marker comes by the queue."""
    return {"follows": holds_somewhere(current_user.grants, Permission.COHORT_READ)}


from lms.marking.views import answer, late, papers, quiz, waiting  # noqa: E402, F401 - they register on bp
