"""Files of videos and captions: what is one, what only says so, and what hides something."""

import io
import zipfile
from pathlib import Path

import pytest

from lms.authoring.captions import MAX_CUES, refusal_of_captions
from lms.authoring.kinds import CAPTIONS, IMAGE, TABLE, VIDEO, kind_of
from lms.authoring.videos import refusal_of_video
from tests.courses.sample import LOGO_SVG
from tests.courses.video_samples import CAPTIONS as GOOD
from tests.courses.video_samples import box, element, mp4, webm

pytestmark = pytest.mark.one_database
MISSIONS = Path(__file__).parents[2] / "course_content" / "community-manager" / "03-missions"


def code(data: bytes, media_type: str) -> str | None:
    found = refusal_of_video(data, media_type)
    assert found is None or found[1] == 1
    return found[0].code if found else None


@pytest.mark.parametrize("data", [mp4(), mp4(after=box(b"free")), mp4(pictures=b"<script>" * 9)])
def test_an_mp4_is_one(data: bytes) -> None:
    assert code(data, "video/mp4") is None


def test_the_last_and_the_large_box_of_an_mp4_may_say_their_size_otherwise() -> None:
    large = (1).to_bytes(4) + b"mdat" + (16 + 5).to_bytes(8) + b"p" * 5
    rest = (0).to_bytes(4) + b"mdat" + b"p" * 5
    assert code(box(b"ftyp", b"isom") + box(b"moov") + large, "video/mp4") is None
    assert code(box(b"ftyp", b"isom") + box(b"moov") + rest, "video/mp4") is None


@pytest.mark.parametrize(
    "data", [webm(), webm(is_open=True), webm(b"webm\x00"), webm(more=element("ec", b"v"))]
)
def test_a_webm_is_one(data: bytes) -> None:
    assert code(data, "video/webm") is None


def test_a_recorded_video_is_one() -> None:
    assert code((MISSIONS / "repondre-critique.fr.webm").read_bytes(), "video/webm") is None


def archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("index.html", "<script>alert(1)</script>")
    return held.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"\x00" * 64,
        b"MZ",
        LOGO_SVG.encode(),
        b"<script>alert(1)</script>",
        b"%PDF-1.7 ftyp",
        webm(),
        mp4()[:-1],
        mp4(after=b"\x00"),
        mp4(after=archive()),
        mp4(after=b"<html><script>alert(1)</script>"),
        mp4(after=box(b"uuid", b"<script>")),
        b"<!--" + mp4(),
        box(b"moov") + box(b"ftyp") + box(b"mdat"),
        box(b"ftyp", b"isom") + box(b"mdat"),
        box(b"ftyp", b"isom") + box(b"moov"),
        box(b"ftyp", b"isom") + (4).to_bytes(4) + b"moov",
        (1).to_bytes(4) + b"ftyp" + (3).to_bytes(8),
    ],
)
def test_what_is_no_whole_mp4_is_refused(data: bytes) -> None:
    assert code(data, "video/mp4") == "video.unreadable"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x1a\x45\xdf\xa3",
        LOGO_SVG.encode(),
        mp4(),
        webm(b"matroska"),
        webm()[:-1],
        webm(is_open=True)[:-1],
        webm(after=b"<script>alert(1)</script>"),
        webm(after=archive()),
        webm(is_open=True, after=archive()),
        webm(is_open=True, after=b"<script>alert(1)</script>"),
        webm(more=element("1941a469", b"attached.html")),
        element("1a45dfa3", b"no type") + webm(),
        element("1a45dfa3", element("4282", b"webm")),
        element("1a45dfa3", element("4282", b"webm")) + element("18538067", b""),
        b"\xff" * 40,
    ],
)
def test_what_is_no_whole_webm_is_refused(data: bytes) -> None:
    assert code(data, "video/webm") == "video.unreadable"


@pytest.mark.parametrize(
    "moov", [b"....\xa9xyz\x00\x12+44.75+005.37/", b"loci....", b"com.apple.quicktime.location.ISO6709"]
)
def test_a_video_that_says_where_it_was_recorded_is_refused(moov: bytes) -> None:
    assert code(mp4(moov), "video/mp4") == "video.place"
    assert code(mp4(pictures=moov), "video/mp4") is None, "what looks like it among the pictures is chance"


def test_a_name_says_the_kind() -> None:
    assert [
        kind_of(name) for name in ("a.MP4", "a.webm", "a.vtt", "a.csv", "a.svg", "a.mkv", "a.mp4.exe")
    ] == [
        VIDEO,
        VIDEO,
        CAPTIONS,
        TABLE,
        IMAGE,
        IMAGE,
        IMAGE,
    ]
    assert (VIDEO.type_of("a.MP4"), VIDEO.type_of("a.svg"), IMAGE.type_of("a.mkv")) == (
        "video/mp4",
        None,
        None,
    )


FINE = [
    GOOD,
    "\ufeff" + GOOD,
    GOOD.replace("\n", "\r\n"),
    "WEBVTT - Titre\n\nNOTE\nUne note\n\n1\n00:00.000 --> 00:01.000 line:0 align:start\n<v Marc>Oui</v> <i>non</i>\n",
    "WEBVTT\n\n00:59:59.000 --> 100:00:00.000\nLong\n\n\n100:00:00.000 --> 100:00:00.001\nplus\nlong\n",
    "WEBVTT\n\n00:00.000 --> 00:01.000\n3 &lt; 4 & 5\n\n00:00.000 --> 00:01.000\nEnsemble",
]


@pytest.mark.parametrize("text", FINE)
def test_captions_are_accepted(text: str) -> None:
    assert refusal_of_captions(text.encode()) is None


CUE = "\n\n00:01.000 --> 00:02.000\n"


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("", 1, "captions.head"),
        ("\nWEBVTT" + CUE + "x", 1, "captions.head"),
        ("WEBVTTX" + CUE + "x", 1, "captions.head"),
        ("<script>alert(1)</script>", 1, "captions.head"),
        ("1\n00:00:01,000 --> 00:00:02,000\nx", 1, "captions.head"),
        ("WEBVTT\n00:01.000 --> 00:02.000\nx", 1, "captions.head"),
        ("WEBVTT", 1, "captions.empty"),
        ("WEBVTT\n\nNOTE rien", 1, "captions.empty"),
        ("WEBVTT\n\nSTYLE\n::cue { color: red }", 4, "captions.timing"),
        ("WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nx", 3, "captions.timing"),
        ("WEBVTT\n\n1\n00:01.000-->00:02.000\nx", 4, "captions.timing"),
        ("WEBVTT\n\n00:01.000 --> 00:61.000\nx", 3, "captions.timing"),
        ("WEBVTT\n\nseul", 3, "captions.timing"),
        ("WEBVTT" + CUE + "a --> b", 4, "captions.timing"),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nx", 3, "captions.ends_first"),
        ("WEBVTT" + CUE + "x\n\n00:00.500 --> 00:03.000\ny", 6, "captions.order"),
        ("WEBVTT" + CUE, 3, "captions.no_words"),
        ("WEBVTT" + CUE + "x\n<script>alert(1)</script>", 5, "captions.tag"),
        ("WEBVTT" + CUE + "<img src=x onerror=alert(1)", 4, "captions.tag"),
        ("WEBVTT" + CUE + "3 < 4", 4, "captions.tag"),
        ("WEBVTT" + CUE + "x\x00", 4, "file.control_character"),
        ("WEBVTT" + (CUE + "x") * (MAX_CUES + 1), 3 * MAX_CUES + 3, "captions.too_many"),
    ],
)
def test_what_captions_lack_is_said_with_its_line(text: str, line: int, expected: str) -> None:
    found = refusal_of_captions(text.encode())
    assert found is not None
    assert (found[0].code, found[1]) == (expected, line)


def test_captions_are_utf_8() -> None:
    found = refusal_of_captions("WEBVTT\n\n00:01.000 --> 00:02.000\né".encode("latin-1"))
    assert found is not None
    assert (found[0].code, found[1]) == ("file.not_utf8", 4)
