"""Whether a book counts on a day: the rules of its category, each with its own answer (bok-10)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum

from shared.domain.entries import Day, Entry, EntryKind, Fitness, Infection
from shared.domain.model import Model
from shared.domain.professions import Category

SOON = timedelta(days=30)


class Answer(StrEnum):
    """The one overall answer of a book."""

    VALID = "valid"
    EXPIRES_SOON = "expires_soon"
    NOT_VALID = "not_valid"


class Rule(StrEnum):
    """What a category asks for."""

    EXAMINATION = "examination"
    CONCLUSION = "conclusion"
    HYGIENE = "hygiene_attestation"
    VACCINATION = "vaccination"


class Reason(StrEnum):
    """Why a rule says what it says."""

    LASTS = "lasts"
    ENDLESS = "endless"
    EXPIRES = "expires"
    EXPIRED = "expired"
    MISSING = "missing"
    UNFIT = "unfit"


class Ruling(Model):
    """One rule's answer; `until` is its last good day, None if it never ends or never began."""

    rule: Rule
    infection: Infection | None = None
    met: bool
    until: Day | None = None

    def reason(self, today: date) -> Reason:
        """Say why the answer of a day is what it is."""
        if not self.met:
            return Reason.UNFIT if self.until else Reason.MISSING
        if self.until is None:
            return Reason.ENDLESS
        match self.answer(today):
            case Answer.NOT_VALID:
                return Reason.EXPIRED
            case Answer.EXPIRES_SOON:
                return Reason.EXPIRES
            case Answer.VALID:
                return Reason.LASTS

    def answer(self, today: date) -> Answer:
        """Say what the rule says on a day."""
        if not self.met or (self.until and today > self.until):
            return Answer.NOT_VALID
        return Answer.EXPIRES_SOON if self.until and today + SOON > self.until else Answer.VALID


class Judgement(Model):
    """All rules together; `until` is the last day on which all of them are met, None if one never was."""

    rulings: tuple[Ruling, ...]
    until: Day | None = None

    def answer(self, today: date) -> Answer:
        """Give the worst of the answers."""
        said = {ruling.answer(today) for ruling in self.rulings}
        return next(
            answer for answer in (Answer.NOT_VALID, Answer.EXPIRES_SOON, Answer.VALID) if answer in said
        )


def judge(category: Category, entries: Iterable[Entry]) -> Judgement:
    """Ask each rule of a category about the entries that count."""
    rulings = tuple(_rulings(category, tuple(entries)))
    met = all(ruling.met for ruling in rulings)
    ends = [ruling.until for ruling in rulings if ruling.until]
    return Judgement(rulings=rulings, until=min(ends) if met else None)


def examined(category: Category, entries: Iterable[Entry], today: date) -> bool:
    """Tell whether somebody was found fit, and is not to be examined again yet (val-16, doc-09)."""
    found = tuple(entries)
    rulings = (_examination(category, found), *_conclusion(category, found))
    return all(ruling.answer(today) is not Answer.NOT_VALID for ruling in rulings)


def _rulings(category: Category, entries: tuple[Entry, ...]) -> Iterator[Ruling]:
    """Ask for the examination, for a conclusion if one was filed, for the rest as the category says."""
    yield _examination(category, entries)
    yield from _conclusion(category, entries)
    if category.hygiene_attestation:
        attested = [entry for entry in entries if entry.kind is EntryKind.HYGIENE_ATTESTATION]
        yield Ruling(rule=Rule.HYGIENE, met=bool(attested), until=_latest(attested))
    for infection in category.vaccinations:
        protected = [entry for entry in entries if _protects(entry, infection)]
        yield Ruling(
            rule=Rule.VACCINATION, infection=infection, met=bool(protected), until=_latest(protected)
        )


def _examination(category: Category, entries: tuple[Entry, ...]) -> Ruling:
    """Take the last examination, or the conclusion that was drawn from one."""
    found = _last(EntryKind.EXAMINATION, entries) or _last(EntryKind.CONCLUSION, entries)
    return _found(Rule.EXAMINATION, category, found) if found else Ruling(rule=Rule.EXAMINATION, met=False)


def _conclusion(category: Category, entries: tuple[Entry, ...]) -> Iterator[Ruling]:
    if found := _last(EntryKind.CONCLUSION, entries):
        yield _found(Rule.CONCLUSION, category, found)


def _last(kind: EntryKind, entries: tuple[Entry, ...]) -> Entry | None:
    """Find the last entry of a kind: an earlier and better one does not outlive it."""
    of_kind = (entry for entry in entries if entry.kind is kind)
    return max(of_kind, key=lambda entry: entry.date, default=None)


def _found(rule: Rule, category: Category, entry: Entry) -> Ruling:
    """Judge by what was found; where the clinic names no end, the category's term counts."""
    until = entry.valid_until or entry.date + timedelta(days=category.valid_days)
    return Ruling(rule=rule, met=entry.fitness is not Fitness.UNFIT, until=until)


def _protects(entry: Entry, infection: Infection) -> bool:
    """Tell whether an entry answers for an infection: a vaccination, or the reason why there must be none."""
    return entry.kind in (EntryKind.VACCINATION, EntryKind.EXEMPTION) and entry.infection is infection


def _latest(entries: Iterable[Entry]) -> date | None:
    """Find the last good day; None if one of them has no end."""
    ends = [entry.valid_until for entry in entries]
    return None if None in ends else max((end for end in ends if end), default=None)
