"""What makes a course good rather than only loadable: held by a course that has an `editorial` part (`course.yaml`)."""

from datetime import date

from lms.authoring.editorial.asked import asked
from lms.authoring.editorial.durations import check_durations
from lms.authoring.editorial.findings import Finding
from lms.authoring.editorial.french import check_french
from lms.authoring.editorial.lessons import check_lessons
from lms.authoring.editorial.pools import check_pools
from lms.authoring.editorial.questions import check_questions
from lms.courses.document import CourseDocument

__all__ = ["Finding", "findings_of"]


def findings_of(document: CourseDocument, today: date, *, is_whole: bool = True) -> list[Finding]:
    """Everything to mend or to look at, file by file; nothing for a course without an `editorial` part.

    Of a part of a course (`is_whole` false), what its totals are is left out.
    """
    if document.editorial is None:
        return []
    questions = list(asked(document))
    found = [
        *(check_durations(document) if is_whole else ()),
        *check_lessons(document, today),
        *(check_pools(document, questions) if is_whole else ()),
        *check_questions(document, questions),
        *(check_french(document, questions) if "fr" in document.languages else ()),
    ]
    return sorted(found, key=lambda one: (one.is_advice, one.file, one.where))
