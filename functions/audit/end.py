"""Where the chain ends: known to a running worker, found in the storage by a new one."""

from dataclasses import dataclass

from functions.audit import chain
from functions.audit.chain import Line
from shared.domain.audit import Record
from shared.domain.chain import GENESIS
from shared.store import audit


@dataclass(frozen=True)
class End:
    """So many segments and records, the last hash, and the requests of the last segment."""

    segments: int = 0
    records: int = 0
    hash: str = GENESIS
    requests: frozenset[str] = frozenset()

    def linked(self, records: list[Record]) -> list[Line]:
        """Chain records to the end."""
        lines: list[Line] = []
        number, previous = self.records, self.hash
        for record in records:
            lines.append(Line.after(number, previous, record))
            number, previous = lines[-1].number, lines[-1].hash
        return lines

    def after(self, lines: list[Line]) -> "End":
        """Move on by a segment."""
        return of(self.segments + 1, lines)


def find() -> End:
    """Read the end off the last segment."""
    last = audit.segments()
    return of(last, list(chain.read(audit.read(audit.segment(last))))) if last else End()


def of(number: int, lines: list[Line]) -> End:
    """Describe the end that a segment makes."""
    requests = frozenset(line.record.request_id for line in lines)
    return End(number, lines[-1].number, lines[-1].hash, requests)
