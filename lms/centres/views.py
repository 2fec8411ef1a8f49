"""Pages of the centres feature."""

from lms.core.web import blueprint

bp = blueprint("centres", __name__)
