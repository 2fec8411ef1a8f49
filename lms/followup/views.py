"""Pages of the followup feature."""

from lms.core.web import blueprint

bp = blueprint("followup", __name__)
