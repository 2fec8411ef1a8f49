"""One English sentence per reason code of the floor; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "core.unknown_format": N_("Choose CSV, XLSX or JSON."),
    "image.unreadable": N_("This file is not a %(format)s image, whatever its name says."),
    "image.too_many_pixels": N_("This image is too large: the limit is %(limit)s million pixels."),
    "image.place": N_("This photo says where it was taken. Remove its location data."),
    "svg.syntax": N_("This is not a valid SVG file: %(detail)s."),
    "svg.doctype": N_("Remove the document type (<!DOCTYPE …>) from this SVG file."),
    "svg.instruction": N_("Remove the processing instruction (<?…?>) from this SVG file."),
    "svg.too_complex": N_("This drawing has too many elements."),
    "svg.element": N_("The element <%(name)s> is not accepted in an SVG file."),
    "svg.attribute": N_("The attribute “%(name)s” is not accepted in an SVG file."),
    "svg.reference": N_("An SVG file may refer only to its own parts, not to “%(name)s”."),
    "svg.style": N_("This style is not accepted in an SVG file."),
}
