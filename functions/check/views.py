"""What others may see of a book, each no more than they need (act-02, act-04…06)."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Self

from shared.domain.book import Book
from shared.domain.entries import Entry, EntryKind, Restriction
from shared.domain.fields import OmsPolicy
from shared.domain.model import Model, Moment
from shared.domain.texts import text
from shared.domain.version import Version
from shared.entry.caller import Caller
from shared.entry.entries import EntryView
from shared.entry.rules import RuleView
from shared.entry.verdicts import CheckView, Verdict
from shared.store import applications, books


class Presented(Model):
    """A book in somebody's hands, and the version that they hold."""

    book: Book
    version: Version


class BookShown(Model):
    """What everybody sees who is shown a book; `category` in words."""

    verdict: Verdict
    advice: str
    number: str
    version: int
    full_name: str
    category: str
    occupation: str | None
    issued_on: date
    valid_until: date | None
    checked_at: Moment

    @classmethod
    def of(cls, presented: Presented, caller: Caller) -> Self:
        """Show a book."""
        version = presented.version
        answer = CheckView.of(presented.book, version, caller)
        return cls(
            **{name: value for name, value in answer if name in cls.model_fields},
            full_name=version.person.full_name,
            occupation=version.occupation,
            **cls._more(presented, caller),
        )

    @classmethod
    def _more(cls, presented: Presented, caller: Caller) -> dict[str, Any]:
        raise NotImplementedError


class RestrictionView(Model):
    """What somebody must not do at work, from when to when; never why (bok-05)."""

    kind: Restriction
    title: str
    since: date
    until: date | None


class EmployerView(BookShown):
    """Whether somebody may work, and at what not: nothing medical (act-04, bok-06)."""

    restrictions: tuple[RestrictionView, ...]

    @classmethod
    def _more(cls, presented: Presented, caller: Caller) -> dict[str, Any]:
        return {"restrictions": tuple(_restrictions(presented.version.entries, caller))}


class InsurerView(BookShown):
    """The policy, and whether the book counts: nothing medical (act-06)."""

    policy: OmsPolicy | None

    @classmethod
    def _more(cls, presented: Presented, caller: Caller) -> dict[str, Any]:  # noqa: ARG003 - as the others
        return {"policy": applications.get(presented.book.application_id).fields.oms_policy}


class AuthorityView(BookShown):
    """What an inspector needs: who it is, where at work, and each rule of the category."""

    birth_date: date
    employer: str
    rules: tuple[RuleView, ...]

    @classmethod
    def _more(cls, presented: Presented, caller: Caller) -> dict[str, Any]:
        version = presented.version
        return {
            "birth_date": version.person.birth_date,
            "employer": version.employer,
            "rules": tuple(RuleView.of(ruling, caller) for ruling in version.judgement.rulings),
        }


class ClinicView(BookShown):
    """All that was filed, for a clinic to which the holder presents the book (act-05)."""

    birth_date: date
    entries: tuple[EntryView, ...]

    @classmethod
    def _more(cls, presented: Presented, caller: Caller) -> dict[str, Any]:  # noqa: ARG003 - as the others
        entries = tuple(map(EntryView.of, books.entries(presented.book.number)))
        return {"birth_date": presented.version.person.birth_date, "entries": entries}


def _restrictions(entries: tuple[Entry, ...], caller: Caller) -> Iterator[RestrictionView]:
    """Show what is forbidden today: of each restriction its kind and its days."""
    for entry in entries:
        ended = entry.valid_until is not None and caller.today > entry.valid_until
        if entry.kind is EntryKind.RESTRICTION and not ended:
            kind = entry.restriction or Restriction.OTHER
            title = text("restrictions", kind, caller.language)
            yield RestrictionView(kind=kind, title=title, since=entry.date, until=entry.valid_until)
