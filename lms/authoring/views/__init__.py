"""Pages of authoring: courses, outline, lessons, questions, versions, publication."""

from lms.core.web import blueprint

bp = blueprint("authoring", "lms.authoring.views")

from lms.authoring.views import (  # noqa: E402 - they register on bp
    bank,  # noqa: F401
    courses,  # noqa: F401
    lessons,  # noqa: F401
    media,  # noqa: F401
    outline,  # noqa: F401
    previews,  # noqa: F401
    publication,  # noqa: F401
    questions,  # noqa: F401
    quizzes,  # noqa: F401
    revisions,  # noqa: F401
    sheets,  # noqa: F401
    versions,  # noqa: F401
)
