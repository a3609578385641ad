"""What an inspection says, and how a stage of it says no."""

from dataclasses import dataclass

from shared.domain.documents import Finding, Format, Severity


class Rejected(Exception):
    """A stage found something that ends the inspection."""

    def __init__(self, code: str, *, limit: int | None = None, actual: int | None = None) -> None:
        super().__init__(code)
        self.finding = Finding(code=code, limit=limit, actual=actual)


@dataclass(frozen=True)
class Inspection:
    """What was found in a file; `clean` are the bytes to keep, None if there is an error."""

    findings: tuple[Finding, ...] = ()
    format: Format | None = None
    pages: int | None = None
    clean: bytes | None = None

    @property
    def accepted(self) -> bool:
        """Whether the file can be kept."""
        return self.clean is not None


def warning(code: str, *, limit: int, actual: int, page: int | None = None) -> Finding:
    """Note something doubtful, for the applicant and the reviewer."""
    return Finding(code=code, severity=Severity.WARNING, limit=limit, actual=actual, page=page)
