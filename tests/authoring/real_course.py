"""The community-manager programme, read once for all the tests of a process: it takes seconds."""

from functools import lru_cache
from pathlib import Path

from lms.authoring.files import CourseFiles, read_folder

FOLDER = Path(__file__).parents[2] / "course_content" / "community-manager"


@lru_cache(maxsize=1)
def real_course() -> CourseFiles:
    """The programme's document and images; both are frozen."""
    return read_folder(FOLDER)
