"""Pictures that learners hand in: decoded and encoded anew, so that only pixels are kept.

Nothing of the file that came survives: no place or camera (EXIF), no comment, no second file behind the first.
"""

import io
import warnings
from pathlib import PurePosixPath

from PIL import Image, ImageOps, UnidentifiedImageError

from lms.core.reasons import Reason, reason
from lms.quiz.file_checks import CheckedFile, RefusedFile

MAX_PIXELS = 30_000_000
MAX_SIDE = 4096
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
_MODES = {"JPEG": ("RGB", "L"), "PNG": ("RGB", "RGBA", "L", "LA"), "WEBP": ("RGB", "RGBA")}


def checked_image(name: str, data: bytes) -> CheckedFile:
    """The picture re-encoded in its own format, upright, no side over `MAX_SIDE`; `RefusedFile` when it can't be."""
    expected = _FORMATS[PurePosixPath(name).suffix.lower()]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            clean = _encoded(data, expected)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RefusedFile(_too_many_pixels()) from None
    # Pillow's readers raise whatever a damaged file makes them: none of it is our fault, all of it is an answer.
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, OverflowError, MemoryError):
        raise RefusedFile(reason("file.bad_image", format=expected)) from None
    return CheckedFile(name, "image", f"image/{expected.lower()}", clean)


def _too_many_pixels() -> Reason:
    return reason("file.too_many_pixels", limit=MAX_PIXELS // 1_000_000)


def _encoded(data: bytes, expected: str) -> bytes:
    with Image.open(io.BytesIO(data), formats=[expected]) as image:
        if image.width * image.height > MAX_PIXELS:  # known from the header: nothing was decoded yet
            raise RefusedFile(_too_many_pixels())
        image.load()
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((MAX_SIDE, MAX_SIDE))
        pixels = _in_a_plain_mode(upright, expected)
    # A new image: what Pillow read beside the pixels (EXIF, comments, profiles, text chunks) stays behind with the old one.
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    target = io.BytesIO()
    bare.save(target, expected, quality=88)
    return target.getvalue()


def _in_a_plain_mode(image: Image.Image, expected: str) -> Image.Image:
    if image.mode in _MODES[expected]:
        return image
    has_alpha = image.has_transparency_data and expected != "JPEG"
    return image.convert("RGBA" if has_alpha else "RGB")
