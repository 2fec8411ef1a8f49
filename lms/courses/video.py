"""Videos in lessons: the block that shows one, and the few other sites that one may play on. Only reading is here."""

import re
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

from markdown_it.token import Token
from pydantic import Field, StringConstraints, ValidationError

from lms.courses.document import Part
from lms.courses.plain_yaml import YamlError, load_yaml

VIDEO = "video"
"""The info string of a fenced block that holds a video."""
MAX_URL = 500

_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Minutes = Annotated[int, Field(strict=True, ge=1, le=120)]


class OwnVideo(Part):
    """A video whose files lie beside the lesson. `transcript` is Markdown; `minutes` counts in the lesson's duration."""

    title: _Line
    file: str
    poster: str | None = None
    captions: str
    transcript: _Words
    minutes: _Minutes | None = None

    @property
    def words(self) -> str:
        """What stands in for the video, in Markdown."""
        return self.transcript

    @property
    def files(self) -> dict[str, str]:
        """The files that it shows, by field."""
        return {
            "file": self.file,
            "captions": self.captions,
            **({"poster": self.poster} if self.poster else {}),
        }


class ExternalVideo(Part):
    """A video of another site: a picture of our own, and words, until somebody asks for it."""

    title: _Line
    url: Annotated[str, StringConstraints(max_length=MAX_URL)]
    picture: str
    alt: _Line
    transcript: _Words | None = None
    summary: _Words | None = None
    minutes: _Minutes | None = None

    @property
    def words(self) -> str:
        """What stands in for the video, in Markdown."""
        return self.transcript or self.summary or ""

    @property
    def files(self) -> dict[str, str]:
        """The files that it shows, by field."""
        return {"picture": self.picture}


Video = OwnVideo | ExternalVideo


def model_of(fields: object) -> type[OwnVideo] | type[ExternalVideo]:
    """Which of the two a block means to be: one with an address is of another site."""
    return ExternalVideo if isinstance(fields, dict) and "url" in fields else OwnVideo


def video_of(content: str) -> Video | None:
    """The video that a block's text describes; None when it describes none that could be shown."""
    try:
        fields: Any = load_yaml(content).value
        video = model_of(fields).model_validate(fields)
    except (YamlError, ValidationError):
        return None
    is_playable = isinstance(video, OwnVideo) or (video.words and place_of(video.url))
    return video if is_playable else None


def is_video(token: Token) -> bool:
    """Whether a token is a video: a fenced block of that kind which stands by itself in the lesson."""
    return token.type == "fence" and token.info.strip() == VIDEO and token.level == 0


@dataclass(frozen=True)
class OtherPlace:
    """Where a video of another site is: its page there and, where we may show it here, the address to put in a frame."""

    site: str
    page: str
    embed: str | None = None

    @property
    def origin(self) -> str | None:
        """The only address that a page with this video may frame, such as `https://player.vimeo.com`."""
        return f"https://{self.embed_host}" if self.embed_host else None

    @property
    def embed_host(self) -> str | None:
        """The host that a press loads the video from."""
        return urlsplit(self.embed).hostname if self.embed else None


PEERTUBE = ("framatube.org", "tube-numerique-educatif.apps.education.fr", "video.blender.org")
"""Sites with PeerTube whose videos a lesson may name: by a link, for anyone may run one and change what it serves."""
SITES = ("youtube.com", "youtu.be", "vimeo.com", *PEERTUBE)
_YOUTUBE_HOSTS = ("youtube.com", "m.youtube.com", "youtube-nocookie.com")
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}\Z")
_YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live)/([A-Za-z0-9_-]{11})\Z")
_VIMEO_PATH = re.compile(r"/(?:video/)?([0-9]{5,12})(?:/([0-9a-f]{6,16}))?\Z")
_PEERTUBE_PATH = re.compile(r"/(?:w|videos/watch)/[A-Za-z0-9-]{8,40}\Z")


def place_of(url: str) -> OtherPlace | None:
    """Where a video is, read from the address of its page; None unless it is one on a site that we know.

    The addresses given back are put together anew, so that nothing else of what was written is ever followed.
    """
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme == "https" and parts.netloc == parts.hostname
    except ValueError:
        return None
    if not is_plain or not url.isascii() or re.search(r"[\s\\\x00-\x1f]", url):
        return None
    host = parts.netloc.removeprefix("www.")
    if host in PEERTUBE and _PEERTUBE_PATH.match(parts.path):
        return OtherPlace(host, f"https://{host}{parts.path}")
    if host in ("vimeo.com", "player.vimeo.com"):
        return _vimeo(parts.path, parse_qs(parts.query).get("h", [""])[0])
    return _youtube(host, parts.path, parse_qs(parts.query).get("v", [""])[0])


def _youtube(host: str, path: str, asked: str) -> OtherPlace | None:
    key = ""
    if host == "youtu.be":
        key = path[1:]
    elif host in _YOUTUBE_HOSTS:
        found = _YOUTUBE_PATH.match(path)
        key = found.group(1) if found else asked if path == "/watch" else ""
    if not _YOUTUBE_ID.match(key):
        return None
    page = f"https://www.youtube.com/watch?v={key}"
    return OtherPlace("YouTube", page, f"https://www.youtube-nocookie.com/embed/{key}?autoplay=1&rel=0")


def _vimeo(path: str, asked: str) -> OtherPlace | None:
    found = _VIMEO_PATH.match(path)
    if found is None:
        return None
    key, secret = found.group(1), found.group(2) or asked
    if secret and not re.fullmatch(r"[0-9a-f]{6,16}", secret):
        return None
    page = f"https://vimeo.com/{key}" + (f"/{secret}" if secret else "")
    more = f"&h={secret}" if secret else ""
    return OtherPlace("Vimeo", page, f"https://player.vimeo.com/video/{key}?autoplay=1&dnt=1{more}")
