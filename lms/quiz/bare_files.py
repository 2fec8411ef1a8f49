"""The copy of a handed-in file for people who may not know whose it is: without what its properties say of its author.

The stored file stays as it came. Pictures were encoded anew when they came and texts have no properties: their copy is the file.
"""

from lms.core.storage import storage
from lms.quiz.bare_office import bare_office
from lms.quiz.bare_pictures import without_notes
from lms.quiz.models import AttemptFile
from lms.quiz.office_files import MEDIA_TYPES
from lms.quiz.pdf_pages import bare_pdf
from lms.quiz.uploads import bare_key

PDF = "application/pdf"
OFFICE = frozenset(MEDIA_TYPES.values())


def bare_copy(file: AttemptFile) -> bytes | None:
    """The bytes of the copy, made once and kept beside the file; None when it can't be made. FileNotFoundError for a purged file.

    A PDF keeps its pages and loses the rest: its outline, attachments and forms to fill in.
    """
    if file.media_type != PDF and file.media_type not in OFFICE:
        return storage().get(file.storage_key)
    key = bare_key(file.storage_key)
    if storage().exists(key):
        return storage().get(key)
    made = _made(file.media_type, storage().get(file.storage_key))
    if made is not None:
        storage().put(key, made)
    return made


def _made(media_type: str, data: bytes) -> bytes | None:
    if media_type == PDF:
        copied = bare_pdf(data)
        return None if copied is None else without_notes(copied)
    return bare_office(data)
