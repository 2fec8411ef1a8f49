"""Which images a page may show. The content decides what a file is, and its name must say the same."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from lms.core.reasons import Reason, reason
from lms.core.svg import refusal_of_svg

MAX_PIXELS = 25_000_000
MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
_GPS = 0x8825


def refusal_of_image(data: bytes, media_type: str) -> tuple[Reason, int] | None:
    """Why this image can't be shown as `media_type`, with the line (1 for pixels), or None."""
    if media_type == "image/svg+xml":
        return refusal_of_svg(data)
    why = _refusal_of_pixels(data, _FORMATS[media_type])
    return (why, 1) if why else None


def drawn_again(data: bytes, media_type: str, within: tuple[int, int]) -> bytes | None:
    """The picture alone as a PNG, no larger than `within`: nothing else that the file held comes along. None when it can't be read to its end.

    Only for what `refusal_of_image` has let in.
    """
    try:
        with Image.open(io.BytesIO(data), formats=[_FORMATS[media_type]]) as image:
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, SyntaxError, ValueError, EOFError, OverflowError):
        return None
    upright.thumbnail(within)
    alone = Image.new("RGBA", upright.size)
    alone.paste(upright)
    target = io.BytesIO()
    alone.save(target, "PNG", optimize=True)
    return target.getvalue()


def _refusal_of_pixels(data: bytes, expected: str) -> Reason | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[expected]) as image:
                if image.width * image.height > MAX_PIXELS:
                    return reason("image.too_many_pixels", limit=MAX_PIXELS // 1_000_000)
                image.verify()
            with Image.open(
                io.BytesIO(data), formats=[expected]
            ) as image:  # verifying ends the first reading
                has_place = _GPS in image.getexif()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return reason("image.too_many_pixels", limit=MAX_PIXELS // 1_000_000)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, OverflowError):
        return reason("image.unreadable", format=expected)
    return reason("image.place") if has_place else None
