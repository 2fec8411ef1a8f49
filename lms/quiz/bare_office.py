"""Office documents without what they say of their authors: properties, who commented, who changed what, where it was saved.

What a person wrote into the text itself stays. Pure: bytes in, bytes out; the document passed `office_files` when it came.
"""

import io
import re
import zipfile

from lms.quiz.bare_pictures import without_notes

_EXTENDED = b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_CUSTOM = b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_CORE = b"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_ODF = b"urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
REPLACED = {
    "docprops/core.xml": _HEAD + b'<cp:coreProperties xmlns:cp="' + _CORE + b'"/>',
    "docprops/app.xml": _HEAD + b'<Properties xmlns="' + _EXTENDED + b'"/>',
    "docprops/custom.xml": _HEAD + b'<Properties xmlns="' + _CUSTOM + b'"/>',
    "meta.xml": _HEAD
    + b'<office:document-meta xmlns:office="'
    + _ODF
    + b'" office:version="1.2"><office:meta/></office:document-meta>',
}
"""Parts of properties alone, by name in small letters: each becomes an empty one."""
_LISTS = re.compile(r"(^|/)(commentauthors|authors|people|persons?/[^/]*|usernames)\.xml\Z")
"""Parts that list people."""
_MARKUP = re.compile(rb"<[^<>]+>")
_VALUE = rb"\s*=\s*)(?:\"[^\"]*\"|'[^']*')"
_PEOPLE = re.compile(rb"(\s(?:[A-Za-z0-9]+:)?(?:author|initials|userName|lastModifiedBy|creator)" + _VALUE)
_LISTED = re.compile(rb"(\s(?:[A-Za-z0-9]+:)?(?:name|displayName|userId)" + _VALUE)
_URL = re.compile(rb"(\surl" + _VALUE)
_ELEMENT = re.compile(
    rb"(<((?:[A-Za-z0-9]+:)?(?:author|creator|initial-creator|creator-initials|sender-initials|author-name|"
    rb"author-initials|printed-by|lastModifiedBy))(?:\s[^<>]*)?>)[^<>]*(</\2>)"
)
_LOCAL = re.compile(rb"(Target\s*=\s*)(?:\"file:[^\"]*\"|'file:[^']*')", re.I)
_FOLDER = re.compile(rb"^<(?:[A-Za-z0-9]+:)?absPath\s")


def bare_office(data: bytes) -> bytes | None:
    """A copy of the document; None when a part of it can't be read as such, and may say who wrote it."""
    target = io.BytesIO()
    try:
        with (
            zipfile.ZipFile(io.BytesIO(data)) as source,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as copy,
        ):
            for entry in source.infolist():
                # A fresh entry: the old one's date and extra fields stay behind.
                fresh = zipfile.ZipInfo(entry.filename)
                fresh.compress_type = entry.compress_type
                copy.writestr(fresh, _bare(entry.filename.lower(), source.read(entry)))
    except (UnicodeError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    return target.getvalue()


def _bare(name: str, part: bytes) -> bytes:
    if name in REPLACED:
        return REPLACED[name]
    if name.endswith((".jpg", ".jpeg")):
        return without_notes(part)
    if name.endswith(".rels"):
        return _LOCAL.sub(rb'\1"file:///"', _text(part))
    if not name.endswith(".xml"):
        return part
    emptied = _ELEMENT.sub(rb"\1\3", _text(part))
    return _MARKUP.sub(lambda tag: _without_people(tag[0], _LISTS.search(name) is not None), emptied)


def _text(part: bytes) -> bytes:
    """A part in UTF-8, in which bytes are what they look like; UnicodeError for another encoding."""
    part.decode("utf-8")
    if b"\x00" in part:
        raise UnicodeError
    return part


def _without_people(tag: bytes, lists_people: bool) -> bytes:
    if _FOLDER.match(tag):  # the folder in which the file was saved last: often a person's own
        return _URL.sub(rb'\1""', tag)
    if lists_people:
        tag = _LISTED.sub(rb'\1""', tag)
    return _PEOPLE.sub(rb'\1""', tag)
