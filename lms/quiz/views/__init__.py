"""Pages of a quiz: start card, sitting, check, receipt, review, history."""

from lms.core.web import blueprint

bp = blueprint("quiz", "lms.quiz.views")

from lms.quiz.views import (  # noqa: E402 - they register on bp
    autosave,  # noqa: F401
    clock,  # noqa: F401
    files,  # noqa: F401
    finish,  # noqa: F401
    history,  # noqa: F401
    pausing,  # noqa: F401
    requests,  # noqa: F401
    review,  # noqa: F401
    sit,  # noqa: F401
    start,  # noqa: F401
    tries,  # noqa: F401
)
