"""Files that name their author wherever their formats have a place for it."""

import zlib
from collections.abc import Iterable

from tests.quiz.file_samples import office, photo

WHO = "Ada SECRET"
XMP = f'<?xpacket begin=""?><x:xmpmeta><dc:creator>{WHO}</dc:creator></x:xmpmeta><?xpacket end="w"?>'
_CHANGE = (
    '<w:p><w:ins w:id="1" w:author="Ada SECRET" w:initials="SECRET"><w:t>author="kept"</w:t></w:ins></w:p>'
)
_RELS = (
    "<Relationships><Relationship Id=\"r1\" Target='file:///C:/Users/SECRET/modele.dotx'/></Relationships>"
)
DOCX = {
    "docProps/core.xml": f"<cp:coreProperties><dc:creator>{WHO}</dc:creator></cp:coreProperties>",
    "docProps/app.xml": "<Properties><Company>SECRET</Company></Properties>",
    "docProps/custom.xml": "<Properties><property>SECRET</property></Properties>",
    "word/document.xml": _CHANGE,
    "word/people.xml": f'<w15:people><w15:person w15:author="{WHO}"><w15:presenceInfo w15:providerId="AD" w15:userId="SECRET"/></w15:person></w15:people>',
    "word/_rels/settings.xml.rels": _RELS,
}
XLSX = {
    "xl/workbook.xml": '<workbook><fileSharing userName="SECRET"/><x15ac:absPath url="C:\\Users\\SECRET\\"/><sheet name="Plan"/></workbook>',
    "xl/comments1.xml": "<comments><authors><author>SECRET</author></authors></comments>",
    "xl/persons/person.xml": '<personList><person displayName="SECRET" userId="S::SECRET"/></personList>',
}
PPTX = {
    "ppt/commentAuthors.xml": '<p:cmAuthorLst><p:cmAuthor id="0" name="SECRET" initials="SECRET"/></p:cmAuthorLst>'
}
ODT = {
    "meta.xml": f"<office:document-meta><meta:initial-creator>{WHO}</meta:initial-creator></office:document-meta>",
    "content.xml": "<office><office:annotation><dc:creator>SECRET</dc:creator><text:p>Bien</text:p></office:annotation></office>",
}
SIGNED = {".docx": DOCX, ".xlsx": XLSX, ".pptx": PPTX, ".odt": ODT}


def signed_office(ending: str) -> bytes:
    """A document whose properties, comments, changes, folders and pictures name their author."""
    extra = {name: text.encode() for name, text in SIGNED[ending].items()}
    return office(ending, extra={**extra, "word/media/image1.jpeg": photo()})


def signed_pdf() -> bytes:
    """One page with a note, an attachment and private data of a program; its properties name the author."""
    page = b"/MediaBox[0 0 200 200]/Contents 4 0 R/Metadata 5 0 R/Resources<</XObject<</P 10 0 R>>>>"
    private = b"/PieceInfo<</Illustrator<</Private 5 0 R/Name(\\(SECRET >> )>>>>"
    picture = photo()
    return _assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R" + page + private + b"/Annots[7 0 R 8 0 R]>>",
            _stream(b"", b"0 0 100 100 re f q 50 0 0 50 0 0 cm /P Do Q"),
            _stream(b"/Type/Metadata/Subtype/XML", XMP.encode()),
            b"<</Author(Ada SECRET)/Title(SECRET work)>>",
            b"<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/T(Ada SECRET)/Contents(a remark)>>",
            (
                b"<</Type/Annot/Subtype/FileAttachment/Rect[40 10 60 30]/T(Ada SECRET)"
                b"/FS<</Type/Filespec/F(SECRET.txt)/EF<</F 9 0 R>>>>>>"
            ),
            _stream(b"/Type/EmbeddedFile", b"SECRET"),
            _stream(
                b"/Type/XObject/Subtype/Image/Width 40/Height 30/ColorSpace/DeviceRGB/BitsPerComponent 8"
                b"/Filter/DCTDecode/Metadata 5 0 R",
                picture,
            ),
        ]
    )


def _stream(entries: bytes, content: bytes) -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(content), content)


def _assembled(objects: Iterable[bytes]) -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    return (
        body + head + b"trailer<</Size %d/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(body))
    )


def unpacked(data: bytes) -> bytes:
    """A PDF's bytes with those of its compressed streams behind them."""
    found, at = [data], data.find(b"stream\n")
    while at >= 0:
        try:
            found.append(zlib.decompressobj().decompress(data[at + 7 :]))
        except zlib.error:
            found.append(b"")
        at = data.find(b"stream\n", at + 7)
    return b"\n".join(found)
