"""Pages of the learner's room around the quiz."""

from lms.core.web import blueprint

bp = blueprint("learning", "lms.learning.views")

from lms.learning.views import catalogue, enrolment, outline, player, today  # noqa: E402, F401 - they register on bp
