"""Pure decisions about a centre's colour: it must be read on every surface of our pages, light and dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

from lms.core.reasons import Reason, reason

LIGHT_SURFACES = ("#FFFFFF", "#FAFAF7", "#F1F2EE")
DARK_SURFACES = ("#181C22", "#101317", "#0B0D10")
"""What `--surface`, `--bg` and `--sunken` are in `base.css`; a test compares."""
FOR_TEXT = 4.5
"""The name of the centre is written in it. What passes for text passes for marks, which ask for 3."""
_HEX = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_STEPS = 256


def is_colour(value: str) -> bool:
    """Whether this is written `#rrggbb`."""
    return bool(_HEX.match(value))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """How light a colour is, from 0 to 1, as WCAG counts it."""
    shares = (value / 255 for value in _channels(colour))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def passes(colour: str, surfaces: tuple[str, ...]) -> bool:
    """Whether text of this colour is read on each of the surfaces."""
    return all(contrast(colour, surface) >= FOR_TEXT for surface in surfaces)


def nearest(colour: str, surfaces: tuple[str, ...]) -> str:
    """The colour itself when it passes; else the first of the same hue that does, darker on light surfaces, lighter on dark ones."""
    end = "#000000" if luminance(surfaces[0]) > 0.5 else "#FFFFFF"
    tried = (_mixed(colour, end, step / (_STEPS - 1)) for step in range(_STEPS))
    return next(mixed for mixed in tried if passes(mixed, surfaces))


def _mixed(colour: str, end: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(end), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def dark_of(accent: str, accent_dark: str) -> str:
    """The colour of dark pages: the one that was chosen, else the nearest to that of light pages."""
    return accent_dark or nearest(accent, DARK_SURFACES)


def readable(accent: str, accent_dark: str) -> dict[str, str]:
    """The two colours as near to these as they can be read; nothing when one of them is no colour. An empty one stays empty."""
    if not all(is_colour(colour) for colour in (accent, accent_dark) if colour):
        return {}
    return {
        "accent": accent and nearest(accent, LIGHT_SURFACES),
        "accent_dark": accent_dark and nearest(accent_dark, DARK_SURFACES),
    }


def fault_of(accent: str, accent_dark: str) -> tuple[str, Reason] | None:
    """The first colour that can't be, with the nearest that can; None when both can. Empty is no colour; dark alone is none, too."""
    if accent_dark and not accent:
        return "accent", reason("centres.no_light_colour")
    asked = (("accent", accent, LIGHT_SURFACES), ("accent_dark", accent_dark, DARK_SURFACES))
    for name, colour, surfaces in asked:
        if not colour:
            continue
        if not is_colour(colour):
            return name, reason("centres.bad_colour")
        if not passes(colour, surfaces):
            code = "centres.faint_on_light" if name == "accent" else "centres.faint_on_dark"
            return name, reason(code, nearest=nearest(colour, surfaces))
    return None
