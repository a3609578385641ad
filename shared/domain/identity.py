"""Confirming who somebody is: six methods, what each is worth, and what becomes of an attempt (C-24)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Self

from shared.domain import codes
from shared.domain.codes import Purpose
from shared.domain.errors import Conflict, NotFound, TooMany
from shared.domain.model import Model, Moment
from shared.domain.registries import Registry

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STARTS_PER_DAY = 5
HISTORY = 100
REGISTRY_PATIENCE = DAY
CLOCK_SKEW = timedelta(minutes=1)


class Method(StrEnum):
    """A way to confirm one's identity (idv-02, idv-03)."""

    VIDEO_CALL = "video_call"
    BANK_QR = "bank_qr"
    BANK_APP = "bank_app"
    SMS_CODE = "sms_code"
    PHONE_CALL = "phone_call"
    DOCUMENT_SCAN = "document_scan"


class Assurance(StrEnum):
    """What a method proves: the phone only, a known customer, or a face beside a passport."""

    LOW = "low"
    SUBSTANTIAL = "substantial"
    HIGH = "high"


@dataclass(frozen=True)
class Rule:
    """What a method is worth, how long an attempt lives, and which code it asks for, if it is ours."""

    assurance: Assurance
    lifetime: timedelta
    code: Purpose | None = None


METHODS: dict[Method, Rule] = {
    Method.VIDEO_CALL: Rule(Assurance.HIGH, HOUR),
    Method.BANK_QR: Rule(Assurance.SUBSTANTIAL, timedelta(minutes=15)),
    Method.BANK_APP: Rule(Assurance.SUBSTANTIAL, timedelta(minutes=15)),
    Method.SMS_CODE: Rule(Assurance.LOW, codes.LIFETIME, Purpose.IDENTITY_SMS),
    Method.PHONE_CALL: Rule(Assurance.LOW, codes.LIFETIME, Purpose.IDENTITY_CALL),
    Method.DOCUMENT_SCAN: Rule(Assurance.SUBSTANTIAL, DAY),
}

BESIDE_THE_PHONE = (Registry.IDENTITY, Registry.PENSION)


def counts(method: Method, matched: Iterable[Registry] = ()) -> bool:
    """Tell whether a method's proof makes an account confirmed: the phone alone never does (C-24)."""
    return METHODS[method].assurance is not Assurance.LOW or set(BESIDE_THE_PHONE) <= set(matched)


class Reason(StrEnum):
    """Why an attempt is not a confirmation; each has a text that says how to repeat (idv-06)."""

    CODE_WRONG = "IDV_CODE_WRONG"
    CODE_EXPIRED = "IDV_CODE_EXPIRED"
    CODE_EXHAUSTED = "IDV_CODE_EXHAUSTED"
    SCAN_UNREADABLE = "IDV_SCAN_UNREADABLE"
    DATA_MISMATCH = "IDV_DATA_MISMATCH"
    DECLINED = "IDV_DECLINED"
    EXPIRED = "IDV_EXPIRED"
    PASSPORT_REQUIRED = "IDV_PASSPORT_REQUIRED"
    PROVIDER_DOWN = "IDV_PROVIDER_DOWN"


class Verdict(StrEnum):
    """What a provider found."""

    CONFIRMED = "confirmed"
    SCAN_UNREADABLE = "scan_unreadable"
    DATA_MISMATCH = "data_mismatch"
    DECLINED = "declined"


REFUSALS = {
    Verdict.SCAN_UNREADABLE: Reason.SCAN_UNREADABLE,
    Verdict.DATA_MISMATCH: Reason.DATA_MISMATCH,
    Verdict.DECLINED: Reason.DECLINED,
}


class State(StrEnum):
    """Where an attempt stands."""

    STARTED = "started"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    EXPIRED = "expired"


class Event(StrEnum):
    """Something that happened to an attempt."""

    DEFERRED = "deferred"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    LAPSED = "lapsed"


TRANSITIONS: dict[State, dict[Event, tuple[State]]] = {
    State.STARTED: {
        Event.DEFERRED: (State.STARTED,),
        Event.CONFIRMED: (State.CONFIRMED,),
        Event.REFUSED: (State.FAILED,),
        Event.LAPSED: (State.EXPIRED,),
    },
    State.CONFIRMED: {},
    State.FAILED: {},
    State.EXPIRED: {},
}


class Attempt(Model):
    """One try; `subject` names the data that are confirmed, and `proven` that the phone has been."""

    id: str
    method: Method
    subject: str
    started_at: Moment
    expires_at: Moment
    state: State = State.STARTED
    reason: Reason | None = None
    ended_at: Moment | None = None
    proven: bool = False
    reference: str | None = None
    url: str | None = None
    qr: str | None = None
    sent_to: str | None = None
    verdict: Verdict | None = None

    @property
    def open(self) -> bool:
        """Whether anything can still happen to it."""
        return bool(TRANSITIONS[self.state])

    def prove(self, now: datetime, matched: Iterable[Registry] = ()) -> Self:
        """Take the method's own proof: it confirms if the policy says so, or else waits for registries."""
        if counts(self.method, matched):
            return self._moved(Event.CONFIRMED, now, proven=True)
        waiting = {"proven": True, "expires_at": self.started_at + REGISTRY_PATIENCE}
        return self._moved(Event.DEFERRED, now, Reason.PROVIDER_DOWN, **waiting)

    def refuse(self, now: datetime, reason: Reason) -> Self:
        """End without a confirmation."""
        return self._moved(Event.REFUSED, now, reason)

    def lapse(self, now: datetime) -> Self:
        """End because nothing came in time."""
        awaited = METHODS[self.method].code and not self.proven
        return self._moved(Event.LAPSED, now, Reason.CODE_EXPIRED if awaited else Reason.EXPIRED)

    def at(self, now: datetime) -> Self:
        """Show the attempt as it is at a moment."""
        return self.lapse(self.expires_at) if self.open and now >= self.expires_at else self

    def _moved(self, event: Event, now: datetime, reason: Reason | None = None, **changes: object) -> Self:
        try:
            (state,) = TRANSITIONS[self.state][event]
        except KeyError:
            raise Conflict("IDV_FINISHED") from None
        ended = None if TRANSITIONS[state] else now
        return self.model_copy(update={"state": state, "reason": reason, "ended_at": ended, **changes})


class Confirmations(Model):
    """What an account has done to confirm its holder's identity; the oldest attempt comes first."""

    account: str
    attempts: tuple[Attempt, ...] = ()
    confirmed_at: Moment | None = None
    confirmed_by: Method | None = None
    revision: int = 0

    def at(self, now: datetime) -> Self:
        """Show all attempts as they are at a moment."""
        return self.model_copy(update={"attempts": tuple(attempt.at(now) for attempt in self.attempts)})

    def find(self, attempt_id: str) -> Attempt:
        """Find an attempt; raises `NotFound`."""
        for attempt in self.attempts:
            if attempt.id == attempt_id:
                return attempt
        raise NotFound

    def require_startable(self, method: Method, now: datetime) -> None:
        """Refuse a second open attempt of a method with `Conflict`, a sixth one a day with `TooMany`."""
        for attempt in self.attempts:
            if attempt.method is method and attempt.open:
                raise Conflict("IDV_IN_PROGRESS", retry_after=_seconds(attempt.expires_at - now))
        lately = [attempt.started_at for attempt in self.attempts if attempt.started_at > now - DAY]
        if len(lately) >= STARTS_PER_DAY:
            raise TooMany("IDV_TOO_MANY", retry_after=_seconds(lately[-STARTS_PER_DAY] + DAY - now))

    def started(self, attempt: Attempt) -> Self:
        """Add an attempt; the oldest of more than a hundred is forgotten."""
        return self.model_copy(update={"attempts": (*self.attempts, attempt)[-HISTORY:]})

    def moved(self, after: Attempt) -> Self:
        """Replace an attempt by what has become of it."""
        attempts = tuple(after if attempt.id == after.id else attempt for attempt in self.attempts)
        update: dict[str, object] = {"attempts": attempts}
        if after.state is State.CONFIRMED:
            update |= {"confirmed_at": after.ended_at, "confirmed_by": after.method}
        return self.model_copy(update=update)


def _seconds(time: timedelta) -> int:
    return max(1, ceil(time.total_seconds()))
