"""What becomes of an attempt: our own code and the registries, or a provider's signed word (group idv)."""

import secrets
from datetime import UTC, datetime
from typing import Annotated, NoReturn

from pydantic import Field, StringConstraints

from functions.account.identity import RETRY_SECONDS, AttemptView, down
from shared.adapters import identity as providers
from shared.adapters import registries
from shared.adapters.http import Unavailable
from shared.adapters.identity import Forged, Result
from shared.domain.account import Level, Profile
from shared.domain.codes import Purpose
from shared.domain.errors import Busy, Conflict, Invalid, Stale, Unauthenticated
from shared.domain.identity import (
    BESIDE_THE_PHONE,
    CLOCK_SKEW,
    METHODS,
    REFUSALS,
    Attempt,
    Confirmations,
    Reason,
    State,
)
from shared.domain.message import identity_confirmed
from shared.domain.model import Model
from shared.domain.registries import Outcome, Registry
from shared.domain.subject import Person, passport_of, subject
from shared.entry.caller import Caller
from shared.store import accounts, books, codes, messages, table
from shared.store import identity as store
from shared.store.table import Write

_DIFFERENT = (Outcome.MISMATCH, Outcome.NOT_FOUND)


class CodeAnswer(Model):
    """The code from the SMS or the call."""

    code: str = Field(repr=False)


class SignedResult(Model):
    """A provider's result: a compact JWS (`shared/adapters/identity.py`)."""

    result: Annotated[str, StringConstraints(max_length=4096)] = Field(repr=False)


def answer(caller: Caller, attempt_id: str, given: CodeAnswer) -> AttemptView:
    """Check the code, then passport and SNILS with the registries (C-24).

    Once the code was right it is not asked for again: while a registry is down the answer can
    be repeated for a day. What differs is not named, so that nothing can be found out by trying.
    """
    before = store.of(caller.account).at(caller.now)
    attempt = before.find(attempt_id)
    purpose = METHODS[attempt.method].code
    if purpose is None:
        raise Conflict("IDV_NO_CODE")
    if attempt.state is State.CONFIRMED:
        return AttemptView.of(attempt, caller.language)
    if not attempt.open:
        raise Invalid(str(attempt.reason))
    profile = accounts.get(caller.account)
    spent = () if attempt.proven else _spent(caller, before, attempt, profile, purpose, given.code)
    if passport_of(profile) is None:
        raise Invalid(Reason.PASSPORT_REQUIRED)
    if attempt.subject != _subject(attempt, profile):
        _end(before, attempt.refuse(caller.now, Reason.DATA_MISMATCH), *spent)
    outcomes = _asked(profile)
    if set(outcomes.values()) & set(_DIFFERENT):
        _end(before, attempt.refuse(caller.now, Reason.DATA_MISMATCH), *spent)
    matched = (registry for registry, outcome in outcomes.items() if outcome is Outcome.MATCH)
    after = attempt.prove(caller.now, matched)
    if after.open:
        table.transact(store.save(before, before.moved(after)), *spent)
        raise down()
    _confirm(before, profile, after, *spent)
    return AttemptView.of(after, caller.language)


def receive(caller: Caller, given: SignedResult) -> None:
    """Take a provider's result, once; its signature is all that it is trusted for.

    It is good for one attempt, and for the data that were sent: whoever has another name or
    passport by now has to start again (prf-16).
    """
    result = _read(given.result)
    before = store.of(store.holder(result.attempt)).at(caller.now)
    caller.about(account_id=before.account, attempt_id=result.attempt)
    attempt = before.find(result.attempt)
    if (result.method, result.reference, result.subject) != (
        attempt.method,
        attempt.reference,
        attempt.subject,
    ):
        raise Invalid("RESULT_MISMATCHED")
    if not attempt.open:
        if attempt.verdict is result.outcome:
            return
        raise Conflict("IDV_FINISHED")
    issued_at = datetime.fromtimestamp(result.iat, UTC)
    if not attempt.started_at - CLOCK_SKEW <= issued_at <= caller.now + CLOCK_SKEW:
        raise Invalid("RESULT_STALE")
    _decide(before, attempt.model_copy(update={"verdict": result.outcome}), caller.now)


def _read(signed: str) -> Result:
    try:
        return providers.read(signed)
    except Forged:
        raise Unauthenticated("RESULT_FORGED") from None
    except Unavailable:
        raise Busy("SERVICE_UNAVAILABLE", retry_after=RETRY_SECONDS) from None


def _decide(before: Confirmations, attempt: Attempt, now: datetime) -> None:
    profile = accounts.get(before.account)
    reason = REFUSALS.get(attempt.verdict) if attempt.verdict else None
    if attempt.subject != _subject(attempt, profile):
        reason = Reason.DATA_MISMATCH
    if reason:
        table.transact(store.save(before, before.moved(attempt.refuse(now, reason))))
    else:
        _confirm(before, profile, attempt.prove(now))


def _spent(
    caller: Caller, before: Confirmations, attempt: Attempt, profile: Profile, purpose: Purpose, code: str
) -> tuple[Write, ...]:
    """Check the code; a dead one ends the attempt, a wrong one leaves it open."""
    try:
        return codes.spend(caller.account, purpose, code, caller.now, profile.phone)
    except Invalid as wrong:
        match wrong.code:
            case "CODE_EXPIRED":
                _end(before, attempt.lapse(caller.now))
            case "CODE_EXHAUSTED":
                _end(before, attempt.refuse(caller.now, Reason.CODE_EXHAUSTED))
        raise Invalid(Reason.CODE_WRONG) from None


def _asked(profile: Profile) -> dict[Registry, Outcome]:
    """Ask whose passport and SNILS they are; only a yes or a no comes back (sec-11)."""
    return {
        registry: registries.ask_one(registry, profile.prefill(), secrets.token_hex(16)).outcome
        for registry in BESIDE_THE_PHONE
    }


def _subject(attempt: Attempt, profile: Profile) -> str:
    return subject(attempt.id, Person.of(profile).told())


def _end(before: Confirmations, after: Attempt, *also: Write) -> NoReturn:
    table.transact(store.save(before, before.moved(after)), *also)
    raise Invalid(str(after.reason))


def _confirm(before: Confirmations, profile: Profile, after: Attempt, *also: Write) -> None:
    """Write the attempt, the level and the message together or not at all (idv-05, idv-07)."""
    trusted = profile.model_copy(update={"level": Level.CONFIRMED, "reverification_required": False})
    told = identity_confirmed(profile.account, after, after.ended_at or after.started_at)
    names = profile.model_dump(include={"surname", "name", "patronymic"})
    moved = store.save(before, before.moved(after))
    renamed = books.rename(profile.account, names, told.at)
    try:
        accounts.save(profile, trusted, moved, messages.delivery(told), *renamed, *also)
    except Stale:
        raise Conflict("CONCURRENT_CHANGE") from None
