"""Pages of the certificates feature."""

from lms.core.web import blueprint

bp = blueprint("certificates", __name__)
