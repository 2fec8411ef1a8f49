"""The name under which a certificate is saved: the person's, made safe for every file system and header."""

import unicodedata

LIMIT = 80
KEPT = frozenset({"L", "M", "N"})
"""First letters of the Unicode categories that stay: letters, their marks, digits."""
EXTENSION = ".pdf"


def file_name(kind: str, name: str) -> str:
    """`Certificat de réussite - Élodie Noël.pdf`."""
    return f"{_safe(kind)} - {_safe(name)}{EXTENSION}"


def plain_file_name(kind: str, name: str) -> str:
    """The same in ASCII, for programs that know no other; only the kind when nothing of the name is left."""
    parts = [_safe(_ascii(part)) for part in (kind, name)]
    return " - ".join(part for part in parts if part) + EXTENSION


def _ascii(value: str) -> str:
    return unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode()


def _safe(value: str) -> str:
    """Letters, digits and single spaces or hyphens: no path, quote, dot, control or direction mark is left."""
    kept = [
        character if character == "-" or unicodedata.category(character)[0] in KEPT else " "
        for character in value
    ]
    return " ".join("".join(kept).split())[:LIMIT].strip()
