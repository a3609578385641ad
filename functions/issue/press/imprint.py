"""What a document says of itself; it is an archive copy, PDF/A-2u."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from html import escape

_PRODUCER = "EMK"
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
    """A title without personal data, the document's moment, and what it was made from.

    Everything else comes from these three, nothing from the clock, so that the same data give the same bytes.
    """

    title: str
    moment: datetime
    source: str

    @property
    def identifier(self) -> str:
        """The document's identifier, in hex."""
        return sha256(self.source.encode()).hexdigest()[:32]

    @property
    def metadata(self) -> bytes:
        """The document's only metadata: an archive copy needs no information dictionary beside it."""
        moment = f"{self.moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        return _XMP.format(title=escape(self.title), moment=moment, producer=_PRODUCER).encode()
