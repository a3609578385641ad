"""What a phone shows when somebody asks for the book: the code, the face, and whether it counts."""

from datetime import date

from shared.domain import qr
from shared.domain.book import BookState
from shared.domain.errors import Conflict
from shared.domain.model import Model, Moment
from shared.domain.texts import text
from shared.domain.validity import Answer
from shared.entry.caller import Caller
from shared.settings import settings
from shared.store import books, objects, versions


class Presentation(Model):
    """The holder's screen; `qr` is the text of the document's code, `photo` a short-lived link."""

    qr: str
    number: str
    version: int
    full_name: str
    category: str
    answer: Answer
    advice: str
    valid_until: date | None
    photo: str
    expires_at: Moment


def of(caller: Caller, number: str) -> Presentation:
    """Show the version that speaks for a book; a revoked one is not presented."""
    book = books.owned(number, caller.account)
    if book.state is BookState.REVOKED:
        raise Conflict("BOOK_REVOKED")
    version = versions.get(number, book.active_version)
    said = book.answer(caller.today)
    return Presentation(
        qr=qr.address(settings.portal_url, version.token),
        number=number,
        version=version.number,
        full_name=version.person.full_name,
        category=version.category_title,
        answer=said,
        advice=text("presentation", said, caller.language),
        valid_until=version.valid_until,
        photo=objects.link(version.photo.key, version.photo.version_id, "Фото"),
        expires_at=caller.now + objects.LINK_LIFETIME,
    )
