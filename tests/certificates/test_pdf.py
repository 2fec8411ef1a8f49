"""The certificate's PDF, read back as a reader, a phone and a printer would."""

from __future__ import annotations

import ctypes
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
import zxingcpp

from lms.certificates.pdf import (
    DESIGN,
    CertificateSheet,
    Signatory,
    UnprintableTextError,
    missing_glyphs,
    render_certificate,
)
from lms.demo.drawings import signature, stamp

MM = 72 / 25.4
FRAME = 15  # mm from the paper's edge to the inner rule of the border

SHEET = CertificateSheet(
    name="Aïssatou N’Diaye-Lefèvre",
    course_title="Community manager : animer une communauté",
    centre_name="Centre de formation Les Quais",
    centre_legal_line="Les Quais SARL, 12 quai des Arts, 33000 Bordeaux",
    objectives=("Décrire le métier", "Choisir les réseaux", "Mesurer le retour sur investissement"),
    planned_hours="12 h",
    result="Examen final : 84 %",
    completed_on="21 novembre 2026",
    issued_on="23 novembre 2026",
    issued_at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    revision="3",
    code="K7M2Q9TZ4XWB8HDN3RVC6PYJ5A",
    verify_url="https://lms.example.org/verify/K7M2Q9TZ4XWB8HDN3RVC6PYJ5A",
    signatory=Signatory("Claire Fontaine", "Directrice pédagogique"),
    language="fr",
    cohort="Automne 2026",
    practical_note="Travaux pratiques évalués par une formatrice.",
)
DRAWN_STAMP, DRAWN_SIGNATURE = stamp(), signature()
LONG_OBJECTIVE = "Concevoir et documenter une stratégie de communication sur plusieurs réseaux, " * 2
EXTREMES = {
    "long name, many words": replace(
        SHEET, name="Maria de los Ángeles " * 14, objectives=(LONG_OBJECTIVE,) * 8
    ),
    "long name, one word": replace(SHEET, name="W" * 300, objectives=(LONG_OBJECTIVE,) * 8),
    "long Arabic name": replace(SHEET, name="عبدالرحمن" * 33),
    "long words everywhere": replace(
        SHEET,
        course_title="T" * 300,
        centre_name="C" * 150,
        centre_legal_line="L" * 300,
        result="R" * 90,
        cohort="Z" * 100,
        signatory=Signatory("X" * 80, "Y" * 120),
    ),
    "more than a page can hold": replace(SHEET, objectives=("O" * 900,) * 12, practical_note="n " * 900),
    "stamp and signature": replace(SHEET, stamp=DRAWN_STAMP, signature=DRAWN_SIGNATURE),
    "signed with long names": replace(
        SHEET, stamp=DRAWN_STAMP, signature=DRAWN_SIGNATURE, signatory=Signatory("X" * 80, "Y" * 120)
    ),
    "as little as possible": replace(SHEET, objectives=(), cohort=None, practical_note=None),
}


@contextmanager
def _opened(pdf: bytes) -> Iterator[pdfium.PdfDocument]:
    document = pdfium.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def _text(pdf: bytes) -> str:
    with _opened(pdf) as document:
        raw = document[0].get_textpage().get_text_bounded()
    return " ".join(raw.replace("\u200b", "").split())


@pytest.fixture(scope="module")
def french() -> bytes:
    return render_certificate(SHEET)


def test_prints_every_field_of_the_sheet(french: bytes) -> None:
    text = _text(french)
    for value in (
        *(SHEET.name, SHEET.course_title, SHEET.centre_name, SHEET.centre_legal_line, *SHEET.objectives),
        *(SHEET.result, SHEET.completed_on, SHEET.issued_on, SHEET.cohort, SHEET.practical_note),
        *(SHEET.signatory.name, SHEET.signatory.title, SHEET.verify_url),
        *("Durée prévue 12 h", "Version de la formation : 3", "K7M2 Q9TZ 4XWB 8HDN 3RVC 6PYJ 5A"),
    ):
        assert value is not None
        assert " ".join(value.split()) in text


def test_the_labels_follow_the_language(french: bytes) -> None:
    english = _text(render_certificate(replace(SHEET, language="en")))
    assert "Certificate of Achievement" in english
    assert "Planned duration 12 h" in english
    assert "Certificat de réussite" in _text(french)
    assert "Certificat de" not in english


def test_the_qr_code_opens_the_verification_page(french: bytes) -> None:
    with _opened(french) as document:
        image = document[0].render(scale=3).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [SHEET.verify_url]


def test_is_tagged_and_names_its_language_title_and_standards(french: bytes) -> None:
    with _opened(french) as document:
        assert pdfium_c.FPDFCatalog_IsTagged(document)
        metadata = document.get_metadata_dict()
        root_type = _structure_type(document)
    assert metadata["Title"] == f"Certificat de réussite – {SHEET.name} – {SHEET.course_title}"
    assert metadata["CreationDate"].startswith("D:20261123093000")
    assert root_type == "Document"
    assert b"<pdfuaid:part>1<" in french
    assert b"<pdfaid:part>2<" in french
    assert b"<pdfaid:conformance>A<" in french
    assert b"<rdf:li>fr<" in french
    assert b"<rdf:li>en<" in render_certificate(replace(SHEET, language="en"))


def _structure_type(document: pdfium.PdfDocument) -> str:
    tree = pdfium_c.FPDF_StructTree_GetForPage(document[0])
    element = pdfium_c.FPDF_StructTree_GetChildAtIndex(tree, 0)
    size = pdfium_c.FPDF_StructElement_GetType(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium_c.FPDF_StructElement_GetType(element, buffer, size)
    pdfium_c.FPDF_StructTree_Close(tree)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


@pytest.mark.parametrize("sheet", EXTREMES.values(), ids=EXTREMES.keys())
def test_stays_on_one_landscape_a4_page_within_its_frame(sheet: CertificateSheet) -> None:
    with _opened(render_certificate(sheet)) as document:
        assert len(document) == 1
        page = document[0]
        width, height = page.get_size()
        assert (round(width / MM), round(height / MM)) == (297, 210)
        text = page.get_textpage()
        boxes = [text.get_rect(i) for i in range(text.count_rects())]
    assert min(box[0] for box in boxes) > FRAME * MM
    assert min(box[1] for box in boxes) > FRAME * MM
    assert max(box[2] for box in boxes) < width - FRAME * MM
    assert max(box[3] for box in boxes) < height - FRAME * MM


@pytest.mark.parametrize("given", [("stamp",), ("signature",), ("stamp", "signature")])
def test_pictures_are_set_above_the_name_of_who_signs(given: tuple[str, ...]) -> None:
    drawn = {"stamp": DRAWN_STAMP, "signature": DRAWN_SIGNATURE}
    pdf = render_certificate(replace(SHEET, **{name: drawn[name] for name in given}))
    with _opened(pdf) as document:
        found = [one for one in document[0].get_objects() if one.type == pdfium_c.FPDF_PAGEOBJ_IMAGE]
        text = document[0].get_textpage()
        lines = [text.get_rect(number) for number in range(text.count_rects())]
        name = next(box for box in lines if SHEET.signatory.name in text.get_text_bounded(*box))
        bottoms = [one.get_bounds()[1] for one in found]
    assert len(bottoms) == len(given)
    assert min(bottoms) > name[3]
    assert pdf == render_certificate(replace(SHEET, **{name: drawn[name] for name in given}))


def test_a_long_name_is_printed_whole() -> None:
    name = "".join(f"Nom{i:03}" for i in range(50))
    assert name in _text(render_certificate(replace(SHEET, name=name))).replace(" ", "")


def test_an_ordinary_word_is_never_broken() -> None:
    objective = "développements " * 40
    text = _text(render_certificate(replace(SHEET, objectives=(objective,))))
    assert text.count("développements") == 40


def test_the_same_sheet_gives_the_same_bytes_in_every_thread(french: bytes) -> None:
    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(render_certificate, [SHEET] * 3)) == {french}


def test_the_same_sheet_gives_the_same_bytes_in_another_process(french: bytes) -> None:
    script = (
        "import hashlib; from tests.certificates.test_pdf import SHEET, render_certificate;"
        "print(hashlib.sha256(render_certificate(SHEET)).hexdigest())"
    )
    environment = os.environ | {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "PYTHONPATH": os.getcwd()}
    run = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True)
    assert run.stdout.decode().strip() == hashlib.sha256(french).hexdigest()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")
def test_a_process_forked_after_printing_says_so_and_never_hangs() -> None:
    script = (
        "import os, sys; from tests.certificates.test_pdf import SHEET, missing_glyphs, render_certificate\n"
        "render_certificate(SHEET)\n"
        "child = os.fork()\n"
        "if child: sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
        "missing_glyphs('Zoé')"
    )
    environment = os.environ | {"PYTHONPATH": os.getcwd()}
    run = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, timeout=60)
    assert run.returncode == 1
    assert b"forked" in run.stderr


def test_another_sheet_gives_other_bytes(french: bytes) -> None:
    assert render_certificate(replace(SHEET, revision="4")) != french


@pytest.mark.parametrize(
    "name",
    [
        '#import "labels.json"',
        "#sys.inputs",
        '"}]); #panic("x")',
        "$x^2$ *gras* _ital_",
        "`raw` <a> @b // c",
        "{{7*7}}",
    ],
)
def test_markup_in_a_text_is_literal(name: str) -> None:
    assert name in _text(render_certificate(replace(SHEET, name=name, objectives=(name,))))


def test_only_shipped_fonts_are_used() -> None:
    pdf = render_certificate(replace(SHEET, name="Zoë محمد שרה 🌻"))
    with _opened(pdf) as document:
        objects = document[0].get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT])
        names = {item.get_font().get_base_name().split("+")[-1] for item in objects}
    shipped = {path.stem for path in (DESIGN / "fonts").glob("*.ttf")}
    assert {"NotoSansArabic-Regular", "NotoSansHebrew-Regular", "NotoEmoji-Regular"} <= names <= shipped


@pytest.mark.parametrize(
    "name",
    ["محمد عبد الرحمن", "שָׂרָה כהן־לוי", "Zoë 🌻 👩‍🔬", "Łukasz Çelik Nguyễn", "Ольга", "می‌خواهم", "Σοφία", ""],
)
def test_names_of_these_scripts_print(name: str) -> None:
    assert missing_glyphs(name) == []
    assert render_certificate(replace(SHEET, name=name)).startswith(b"%PDF-1.7")


def test_a_right_to_left_name_is_set_from_the_right() -> None:
    with _opened(render_certificate(replace(SHEET, name="שרה Cohen"))) as document:
        page = document[0].get_textpage()
        text = page.get_text_range()
        hebrew, latin = text.index("ש"), text.index("Cohen")
        assert page.get_charbox(hebrew)[0] > page.get_charbox(latin)[0]


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("李 Wei 龙李", ["李", "龙"]),
        ("Jo\u202eeb", ["\u202e"]),
        ("A\x07\ue000", ["\x07", "\ue000"]),
        ("Ann\ud800", ["\ud800"]),
        ("`\"\\' ๛", ["๛"]),
        ("Deux\nlignes\t!", []),
    ],
)
def test_missing_glyphs_names_what_cannot_be_printed(name: str, missing: list[str]) -> None:
    assert missing_glyphs(name) == missing


def test_rendering_refuses_a_text_without_glyphs_and_names_them() -> None:
    with pytest.raises(UnprintableTextError) as caught:
        render_certificate(replace(SHEET, objectives=("Lire 漢字",)))
    assert set(caught.value.characters) == {"漢", "字"}


def test_a_directional_override_is_not_printed(french: bytes) -> None:
    assert render_certificate(replace(SHEET, name=f"\u202e{SHEET.name}")) == french


def test_the_licence_of_the_fonts_is_shipped() -> None:
    assert "SIL OPEN FONT LICENSE" in (DESIGN / "fonts" / "OFL.txt").read_text()
