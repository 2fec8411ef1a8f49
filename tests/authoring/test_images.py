"""Images of courses: an SVG is only a drawing, a photo is what its name says and tells no place."""

import io

import pytest
from PIL import Image

from lms.authoring.kinds import IMAGE
from lms.core.images import refusal_of_image
from lms.core.svg import refusal_of_svg
from tests.authoring.real_course import FOLDER
from tests.courses.sample import LOGO_SVG

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{inside}</svg>'


def svg(inside: str = "", attributes: str = "") -> bytes:
    return SVG.format(inside=inside, attributes=attributes).encode()


def test_the_real_drawings_are_fine() -> None:
    drawings = list(FOLDER.rglob("*.svg"))
    assert len(drawings) >= 6
    assert [refusal_of_svg(path.read_bytes()) for path in drawings] == [None] * len(drawings)


@pytest.mark.parametrize(
    "data",
    [
        LOGO_SVG.encode(),
        svg('<use href="#a"/><use xlink:href="#a"/>'),
        svg('<rect fill="url(#g)" style="stroke:url(\'#g\')"/>'),
        svg("<style>.a { fill: red }</style>"),
        svg("<!-- a note --><title>Été</title>"),
        b'<?xml version="1.0" encoding="UTF-8"?>' + svg(),
        svg(attributes='xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:version="1.4"'),
    ],
)
def test_a_drawing_is_taken_as_it_is(data: bytes) -> None:
    assert refusal_of_svg(data) is None


LAUGHS = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + svg("&b;").decode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (svg("<script>alert(1)</script>"), "svg.element"),
        (svg("<foreignObject><p>x</p></foreignObject>"), "svg.element"),
        (svg('<a href="https://e.example"><text>x</text></a>'), "svg.element"),
        (svg('<image href="https://e.example/pixel.png"/>'), "svg.element"),
        (svg('<animate attributeName="href" to="javascript:alert(1)"/>'), "svg.element"),
        (svg('<set attributeName="onclick" to="alert(1)"/>'), "svg.element"),
        (svg('<p xmlns="http://www.w3.org/1999/xhtml">x</p>'), "svg.element"),
        (svg(attributes='onload="alert(1)"'), "svg.attribute"),
        (svg('<g ONCLICK="alert(1)"/>'), "svg.attribute"),
        (svg('<g xml:base="https://e.example/"/>'), "svg.attribute"),
        (svg('<use href="https://e.example/a.svg#x"/>'), "svg.reference"),
        (svg('<use xlink:href="data:image/svg+xml,x"/>'), "svg.reference"),
        (svg('<rect fill="url(https://e.example/a#g)"/>'), "svg.reference"),
        (svg("<style>@import 'https://e.example/a.css';</style>"), "svg.style"),
        (svg("<style>a{background:url(//e.example)}</style>"), "svg.reference"),
        (svg("<style>a{background:u\\72l(//e.example)}</style>"), "svg.style"),
        (svg('<rect style="x:expression(alert(1))"/>'), "svg.style"),
        (LAUGHS.encode(), "svg.doctype"),
        (b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + svg(), "svg.doctype"),
        (b'<?xml-stylesheet href="https://e.example/a.css"?>' + svg(), "svg.instruction"),
        (b"<html><body/></html>", "svg.element"),
        (b"not xml", "svg.syntax"),
        (b"", "svg.syntax"),
        (svg()[:-3], "svg.syntax"),
        (b'<?xml version="1.0" encoding="klingon"?>' + svg(), "svg.syntax"),
        (svg("<g>" * 200 + "</g>" * 200), "svg.too_complex"),
        (svg("<g/>" * 30_000), "svg.too_complex"),
    ],
)
def test_anything_more_than_a_drawing_is_refused(data: bytes, code: str) -> None:
    refusal = refusal_of_svg(data)
    assert refusal is not None
    assert refusal[0].code == code


def pixels(format_: str, size: tuple[int, int] = (4, 4), **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "green").save(buffer, format_, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "format_"),
    [("a.png", "PNG"), ("a.JPG", "JPEG"), ("a.jpeg", "JPEG"), ("a.gif", "GIF"), ("a.webp", "WEBP")],
)
def test_pixels_are_what_their_name_says(name: str, format_: str) -> None:
    media_type = IMAGE.type_of(name)
    assert media_type is not None
    assert refusal_of_image(pixels(format_), media_type) is None
    other = "image/png" if format_ != "PNG" else "image/gif"
    refusal = refusal_of_image(pixels(format_), other)
    assert refusal is not None
    assert refusal[0].code == "image.unreadable"


def test_other_files_are_no_images() -> None:
    assert [IMAGE.type_of(name) for name in ("a.html", "a.svg.html", "a.pdf", "a", "a.svgz", "a.php")] == [
        None
    ] * 6


def test_a_photo_that_says_where_it_was_taken_is_refused() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    refusal = refusal_of_image(pixels("JPEG", exif=exif), "image/jpeg")
    assert refusal is not None
    assert refusal[0].code == "image.place"


def test_bombs_and_broken_files_are_refused() -> None:
    huge = pixels("PNG", (5100, 5000))
    assert len(huge) < 500_000
    for data, code in [
        (huge, "image.too_many_pixels"),
        (b"", "image.unreadable"),
        (pixels("PNG")[:40], "image.unreadable"),
    ]:
        refusal = refusal_of_image(data, "image/png")
        assert refusal is not None
        assert refusal[0].code == code
