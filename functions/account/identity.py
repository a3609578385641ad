"""Confirming one's identity: which ways there are, and starting on one (group idv)."""

from contextlib import suppress
from datetime import datetime
from typing import Literal, Self
from zoneinfo import ZoneInfo

from functions.account import codes
from shared.adapters import identity as providers
from shared.adapters.http import Unavailable
from shared.domain.account import Level, Profile
from shared.domain.codes import Purpose
from shared.domain.errors import Busy, Invalid, NotFound
from shared.domain.identity import METHODS, Assurance, Attempt, Method, Reason, State
from shared.domain.model import Model, Moment
from shared.domain.subject import Person, passport_of, subject
from shared.domain.texts import Language, text
from shared.entry.caller import Caller
from shared.store import accounts, table
from shared.store import identity as store

RETRY_SECONDS = 30
_MOSCOW = ZoneInfo("Europe/Moscow")


class Wanted(Model):
    """The way that somebody has chosen."""

    method: Method


class Action(Model):
    """What the person has to do now: type a code, open a page, or show a QR code to the bank."""

    kind: Literal["code", "open", "qr"]
    url: str | None
    qr: str | None
    sent_to: str | None

    @classmethod
    def of(cls, attempt: Attempt) -> Self | None:
        """Say what an attempt waits for."""
        if not attempt.open:
            return None
        kind: Literal["code", "open", "qr"] = "code" if attempt.sent_to else "qr" if attempt.qr else "open"
        return cls(kind=kind, url=attempt.url, qr=attempt.qr, sent_to=attempt.sent_to)


class AttemptView(Model):
    """One try; `reason_detail` says why it is no confirmation, and how to repeat (idv-06)."""

    id: str
    method: Method
    state: State
    reason: Reason | None
    reason_detail: str | None
    action: Action | None
    started_at: Moment
    expires_at: Moment
    ended_at: Moment | None

    @classmethod
    def of(cls, attempt: Attempt, language: Language) -> Self:
        """Show an attempt."""
        shown = ("id", "method", "state", "reason", "started_at", "expires_at", "ended_at")
        detail = text("problems", attempt.reason, language) if attempt.reason else None
        known = {name: getattr(attempt, name) for name in shown}
        return cls(reason_detail=detail, action=Action.of(attempt), **known)


class MethodView(Model):
    """A way to confirm one's identity, and what it is worth."""

    method: Method
    label: str
    assurance: Assurance


class IdentityView(Model):
    """How well the caller is known, how to become known better, and what has been tried (idv-04)."""

    level: Level
    reverification_required: bool
    methods: tuple[MethodView, ...]
    attempts: tuple[AttemptView, ...]
    confirmed_at: Moment | None
    confirmed_by: Method | None
    message: str | None


def shown(caller: Caller) -> IdentityView:
    """Show the section «Подтверждение личности», the newest attempt first."""
    profile, done = accounts.get(caller.account), store.of(caller.account).at(caller.now)
    message = None
    if profile.trusted and done.confirmed_at and done.confirmed_by:
        message = _message(done.confirmed_at, done.confirmed_by, caller.language)
    return IdentityView(
        level=profile.level,
        reverification_required=profile.reverification_required,
        methods=tuple(
            MethodView(method=method, label=_label(method, caller.language), assurance=rule.assurance)
            for method, rule in METHODS.items()
        ),
        attempts=tuple(AttemptView.of(attempt, caller.language) for attempt in reversed(done.attempts)),
        confirmed_at=done.confirmed_at,
        confirmed_by=done.confirmed_by,
        message=message,
    )


def start(caller: Caller, wanted: Wanted) -> AttemptView:
    """Start an attempt; repeated under the same key, it finds the one it made.

    Whoever is asked outside knows the attempt by its id, so that a repetition after a crash
    gets the same page or code, and what was never written counts for nothing.
    """
    attempt_id = caller.new_id("attempt_id")
    before = store.of(caller.account).at(caller.now)
    with suppress(NotFound):
        return AttemptView.of(before.find(attempt_id), caller.language)
    before.require_startable(wanted.method, caller.now)
    attempt = _begun(caller, accounts.get(caller.account), attempt_id, wanted.method)
    table.transact(store.save(before, before.started(attempt)), store.findable(caller.account, attempt))
    return AttemptView.of(attempt, caller.language)


def down() -> Busy:
    """Say that somebody outside does not answer, and that nothing is lost."""
    return Busy(Reason.PROVIDER_DOWN, retry_after=RETRY_SECONDS)


def _begun(caller: Caller, profile: Profile, attempt_id: str, method: Method) -> Attempt:
    rule, person = METHODS[method], Person.of(profile).told()
    attempt = Attempt(
        id=attempt_id,
        method=method,
        subject=subject(attempt_id, person),
        started_at=caller.now,
        expires_at=caller.now + rule.lifetime,
    )
    if rule.code:
        return attempt.model_copy(update={"sent_to": _code_sent(caller, profile, rule.code)})
    try:
        begun = providers.begin(attempt_id, method, person)
    except Unavailable:
        raise down() from None
    until = min(begun.expires_at, attempt.expires_at)
    return attempt.model_copy(update={**begun.model_dump(exclude={"expires_at"}), "expires_at": until})


def _code_sent(caller: Caller, profile: Profile, purpose: Purpose) -> str:
    if passport_of(profile) is None:
        raise Invalid(Reason.PASSPORT_REQUIRED)
    try:
        return codes.send_to(caller.account, profile.phone, caller, purpose).sent_to
    except Busy:
        raise down() from None


def _message(at: datetime, method: Method, language: Language) -> str:
    day = f"{at.astimezone(_MOSCOW):%d.%m.%Y}"
    return text("identity", "confirmed", language, date=day, method=_label(method, language))


def _label(method: Method, language: Language) -> str:
    return text("identity_methods", method, language)
