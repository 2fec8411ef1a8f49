"""The content security policy of our pages: everything is this site's own, but for what a page says it needs."""

from collections.abc import Iterable

from flask import g

_PARTS = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
)

MEDIA_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A file opened by itself is a picture and nothing else; an SVG may style itself."""


def allow_frames(origins: Iterable[str]) -> None:
    """Let the page that answers this request frame these sites (`https://player.vimeo.com`), and no other page."""
    g.lms_frames = sorted(origins)


def policy() -> str:
    """The policy of the page that answers this request."""
    frames = g.get("lms_frames")
    return "; ".join([*_PARTS, *([f"frame-src {' '.join(frames)}"] if frames else [])])
