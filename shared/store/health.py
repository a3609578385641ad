"""How the outside world has answered in the last minutes: one item per part and minute."""

from collections import Counter
from datetime import datetime, timedelta
from functools import partial

from shared.domain.health import Part, Report, Tally
from shared.domain.model import rfc3339
from shared.store import table

WINDOW = timedelta(minutes=10)

_PARTITION = "HEALTH"
_KEPT = timedelta(hours=1)


def noted(now: datetime) -> Report:
    """Give what takes an answer of this moment."""
    return partial(_note, now)


def lately(now: datetime) -> dict[Part, Tally]:
    """Count the answers of each part in the last ten minutes."""
    counts = Counter[tuple[str, str]]()
    for stored in table.after(_PARTITION, _minute(now - WINDOW)):
        _, part = stored["SK"].split("#")
        counts.update({(part, name): int(stored.get(name, 0)) for name in Tally.model_fields})
    return {part: Tally(**{name: counts[part, name] for name in Tally.model_fields}) for part in Part}


def _note(now: datetime, part: Part, well: bool) -> None:  # noqa: FBT001 - a `Report`
    until = int((now + _KEPT).timestamp())
    table.add(_PARTITION, f"{_minute(now)}#{part}", "well" if well else "badly", until)


def _minute(moment: datetime) -> str:
    return rfc3339(moment)[:16]
