"""What an applicant is given on sending: which files were taken in, and what each is known by (app-17)."""

from collections.abc import Iterable
from typing import Self

from shared.domain.application import Application, File
from shared.domain.model import Model, Moment


class TakenIn(Model):
    """A file: its size in bytes, the SHA-256 of its bytes in hex, and when it came."""

    name: str
    size: int
    sha256: str
    at: Moment


class Acceptance(Model):
    """A receipt for papers; it is stored with the sending, before anything is signed."""

    number: str
    holder: str
    application_id: str
    applicant: str
    category: str
    accepted_at: Moment
    files: tuple[TakenIn, ...]

    @classmethod
    def of(cls, sent: Application, files: Iterable[File]) -> Self:
        """Write down what an application that has just been sent consists of."""
        return cls(
            number=str(sent.number),
            holder=sent.holder,
            application_id=sent.id,
            applicant=sent.fields.full_name,
            category=sent.category,
            accepted_at=sent.since,
            files=tuple(
                TakenIn(name=file.file_name, size=file.size or 0, sha256=str(file.sha256), at=file.created_at)
                for file in files
                if file.accepted
            ),
        )
