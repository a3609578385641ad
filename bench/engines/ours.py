"""Our own: `functions.issue`."""

from bench.book import ADDRESS, Book
from functions.issue import book as own


def render(book: Book) -> bytes:
    """Make the document."""
    return own.render(book.version, book.photo, book.code, ADDRESS)
