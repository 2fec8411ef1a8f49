"""Videos on the pages of lessons: the player, the card of another site, what the page may load, and the file in parts."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.authoring.services import import_course, publish_course
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.courses.document import load_document
from lms.courses.models import Course
from tests.browsing import sign_in
from tests.courses.sample import sample_data
from tests.courses.video_samples import EXTERNAL, KEY, OWN, mp4, with_blocks
from tests.factories import make_centre, make_cohort, make_course, make_enrolment, make_user
from tests.learning.reading import words

TRY = "/courses/animer/try?lang=en"
HOSTILE = EXTERNAL.replace("Une conférence", "'\"><script>alert(1)</script>'").replace(
    "Un rond vert", "'x\" onerror=\"alert(1)'"
)


def publish(tmp_path: Path, blocks: str) -> Course:
    """The sample course with these blocks in its first lesson, listed."""
    centre = make_centre()
    path = with_blocks(tmp_path / "animer", blocks)
    with transaction():
        course = import_course(centre_id=centre.id, path=path, actor_id=None, now=clock.now()).course
        publish_course(course_id=course.id, actor_id=None, now=clock.now())
    return course


def policy(client: FlaskClient, path: str) -> dict[str, str]:
    """The content security policy of a page by directive."""
    parts = client.get(path).headers["Content-Security-Policy"].split("; ")
    return {name: value for name, _, value in (part.partition(" ") for part in parts)}


def test_an_own_video_plays_with_captions_and_words(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    course = publish(tmp_path, OWN)
    page = client.get(TRY).text
    media = f"/media/{course.latest_revision_id}"
    figure = page[
        page.index('<figure class="video">') : page.index("</figure>", page.index('<figure class="video">'))
    ]
    assert f'<video controls preload="none" playsinline src="{media}/visite.mp4"' in figure
    assert 'aria-label="La visite d’une &#34;ruche&#34;"' in figure
    assert f'<track kind="captions" src="{media}/visite.vtt" srclang="fr" label="Français" default>' in figure
    assert "Transcript" in words(figure)
    assert "<strong>sans bruit</strong>" in figure
    assert "3 min" in words(figure)
    assert "learning/video.js" not in page, "there is nothing for it to do"
    assert "frame-src" not in policy(client, TRY)
    assert policy(client, TRY)["media-src"] == "'self'"


def test_a_card_names_the_site_and_asks_nothing_of_it(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    course = publish(tmp_path, EXTERNAL)
    page = client.get(TRY).text
    told = words(page)
    assert "Plays on YouTube: pressing loads it from www.youtube-nocookie.com." in told
    assert "Watch on YouTube (opens in a new tab)" in told
    assert (
        f'<a href="https://www.youtube.com/watch?v={KEY}" target="_blank" rel="noopener noreferrer">' in page
    )
    assert f'src="/media/{course.latest_revision_id}/rond.svg" alt="Un rond vert"' in page
    assert "<iframe" not in page
    loaded = re.findall(r'\s(?:src|poster|srcset|data)="([^"]*)"', page)
    assert loaded
    assert [address for address in loaded if not address.startswith("/")] == [], (
        "nothing loads from elsewhere"
    )
    assert not re.search(r'<link[^>]*href="https?:', page)
    assert policy(client, TRY)["frame-src"] == "https://www.youtube-nocookie.com"


def test_only_the_page_that_needs_it_may_frame_another_site(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    publish(tmp_path, EXTERNAL)
    assert "frame-src" in policy(client, TRY)
    for path in ("/courses/animer", "/accessibility", "/sign-in", "/courses/absent/try"):
        assert "frame-src" not in policy(client, path)


def test_a_site_without_frames_is_a_link(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    url = "https://framatube.org/w/9dRFC6Ya11NCVeYKn8ZhiD"
    publish(tmp_path, re.sub("url: .*", f"url: {url}", EXTERNAL))
    page = client.get(TRY).text
    assert f'<a href="{url}" target="_blank"' in page
    assert "data-video-embed" not in page
    assert "frame-src" not in policy(client, TRY)


def test_hostile_words_stay_words(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    publish(tmp_path, HOSTILE)
    page = client.get(TRY).text
    assert "<script>alert" not in page
    assert ' onerror="' not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_learner_sees_both_in_the_player(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    user = make_user(now=clock.now())
    enrolment: Enrolment = make_enrolment(
        user, make_cohort(publish(tmp_path, OWN + "\n" + EXTERNAL)), clock.now()
    )
    sign_in(client, user.email)
    path = f"/learn/{enrolment.id}/bienvenue"
    page = client.get(path).text
    assert page.count('<figure class="video">') == 2
    assert page.count("learning/video.js") == 1
    assert policy(client, path)["frame-src"] == "https://www.youtube-nocookie.com"
    assert "frame-src" not in policy(client, f"/learn/{enrolment.id}/pour-aller-plus-loin")


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-3", 0, 4), ("bytes=8-", 8, None), ("bytes=-5", -5, None), ("bytes=4-999999", 4, None)],
)
def test_a_video_is_sent_in_parts(
    app: Flask, client: FlaskClient, tmp_path: Path, asked: str, start: int, end: int | None
) -> None:
    url = f"/media/{publish(tmp_path, OWN).latest_revision_id}/visite.mp4"
    with client.get(url, headers={"Range": asked}) as part:
        expected = mp4()[start:end]
        assert (part.status_code, part.data) == (206, expected)
        first = start % len(mp4())
        assert part.headers["Content-Range"] == f"bytes {first}-{first + len(expected) - 1}/{len(mp4())}"
        assert part.content_length == len(expected)
        assert part.mimetype == "video/mp4"


def test_a_whole_video_says_that_parts_may_be_asked_for(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    url = f"/media/{publish(tmp_path, OWN).latest_revision_id}/visite.mp4"
    with client.get(url) as whole:
        assert (whole.status_code, whole.data, whole.content_length) == (200, mp4(), len(mp4()))
        assert whole.headers["Accept-Ranges"] == "bytes"
        assert whole.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in whole.headers["Content-Security-Policy"]
        etag = whole.headers["ETag"]
    for more in ({}, {"Range": "bytes=0-3"}):
        with client.get(url, headers={"If-None-Match": etag, **more}) as known:
            assert (known.status_code, known.data) == (304, b"")
    with client.get(url, headers={"Range": "bytes=0-3", "If-Range": '"other"'}) as changed:
        assert (changed.status_code, changed.data) == (200, mp4())
    with client.head(url) as head:
        assert (head.status_code, head.data, head.content_length) == (200, b"", len(mp4()))


@pytest.mark.parametrize("asked", ["bytes=99999-", "bytes=9-3", "x", "bytes=0-1,4-5"])
def test_a_part_that_is_none_is_refused(app: Flask, client: FlaskClient, tmp_path: Path, asked: str) -> None:
    url = f"/media/{publish(tmp_path, OWN).latest_revision_id}/visite.mp4"
    with client.get(url, headers={"Range": asked}) as refused:
        assert refused.status_code == 416
        assert refused.headers["Content-Range"] == f"bytes */{len(mp4())}"


def test_captions_are_captions_and_nothing_else(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    captions = client.get(f"/media/{publish(tmp_path, OWN).latest_revision_id}/visite.vtt")
    assert captions.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert captions.headers["X-Content-Type-Options"] == "nosniff"


def test_a_broken_video_of_an_old_revision_breaks_no_page(app: Flask, client: FlaskClient) -> None:
    data = sample_data()
    data["modules"][0]["items"][0]["body"]["fr"] = "```video\ntitle: [\n```\n"
    make_course(make_centre(), load_document(data), now=clock.now())
    assert 'data-language="video"' in client.get(TRY).text
