"""Regions of a picture: their outlines in percent of it, as authors write them and as a page draws them."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from lms.core.reasons import reason
from lms.quiz.engine.options import Option
from lms.quiz.engine.question_type import InvalidQuestion

Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=10)]
Size = Annotated[Decimal, Field(gt=0, le=100, max_digits=10)]
Point = tuple[Percent, Percent]


class Region(Option):
    """One region on offer, in percent of the picture from its upper left corner, with one outline of the three.

    `rectangle`: left, top, width, height. `circle`: centre from the left and from the top, radius. `polygon`: its corners.
    """

    rectangle: tuple[Percent, Percent, Size, Size] | None = None
    circle: tuple[Percent, Percent, Size] | None = None
    polygon: Annotated[tuple[Point, ...], Field(min_length=3, max_length=40)] | None = None


def check_outline(region: Region, path: str) -> None:
    """Raise `InvalidQuestion` unless a region has one outline that lies inside the picture; `path` is the region's."""
    found = [name for name in ("rectangle", "circle", "polygon") if getattr(region, name) is not None]
    if len(found) != 1:
        raise InvalidQuestion(reason("question.one_outline", count=len(found)), path)
    if region.rectangle is not None:
        left, top, width, height = region.rectangle
        if left + width > 100 or top + height > 100:
            raise InvalidQuestion(reason("question.outside_image"), f"{path}.rectangle")
    if region.circle is not None:
        x, y, _ = region.circle
        # A circle may touch the edge or cross it a little, its centre may not: 0 and 100 are no place to aim at.
        if not (0 < x < 100 and 0 < y < 100):
            raise InvalidQuestion(reason("question.outside_image"), f"{path}.circle")
    if region.polygon is not None and not _area(region.polygon):
        raise InvalidQuestion(reason("question.flat_polygon"), f"{path}.polygon")


def outline_view(region: Region) -> dict[str, Any]:
    """The outline as the texts of SVG attributes, and where its number stands: on the outline, clear of what it frames."""
    if region.rectangle is not None:
        left, top, width, height = region.rectangle
        shape = {"x": _text(left), "y": _text(top), "width": _text(width), "height": _text(height)}
        return {"rectangle": shape, "at": _at(left, top)}
    if region.circle is not None:
        x, y, radius = region.circle
        return {
            "circle": {"x": _text(x), "y": _text(y), "radius": _text(radius)},
            "at": _at(x, max(y - radius, Decimal(0))),
        }
    corners = region.polygon
    assert corners is not None  # `check_outline` saw to it
    points = " ".join(f"{_text(x)},{_text(y)}" for x, y in corners)
    return {"polygon": points, "at": _at(*min(corners, key=lambda corner: corner[1]))}


def _area(points: tuple[Point, ...]) -> Decimal:
    """Twice the area that corners enclose: 0 when they lie on a line."""
    pairs = zip(points, (*points[1:], points[0]), strict=True)
    return abs(sum(((x * below - beside * y) for (x, y), (beside, below) in pairs), Decimal(0)))


def _at(x: Decimal, y: Decimal) -> dict[str, str]:
    return {"x": _text(x), "y": _text(y)}


def _text(value: Decimal) -> str:
    return f"{round(value, 3).normalize():f}"
