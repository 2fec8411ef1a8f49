"""Pages of a quiz: start card, sitting, check, receipt, review, history."""

from lms.core.web import blueprint

bp = blueprint("quiz", "lms.quiz.views")

from lms.quiz.views import autosave, finish, history, review, sit, start  # noqa: E402, F401 - they register on bp
