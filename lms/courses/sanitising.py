"""The second lock on rendered HTML: whatever the renderer was led to write, only what is listed here leaves it."""

import nh3
from markupsafe import Markup

from lms.core.texts import TURNING

# fmt: off
TAGS = {
    "a", "aside", "blockquote", "br", "caption", "code", "div", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6",
    "hr", "img", "li", "ol", "p", "pre", "section", "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}
MATHML = {
    "math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup",
    "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover",
}
# fmt: on
ATTRIBUTES = {
    "math": {"display"},
    "mo": {"stretchy", "fence", "form", "accent", "largeop", "movablelimits", "separator"},
    "mi": {"mathvariant"},
    "mtable": {"columnalign", "rowspacing", "columnspacing", "columnlines", "rowlines"},
    "mtd": {"columnalign"},
    "mspace": {"width", "linebreak"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mfrac": {"linethickness"},
    "menclose": {"notation"},
    "a": {"href", "title", "download", "rel", "id", "role", "aria-label"},
    "aside": {"class"},
    "div": {"class", "role", "aria-label", "tabindex"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
    "h6": {"id"},
    "img": {"src", "alt", "loading", "decoding"},
    "li": {"id"},
    "ol": {"start"},
    "p": {"class"},
    "pre": {"data-language", "tabindex"},
    "section": {"class", "role", "aria-label"},
    "table": {"class"},
    "td": {"class"},
    "th": {"class", "scope"},
}


def sanitise(html: str) -> Markup:
    """The HTML without any element, attribute, address or turn of direction that is not expected of a lesson."""
    cleaned = nh3.clean(
        html,
        tags=TAGS | MATHML,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    # An entity such as &#8238; writes such a sign where no check of the text sees it.
    cleaned = TURNING.sub("", cleaned)
    return Markup(cleaned)  # noqa: S704 - this is the one place where HTML becomes trusted
