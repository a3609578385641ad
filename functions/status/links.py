"""Links to signed documents, short-lived and always to the same bytes (iss-05)."""

from datetime import timedelta
from typing import Self

from shared.domain.model import Model, Moment
from shared.domain.version import SealedDocument
from shared.entry.caller import Caller
from shared.store import objects

PDF = "application/pdf"
ZIP = "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class FileLink(Model):
    """A short-lived link to a document; `size` in bytes, `sha256` in hex."""

    url: str
    expires_at: Moment
    sha256: str
    size: int
    file_name: str

    @classmethod
    def to(cls, document: SealedDocument, file_name: str, caller: Caller, media_type: str = PDF) -> Self:
        """Sign a link to a document, which a browser saves under a name."""
        return cls(
            url=objects.link(document.key, document.version_id, file_name, media_type),
            expires_at=caller.now + objects.LINK_LIFETIME - timedelta(seconds=1),
            sha256=document.sha256,
            size=document.size,
            file_name=file_name,
        )
