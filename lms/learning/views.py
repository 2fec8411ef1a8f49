"""Pages of the learning feature."""

from lms.core.web import blueprint

bp = blueprint("learning", __name__)
