"""Pages of the accounts feature."""

from lms.core.web import blueprint

bp = blueprint("accounts", __name__)
