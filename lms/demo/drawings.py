"""The stamp and the signature of the demo centre, drawn by code: the same pixels each time, and visibly nobody's."""

import io
from math import cos, pi, sin

from PIL import Image, ImageDraw, ImageFont

INK = (23, 48, 112, 255)
CLEAR = (0, 0, 0, 0)


def stamp() -> bytes:
    """A round stamp that says that it is one of a demonstration."""
    picture = Image.new("RGBA", (600, 600), CLEAR)
    pen = ImageDraw.Draw(picture)
    for inset, width in ((12, 12), (52, 5)):
        pen.ellipse((inset, inset, 600 - inset, 600 - inset), outline=INK, width=width)
    for line, y, size in (("L’ATELIER", 225, 76), ("DU LIEN", 310, 76), ("DÉMONSTRATION", 395, 40)):
        pen.text((300, y), line, fill=INK, font=ImageFont.load_default(size), anchor="mm")
    return _png(picture.rotate(8, Image.Resampling.BICUBIC))


def signature() -> bytes:
    """A line as a hand would draw it, which spells no name."""
    picture = Image.new("RGBA", (900, 340), CLEAR)
    pen = ImageDraw.Draw(picture)
    turns = [step / 200 for step in range(201)]
    written = [(60 + 640 * t - 46 * sin(10 * pi * t), 170 - (118 - 78 * t) * cos(10 * pi * t)) for t in turns]
    pen.line(written, fill=INK, width=7, joint="curve")
    pen.line([(120 + 700 * t, 300 - 46 * t + 14 * sin(3 * pi * t)) for t in turns], fill=INK, width=6)
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()
