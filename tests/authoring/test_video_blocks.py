"""Videos in course files: what each block must say, where a problem is told, and that the files survive every way out."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.authoring.editorial.durations import minutes_of, words_of
from lms.authoring.files import CourseFileErrors, read_course, read_folder
from lms.authoring.folder import MAX_VIDEO_BYTES
from lms.authoring.media import checked_type
from lms.authoring.normalise import normalise
from lms.authoring.writer import course_files, write_course
from lms.core.errors import InvalidInput
from lms.core.reasons import reason
from lms.courses.document import Lesson
from tests.authoring.desk import Desk, make_desk
from tests.courses.sample import write_sample
from tests.courses.video_samples import CAPTIONS, EXTERNAL, FILE, OWN, mp4, webm, with_blocks
from tests.learning.reading import words

JSON = {"headers": {"Accept": "application/json"}}


def found(folder: Path) -> set[tuple[str, str, str, str]]:
    """Every problem: its file, the words of its line, its field and its code."""
    with pytest.raises(CourseFileErrors) as caught:
        read_course(folder)
    told = set()
    for one in caught.value.problems:
        is_text = not one.file.endswith((".mp4", ".webm"))
        lines = (folder / one.file).read_text("utf-8").split("\n") if is_text else [""]
        told.add((one.file, lines[one.line - 1].strip(), one.field, one.reason.code))
    return told


def test_videos_are_read_with_their_files(tmp_path: Path) -> None:
    document = read_course(with_blocks(tmp_path / "a", OWN + "\n" + EXTERNAL))
    media = document.modules[0].media
    assert {name: one.media_type for name, one in media.items()} == {
        "rond.svg": "image/svg+xml",
        "visite.mp4": "video/mp4",
        "visite.vtt": "text/vtt",
    }


# What to replace in which block, by what, then what is found: its line, its field, its code.
EDITS = [
    (OWN, "captions: visite.vtt\n", "", "```video", "captions", "video.no_captions"),
    (OWN, "captions: visite.vtt\n", "captions: ''\n", "captions: ''", "captions", "video.no_captions"),
    (OWN, "file: visite.mp4\n", "", "```video", "file", "video.no_file"),
    (OWN, "transcript: |", "words: |", "```video", "transcript", "video.no_words"),
    (OWN, "minutes: 3", "minutes: 0", "minutes: 0", "minutes", "field.below"),
    (OWN, "minutes: 3", "minutes: 121", "minutes: 121", "minutes", "field.above"),
    (OWN, "minutes: 3", "minutes: '3'", "minutes: '3'", "minutes", "field.wrong_kind"),
    (OWN, "minutes: 3", "minuts: 3", "minuts: 3", "minuts", "field.unknown"),
    (OWN, "title: ", "title: [", 'title: ["La visite d’une \\"ruche\\""', "", "yaml.syntax"),
    (OWN, "visite.mp4", "absent.mp4", "file: absent.mp4", "file", "file.absent"),
    (OWN, "visite.mp4", "../visite.mp4", "file: ../visite.mp4", "file", "file.name"),
    (OWN, "visite.mp4", "https://e.example/a.mp4", "file: https://e.example/a.mp4", "file", "file.name"),
    (OWN, "visite.mp4", "rond.svg", "file: rond.svg", "file", "video.type"),
    (OWN, "visite.vtt", "rond.svg", "captions: rond.svg", "captions", "captions.type"),
    (OWN, "captions:", "poster: visite.mp4\ncaptions:", "poster: visite.mp4", "poster", "image.type"),
    (OWN, "captions:", "poster: https://e.example/a.png\ncaptions:", "poster: https://e.example/a.png", "poster",
     "image.name"),
    (EXTERNAL, "picture: rond.svg\n", "", "```video", "picture", "video.no_picture"),
    (EXTERNAL, "rond.svg", "https://i.ytimg.com/vi/x/0.jpg", "picture: https://i.ytimg.com/vi/x/0.jpg", "picture",
     "image.name"),
    (EXTERNAL, "alt: Un rond vert\n", "", "```video", "alt", "video.no_alt"),
    (EXTERNAL, "summary: On y parle de **miel**.\n", "", "```video", "summary", "video.no_summary"),
    (EXTERNAL, "picture:", "file: visite.mp4\npicture:", "file: visite.mp4", "file", "field.unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "old", "new", "line", "field", "expected"), EDITS)
def test_what_a_video_lacks_is_told_at_its_line(
    tmp_path: Path, block: str, old: str, new: str, line: str, field: str, expected: str
) -> None:
    assert old in block
    told = found(with_blocks(tmp_path / "a", block.replace(old, new, 1)))
    if line == "```video":  # a field that is not there has the line of the block's first
        line = "title: " + ("Une conférence" if block is EXTERNAL else '"La visite d’une \\"ruche\\""')
    if expected == "yaml.syntax":
        assert {(one[0], one[3]) for one in told} == {(FILE, expected)}
        return
    assert (FILE, line, field, expected) in told
    assert len(told) == (2 if new.startswith("words") else 1), "and nothing else is"


URLS = [
    "javascript:alert(1)//www.youtube.com/watch?v=dQw4w9WgXcQ",
    "http://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://evil.example/watch?v=dQw4w9WgXcQ",
    "https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
    "https://vimeo.com",
]


@pytest.mark.parametrize("url", URLS)
def test_another_site_is_refused_with_those_that_we_know(tmp_path: Path, url: str) -> None:
    folder = with_blocks(
        tmp_path / "a", EXTERNAL.replace("https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=x", url)
    )
    assert found(folder) == {(FILE, f"url: {url}", "url", "video.site")}
    with pytest.raises(CourseFileErrors) as caught:
        read_course(folder)
    assert "vimeo.com" in str(caught.value.problems[0].reason.params["sites"])


def test_a_video_stands_by_itself(tmp_path: Path) -> None:
    folder = with_blocks(tmp_path / "a", "- x\n\n  ```video\n  title: x\n  ```\n")
    assert found(folder) == {(FILE, "```video", "", "video.inside")}


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("visite.mp4", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "video.unreadable"),
        ("visite.mp4", webm(), "video.unreadable"),
        ("visite.mp4", mp4(after=b"<script>alert(1)</script>"), "video.unreadable"),
        ("visite.mp4", mp4(b"\xa9xyz"), "video.place"),
        ("visite.mp4", b"\x00" * (MAX_VIDEO_BYTES + 1), "file.too_big"),
        ("visite.vtt", b"WEBVTT\n\n1\n00:02.000 --> 00:01.000\nx", "captions.ends_first"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_says_is_told_at_the_file(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    folder = with_blocks(tmp_path / "a", OWN)
    (folder / "01-accueil" / name).write_bytes(data)
    line = "00:02.000 --> 00:01.000" if name.endswith(".vtt") else ""
    assert found(folder) == {(f"01-accueil/{name}", line, "", code)}


def test_normalising_keeps_a_video_as_it_was_typed() -> None:
    for block in (OWN, EXTERNAL):
        assert normalise(block) == block


def test_a_course_with_videos_survives(tmp_path: Path) -> None:
    first = read_folder(with_blocks(tmp_path / "a", OWN + "\n" + EXTERNAL))
    write_course(first.document, tmp_path / "b", first.images.__getitem__)
    second = read_folder(tmp_path / "b")
    assert second == first
    assert (tmp_path / "b" / "01-accueil" / "visite.mp4").read_bytes() == mp4()
    assert "01-accueil/visite.vtt" in course_files(second.document, second.images.__getitem__)


def test_only_announced_minutes_count(tmp_path: Path) -> None:
    plain = read_course(write_sample(tmp_path / "a")).by_id["bienvenue"][1]
    shown = read_course(with_blocks(tmp_path / "b", OWN + "\n" + EXTERNAL)).by_id["bienvenue"][1]
    assert isinstance(plain, Lesson)
    assert isinstance(shown, Lesson)
    assert words_of(shown, "fr") == words_of(plain, "fr")
    assert minutes_of(shown, "fr")["reading"] == pytest.approx(minutes_of(plain, "fr")["reading"] + 3)


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return make_desk(app, tmp_path)


def add(desk: Desk, name: str, data: bytes, **fields: Any) -> Any:
    return desk.post(f"{desk.path('bienvenue')}/files", {"file": (BytesIO(data), name), **fields}, **JSON)


def test_a_video_is_added_in_the_browser_and_published(desk: Desk) -> None:
    block = add(desk, "La Visite.MP4", mp4()).json["markdown"]
    assert block == "```video\ntitle: …\nfile: la-visite.mp4\ncaptions: ….vtt\ntranscript: …\n```"
    assert add(desk, "Visite.vtt", CAPTIONS.encode()).json == {"markdown": "captions: visite.vtt"}
    path = desk.path("bienvenue")
    text = desk.node("bienvenue").body["body"]["fr"]
    desk.send(path, {"body-fr": f"{text}\n\n{block}"})
    assert "is no file of this folder" in words(desk.client.get(f"{desk.place}/publication?lang=en").text)
    desk.send(path, {"body-fr": f"{text}\n\n{block.replace('….vtt', 'visite.vtt')}"})
    shown = desk.client.get(f"{path}/preview").text
    assert f'src="{desk.place}/media/la-visite.mp4"' in shown
    assert desk.publish().status_code == 303
    assert set(desk.node("accueil").body["media"]) == {"rond.svg", "la-visite.mp4", "visite.vtt"}
    part = desk.client.get(f"{desk.place}/media/la-visite.mp4", headers={"Range": "bytes=0-7"})
    with part:
        assert (part.status_code, part.mimetype, part.data) == (206, "video/mp4", mp4()[:8])


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.mp4", b"<svg/>", "not a whole MP4 video"),
        ("a.webm", mp4(), "not a whole WebM video"),
        ("a.vtt", b"<script>alert(1)</script>", "WEBVTT"),
        ("a.mkv", webm(), "is not an image"),
    ],
)
def test_what_is_no_video_is_refused_in_the_browser(desk: Desk, name: str, data: bytes, told: str) -> None:
    reply = add(desk, name, data, alt="x")
    assert reply.status_code == 422
    assert told in reply.json["error"]


def test_the_editor_offers_videos_and_says_how_large(desk: Desk) -> None:
    page = desk.client.get(f"{desk.path('bienvenue')}?lang=en").text
    assert 'data-insert="video"' in page
    assert "videos in MP4 or WebM, at most 50 MB." in page


def test_a_video_has_a_largest_size_of_its_own() -> None:
    assert checked_type("a.mp4", mp4(pictures=b"p" * (6 * 1024 * 1024))) == "video/mp4"
    with pytest.raises(InvalidInput) as caught:
        checked_type("a.mp4", b"x" * (MAX_VIDEO_BYTES + 1))
    assert caught.value.reason == reason("file.too_big", limit=50)
