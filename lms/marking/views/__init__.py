"""Pages of the marking room (P36): what waits, a quiz of a cohort, one answer at a time, results, papers."""

from lms.core.web import blueprint

bp = blueprint("marking", "lms.marking.views")

from lms.marking.views import answer, papers, quiz, waiting  # noqa: E402, F401 - they register on bp
