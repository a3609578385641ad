"""Round after round through all books: what does not follow from the data raises an alarm (sec-04)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.auditor.examination import examine
from functions.auditor.published import Published
from shared.cloud import queues
from shared.domain import audit
from shared.domain.errors import Conflict
from shared.domain.finding import EVERYTHING, Difference, Find, Round
from shared.entry.logs import count, logger
from shared.store import books, rounds

_EVERY = timedelta(hours=20)  # so that each day has a round, however long one takes
_ITEMS = 200  # of the table at a time: few enough for all their books to be done within the reserve
_RESERVE = 180_000  # milliseconds
_PURPOSE = "proving that nothing was issued wrongly"

Strand = tuple[int, int]


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, str]:
    """Go on with the round, or begin the next one when it is time; `strand` is one of `of` side by side."""
    began, outcome = datetime.now(UTC), "failed"
    try:
        outcome = _gone_on((event.get("strand", 0), event.get("of", 1)), began, context)
    except Conflict:
        outcome = "somebody else goes this round"
    finally:
        _record(began, outcome, context)
    logger.info(outcome)
    return {"outcome": outcome}


def _gone_on(strand: Strand, now: datetime, context: LambdaContext) -> str:
    name = "-".join(map(str, strand))
    written = rounds.last(name)
    at = written if written and not written.finished_at else Round(began_at=now)
    if written and written.finished_at and now - written.began_at < _EVERY:
        return "resting"
    public, standing = Published.read(now), rounds.finds()
    wrong = [Find(target=EVERYTHING, differs=public.differs)] if public.differs else []
    _compare(EVERYTHING.number, wrong, standing)
    if Difference.KEYS in public.differs:
        return "no key of ours is published"
    while True:
        at = _stretch(at, strand, public, standing)
        rounds.advance(name, written, at)
        written = at
        if at.finished_at:
            count("audit_rounds")
            logger.info("round", extra={"books": at.books, "finds": at.finds})
            return "finished"
        if context.get_remaining_time_in_millis() < _RESERVE:
            return "on its way"


def _stretch(at: Round, strand: Strand, public: Published, standing: list[Find]) -> Round:
    """Examine the books of a few items of the table; cut off, it is gone again from its beginning."""
    page = books.numbers(limit=_ITEMS, cursor=at.position, strand=strand)
    finds = 0
    for number in page.items:
        found = examine(number, public)
        _compare(number, found, standing)
        finds += len(found)
    return at.model_copy(
        update={
            "position": page.next_cursor,
            "books": at.books + len(page.items),
            "finds": at.finds + finds,
            "stretches": at.stretches + 1,
            "finished_at": None if page.next_cursor else datetime.now(UTC),
        }
    )


def _compare(book: str, found: list[Find], standing: list[Find]) -> None:
    """Raise an alarm for each find, and strike out what is found no more."""
    for find in found:
        count("mis_issues")
        number, version = find.target
        about = {"book_number": number, "book_version": version, "differs": find.differs}
        logger.error("mis-issued", extra=about)
        rounds.note(find)
    targets = {find.target for find in found}
    for find in standing:
        if find.target.number == book and find.target not in targets:
            rounds.settle(find)


def _record(began: datetime, outcome: str, context: LambdaContext) -> None:
    """Leave a record that books were read (sec-07)."""
    queues.record(
        audit.Record(
            at=began,
            request_id=context.aws_request_id,
            account=f"service:{logger.service}",
            action=logger.service,
            object={},
            result=outcome,
            purpose=_PURPOSE,
        )
    )
