"""Videos in a lesson's text: which sites are known, what a block becomes, and that nothing in it ever runs."""

import pytest

from lms.courses.rendering import HtmlBlock, VideoBlock, render_blocks
from lms.courses.video import OwnVideo, place_of
from tests.courses.video_samples import EXTERNAL, KEY, OWN
from tests.payloads import PAYLOADS, active_parts

pytestmark = pytest.mark.one_database
YOUTUBE = f"https://www.youtube-nocookie.com/embed/{KEY}?autoplay=1&rel=0"
VIMEO = "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1"


@pytest.mark.parametrize(
    ("url", "page", "embed"),
    [
        (f"https://www.youtube.com/watch?v={KEY}&t=3", f"https://www.youtube.com/watch?v={KEY}", YOUTUBE),
        (f"https://youtube.com/watch?list=a&v={KEY}", f"https://www.youtube.com/watch?v={KEY}", YOUTUBE),
        (f"https://m.youtube.com/shorts/{KEY}", f"https://www.youtube.com/watch?v={KEY}", YOUTUBE),
        (f"https://youtu.be/{KEY}?si=x", f"https://www.youtube.com/watch?v={KEY}", YOUTUBE),
        (f"https://www.youtube-nocookie.com/embed/{KEY}", f"https://www.youtube.com/watch?v={KEY}", YOUTUBE),
        ("https://vimeo.com/76979871", "https://vimeo.com/76979871", VIMEO),
        ("https://player.vimeo.com/video/76979871?x=1", "https://vimeo.com/76979871", VIMEO),
        ("https://vimeo.com/76979871/abc123ef", "https://vimeo.com/76979871/abc123ef", f"{VIMEO}&h=abc123ef"),
        ("https://framatube.org/w/9dRFC6Ya11NCVeYKn8ZhiD", "https://framatube.org/w/9dRFC6Ya11NCVeYKn8ZhiD", None),
    ],
)  # fmt: skip
def test_a_known_site_has_a_page_and_perhaps_a_frame(url: str, page: str, embed: str | None) -> None:
    place = place_of(url)
    assert place is not None
    assert (place.page, place.embed) == (page, embed)
    assert place.origin in (None, "https://www.youtube-nocookie.com", "https://player.vimeo.com")


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "//youtu.be/dQw4w9WgXcQ", "javascript:alert(1)", "JAVASCRIPT://youtu.be/dQw4w9WgXcQ", "data:text/html,x",
        f"http://youtu.be/{KEY}", f"https://user@youtu.be/{KEY}", f"https://youtu.be:444/{KEY}", "https://[youtu.be/",
        f"https://youtu.be.evil.example/{KEY}", f"https://evil.example/?https://youtu.be/{KEY}", f"https://youtu.be\\@evil/{KEY}",
        f"https://youtu.be/{KEY}/x", "https://youtu.be/short", f'https://youtu.be/"onload="{KEY}', f"https://youtu.be/{KEY}\n",
        f"https://yоutu.be/{KEY}", "https://www.youtube.com/channel/x", "https://www.youtube.com/watch", "https://vimeo.com/about",
        "https://vimeo.com/76979871?h=\"><script>", "https://peertube.example/w/9dRFC6Ya11NCVeYKn8ZhiD",
        "https://framatube.org/accounts/x", "https://www.dailymotion.com/video/x1",
    ],
)  # fmt: skip
def test_other_addresses_are_none_of_ours(url: str) -> None:
    assert place_of(url) is None


def video(block: str) -> VideoBlock:
    """The only block of a text."""
    (found,) = render_blocks(block, language="fr", media_url=lambda name: f"/media/1/{name}")
    assert isinstance(found, VideoBlock)
    return found


def test_an_own_video_has_its_files_and_its_words() -> None:
    found = video(OWN)
    assert isinstance(found.video, OwnVideo)
    assert (found.video.title, found.video.minutes, found.elsewhere) == ('La visite d’une "ruche"', 3, None)
    assert found.urls == {"visite.mp4": "/media/1/visite.mp4", "visite.vtt": "/media/1/visite.vtt"}
    assert "<strong>sans bruit</strong>" in found.words
    assert "<li>puis se ferme</li>" in found.words


def test_a_video_of_another_site_shows_only_our_picture() -> None:
    found = video(EXTERNAL)
    assert found.urls == {"rond.svg": "/media/1/rond.svg"}
    assert found.elsewhere is not None
    assert (found.elsewhere.site, found.elsewhere.embed_host) == ("YouTube", "www.youtube-nocookie.com")
    assert found.words == "<p>On y parle de <strong>miel</strong>.</p>\n"


def test_a_video_stands_between_stretches_of_html() -> None:
    blocks = render_blocks(f"## A\n\n{OWN}\n## A\n", language="fr", media_url=None)
    assert [type(block) for block in blocks] == [HtmlBlock, VideoBlock, HtmlBlock]
    assert isinstance(blocks[2], HtmlBlock)
    assert 'id="s-a-2"' in blocks[2].html


def test_the_words_of_a_video_take_no_id_of_the_lesson() -> None:
    found = video(
        OWN.replace("  - puis se ferme", "  ## Titre\n\n  a[^1]\n\n  [^1]: note\n\n  ![x](rond.svg)")
    )
    assert " id=" not in found.words
    assert "<img" not in found.words


@pytest.mark.parametrize(
    "block",
    [
        OWN.replace("captions: visite.vtt\n", ""),
        OWN.replace("title: ", "title: ["),
        OWN.replace("visite.mp4", "../visite.mp4"),
        OWN.replace("visite.mp4", "javascript:alert(1)"),
        OWN.replace("visite.mp4", "https://e.example/a.mp4"),
        EXTERNAL.replace("https://www.youtube.com", "https://evil.example"),
        EXTERNAL.replace(f"https://www.youtube.com/watch?v={KEY}&list=x", "javascript:alert(1)"),
        EXTERNAL.replace("rond.svg", "https://i.ytimg.com/vi/x/0.jpg"),
        EXTERNAL.replace("summary: ", "summery: "),
        "```video\n```",
        "```video\n- a\n```",
        f"- {OWN.replace(chr(10), chr(10) + '  ')}",
    ],
)
def test_what_can_t_be_shown_shows_as_code(block: str) -> None:
    (found,) = render_blocks(block, language="fr", media_url=lambda name: f"/media/1/{name}")
    assert isinstance(found, HtmlBlock)
    assert 'data-language="video"' in found.html
    assert active_parts(found.html) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_in_the_words_of_a_video_are_inert(payload: str) -> None:
    indented = payload.replace("\n", "\n  ")
    for block in render_blocks(
        EXTERNAL.replace("summary: On", f"transcript: |\n  {indented}\nsummary: On"),
        language="fr",
        media_url=lambda name: f"/media/1/{name}",
    ):
        shown = (
            block.words
            if isinstance(block, VideoBlock)
            else block.html
            if isinstance(block, HtmlBlock)
            else ""
        )
        assert active_parts(shown) == []
