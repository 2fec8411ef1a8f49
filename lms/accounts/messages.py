"""One English sentence per reason code of this feature; the catalogues translate them."""

SENTENCES: dict[str, str] = {}
