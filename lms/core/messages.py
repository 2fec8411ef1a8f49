"""One English sentence per reason code of the floor; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "core.unknown_format": N_("Choose CSV, XLSX or JSON."),
}
