"""Pages of the quiz feature."""

from lms.core.web import blueprint

bp = blueprint("quiz", __name__)
