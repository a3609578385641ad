"""Links to signed documents, short-lived and always to the same bytes (iss-05)."""

from shared.domain.model import Model, Moment

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
