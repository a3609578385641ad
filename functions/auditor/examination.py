"""One book: every published version against its data, its document, and what is published of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from botocore.exceptions import BotoCoreError, ClientError

from functions.auditor.codes import of_code
from functions.auditor.papers import of_paper
from functions.auditor.published import Published
from shared.domain import derivation
from shared.domain.book import Book, BookEvent, VersionState
from shared.domain.errors import NotFound
from shared.domain.filing import Filed
from shared.domain.finding import Difference, Find, Target
from shared.domain.states import Effect
from shared.domain.status_list import STATUS_OF
from shared.domain.version import Version
from shared.entry.logs import failure
from shared.settings import settings
from shared.store import applications, books, files, versions

_REGISTERED = timedelta(minutes=30)  # the list may be as old as this run, and its news come late


@dataclass(frozen=True)
class _Known:
    """What is known of a book."""

    book: Book
    history: list[BookEvent]
    filed: list[Filed]


def examine(number: str, public: Published) -> list[Find]:
    """Say what differs, version by version; what moved meanwhile is looked at again."""
    try:
        known = _Known(books.get(number), books.history(number), books.entries(number))
    except (ClientError, BotoCoreError):
        raise  # it is the service, and not the book
    except Exception as error:  # noqa: BLE001 - what cannot be read is a find, whyever
        failure(error, book_number=number)
        return [Find(target=Target(number), differs=(Difference.UNREADABLE,))]
    found = list(_found(known, public))
    if found and books.get(number).version != known.book.version:
        return examine(number, public)
    return found


def _found(known: _Known, public: Published) -> Iterator[Find]:
    number = known.book.number
    yield from _find(Target(number), partial(derivation.of_book, known.book, known.history, known.filed))
    for place in range(1, known.book.active_version + 1):
        yield from _find(Target(number, place), partial(_of_version, known, place, public))


def _find(target: Target, look: Callable[[], Iterable[Difference]]) -> Iterator[Find]:
    try:
        differs = tuple(dict.fromkeys(look()))
    except (ClientError, BotoCoreError):
        raise
    except Exception as error:  # noqa: BLE001 - as above
        failure(error, book_number=target.number, book_version=target.version)
        differs = (Difference.UNREADABLE,)
    if differs:
        yield Find(target=target, differs=differs)


def _of_version(known: _Known, place: int, public: Published) -> Iterator[Difference]:
    """Look at a version; of one that nobody believes any more only the list has to say so."""
    try:
        version = versions.get(known.book.number, place)
    except NotFound:
        yield Difference.VERSION_MISSING
        return
    if not _listed(known, place, version, public):
        yield Difference.STATUS
    if known.book.state_of(place) is VersionState.REVOKED:
        return
    if version.number != place:
        yield Difference.DETAILS
    same_press = version.prepared_at >= _edition()
    for difference in derivation.of_version(version, known.book, known.history, known.filed):
        if same_press or difference is not Difference.JUDGEMENT:
            yield difference
    if place == 1 and not _as_approved(known, version):
        yield Difference.ORIGIN
    yield from of_code(version, public.keys)
    sealed = versions.document_of(known.book.number, place)
    yield from of_paper(version, sealed, public.keys, same_press=same_press)


def _listed(known: _Known, place: int, version: Version, public: Published) -> bool:
    """Tell whether the list says of a version what we say, unless it has had no time to."""
    told = [event.at for event in known.history if Effect.REGISTER in event.effects]
    if public.statuses is None or (told and datetime.now(UTC) - told[-1] < _REGISTERED):
        return True
    return public.statuses[version.status_index] is STATUS_OF[known.book.state_of(place)]


def _as_approved(known: _Known, version: Version) -> bool:
    application = applications.get(known.book.application_id)
    return derivation.of_origin(known.book, version, application, files.of(application.id))


def _edition() -> datetime:
    """Say since when documents come from this press and these rules."""
    since = settings.edition_since
    return datetime.fromisoformat(since) if since else datetime.min.replace(tzinfo=UTC)
