"""Copies for anonymous marking: the author's name is nowhere in them, and the work is all there."""

import io
import re
import zipfile

import pypdfium2
import pytest
from PIL import Image

from lms.quiz.bare_office import bare_office
from lms.quiz.bare_pictures import without_notes
from lms.quiz.office_files import checked_office
from lms.quiz.pdf_pages import bare_pdf, page_image
from lms.quiz.pdf_worker import without_private
from tests.quiz.file_samples import locked_pdf, office, pdf, photo, picture
from tests.quiz.signed_files import SIGNED, signed_office, signed_pdf, unpacked


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def test_a_pdf_keeps_its_pages_and_says_nothing_of_its_author() -> None:
    signed = signed_pdf()
    assert b"SECRET" in unpacked(signed)
    bare = bare_pdf(signed)
    assert bare is not None
    bare = without_notes(bare)
    assert b"SECRET" not in unpacked(bare)
    assert re.search(rb"a remark", bare)
    document = pypdfium2.PdfDocument(bare)
    assert len(document) == 1
    assert set(document.get_metadata_dict().values()) & {"Ada SECRET", "SECRET work"} == set()
    pictures = [page_image(data, 1) for data in (signed, bare)]
    assert pictures[0] is not None
    assert pictures[0] == pictures[1]


def test_a_pdf_of_many_pages_keeps_them_all() -> None:
    bare = bare_pdf(pdf(7))
    assert bare is not None
    assert len(pypdfium2.PdfDocument(bare)) == 7


@pytest.mark.parametrize("data", [b"%PDF-1.7 nothing", locked_pdf(), b""])
def test_a_pdf_that_can_not_be_copied_has_no_copy(data: bytes) -> None:
    assert bare_pdf(data) is None


def test_private_data_that_never_ends_is_left_alone() -> None:
    assert without_private(b"<</PieceInfo<</A(>>)") == b"<</PieceInfo<</A(>>)".replace(
        b"/PieceInfo<<", b" " * 12
    )
    assert without_private(b"<</Metadata 5 0 R/A 1>>") == b"<<" + b" " * 15 + b"/A 1>>"


@pytest.mark.parametrize("ending", list(SIGNED))
def test_an_office_document_keeps_its_text_and_says_nothing_of_its_author(ending: str) -> None:
    signed = signed_office(ending)
    bare = bare_office(signed)
    assert bare is not None
    parts = parts_of(bare)
    assert list(parts) == list(parts_of(signed))
    assert [name for name, part in parts.items() if b"SECRET" in part] == []
    checked_office(f"travail{ending}", bare)


def test_what_was_written_stays_even_where_it_looks_like_a_property() -> None:
    bare = bare_office(signed_office(".docx"))
    assert bare is not None
    assert b'author="kept"' in parts_of(bare)["word/document.xml"]
    sheet = bare_office(signed_office(".xlsx"))
    assert sheet is not None
    assert b'name="Plan"' in parts_of(sheet)["xl/workbook.xml"]


@pytest.mark.parametrize(
    "part", ["<a/>".encode("utf-16"), "<a>é</a>".encode("latin-1"), "<a/>".encode("utf-16-le")]
)
def test_a_part_in_another_encoding_leaves_no_copy(part: bytes) -> None:
    assert bare_office(office(extra={"word/comments.xml": part})) is None
    assert bare_office(b"no archive") is None


def test_a_picture_loses_its_notes_in_place() -> None:
    found = photo()
    bare = without_notes(b"before" + found + b"after")
    assert (len(bare), bare[:6], bare[-5:]) == (len(found) + 11, b"before", b"after")
    assert b"SECRET" not in bare
    assert Image.open(io.BytesIO(bare[6:-5])).convert("RGB").getpixel((1, 1)) == Image.open(
        io.BytesIO(found)
    ).convert("RGB").getpixel((1, 1))
    plain = picture("JPEG")
    assert without_notes(plain) == plain


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe1\x00\x10SECRET, but no picture",
        b"\xff\xd8\xff\xe1\xff\xffExif\x00\x00cut short",
        b"\xff\xd8\xff\xe1\x00\x01Exif\x00",
    ],
)
def test_bytes_that_only_look_like_a_picture_stay(data: bytes) -> None:
    assert without_notes(data) == data
