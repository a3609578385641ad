"""What makes a PDF an archive copy (PDF/A-2u): colours that mean the same everywhere, and metadata.

Everything comes from the imprint, nothing from the clock, so that the same data give the same bytes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from html import escape

import pymupdf
from PIL import ImageCms

PRODUCER = "EMK"

_ICC_DATE = slice(24, 36)
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>ru</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True)
class Imprint:
    """What a document says of itself: a title without personal data, its moment, what it was made from."""

    title: str
    moment: datetime
    source: str


def describe(document: pymupdf.Document, imprint: Imprint) -> None:
    """Give the document its language, title, dates, colour profile and identifier."""
    catalog = document.pdf_catalog()
    _write_information(document, imprint)
    intent = _stream(document, _srgb(), "<</N 3>>")
    entries = {
        "Info": "null",  # MuPDF's own, in the wrong place
        "Lang": "(ru)",
        "ViewerPreferences": "<</DisplayDocTitle true>>",
        "Metadata": f"{_stream(document, _metadata(imprint), '<</Type/Metadata/Subtype/XML>>')} 0 R",
        "OutputIntents": "[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)"
        f"/Info(sRGB)/DestOutputProfile {intent} 0 R>>]",
    }
    for key, value in entries.items():
        document.xref_set_key(catalog, key, value)
    identifier = sha256(imprint.source.encode()).hexdigest()[:32]
    document.xref_set_key(-1, "ID", f"[<{identifier}><{identifier}>]")


def _write_information(document: pymupdf.Document, imprint: Imprint) -> None:
    moment = f"D:{imprint.moment.astimezone(UTC):%Y%m%d%H%M%S}Z"
    document.set_metadata(
        {"title": imprint.title, "producer": PRODUCER, "creationDate": moment, "modDate": moment}
    )


def _metadata(imprint: Imprint) -> bytes:
    """Write the XMP packet; it must say the same as the information dictionary."""
    moment = f"{imprint.moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return _XMP.format(title=escape(imprint.title), moment=moment, producer=PRODUCER).encode()


@cache
def _srgb() -> bytes:
    """Make the sRGB profile, without the moment at which it was made."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_ICC_DATE] = bytes.fromhex("07ea 0001 0001 0000 0000 0000")
    return bytes(profile)


def _stream(document: pymupdf.Document, content: bytes, dictionary: str) -> int:
    place = int(document.get_new_xref())
    document.update_object(place, dictionary)
    document.update_stream(place, content, compress=False)
    return place
