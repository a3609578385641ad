"""A person registers: all fields at once, a CAPTCHA, then the phone's code; only then there is an account."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator

from functions.account import captcha, codes, letters
from shared.cloud import users
from shared.domain.access import Role
from shared.domain.codes import RESEND, Purpose
from shared.domain.errors import Conflict, Invalid, NotFound
from shared.domain.fields import MIN_AGE
from shared.domain.model import Model
from shared.domain.passwords import Password
from shared.domain.personal import birthday, wrong
from shared.domain.registration import Registration
from shared.entry import problems
from shared.entry.caller import Caller
from shared.store import accounts
from shared.store import codes as code_store

_MOSCOW = ZoneInfo("Europe/Moscow")


class NewAccount(Registration):
    """What registration asks for (reg-01)."""

    password: Password = Field(repr=False)
    captcha: str

    @field_validator("birth_date")
    @classmethod
    def _old_enough(cls, born: date) -> date:
        today = datetime.now(_MOSCOW).date()
        if born > today:
            raise wrong("DATE_IN_FUTURE")
        if today < birthday(born, MIN_AGE):
            raise wrong("TOO_YOUNG")
        return born


class Registered(Model):
    """The account that waits for the code, and where the code went."""

    account_id: str
    sent_to: str
    resend_after: int = int(RESEND.total_seconds())


class Confirmation(Model):
    """The code from the SMS."""

    code: str


class Account(Model):
    """The account that exists now."""

    account_id: str


class Typed(Model):
    """Any fields of a registration, to be looked at and not kept."""

    fields: dict[str, Any]


def begin(caller: Caller, given: NewAccount) -> Registered:
    """Check everything, keep it for an hour, and send a code (reg-03, reg-05, reg-08)."""
    used = captcha.spend(given.captcha, caller.now)
    if accounts.found("snils", given.snils) or accounts.found("phone", given.phone):
        raise Conflict("DUPLICATE_PERSON")
    account = caller.new_id("account_id")
    _refuse_existing(account)
    users.create(account, given.password)
    registration = Registration.model_validate(given.model_dump(include=set(Registration.model_fields)))
    accounts.register(account, registration, caller.now, used)
    return _sent(caller, account, registration)


def send_again(caller: Caller, account_id: str) -> Registered:
    """Send another code to somebody who is registering."""
    return _sent(caller, account_id, accounts.registration(account_id))


def confirm(caller: Caller, account_id: str, given: Confirmation) -> Account:
    """Open the account to whoever has the phone."""
    try:
        registration = accounts.registration(account_id)
    except NotFound:
        raise Invalid("CODE_WRONG") from None
    spent = code_store.spend(account_id, Purpose.REGISTRATION, given.code, caller.now)
    users.admit(account_id, Role.APPLICANT)
    profile = registration.profile(account_id, caller.now)
    accounts.add(profile, accounts.registered(account_id), *spent)
    if profile.email:
        letters.confirm_address(caller, account_id, profile.email)
    return Account(account_id=account_id)


def check(given: Typed) -> None:
    """Say what is wrong with the fields that are there, as registering would (reg-09)."""
    try:
        NewAccount.model_validate(given.fields, strict=False)
    except ValidationError as error:
        refused = problems.refused(error, "BODY_INVALID", "/fields")
        absent = {f"/fields/{name}" for name in NewAccount.model_fields if name not in given.fields}
        flaws = [flaw for flaw in refused.flaws if flaw.pointer not in absent]
        if flaws:
            raise Invalid("BODY_INVALID", *flaws) from None


def _refuse_existing(account: str) -> None:
    try:
        accounts.get(account)
    except NotFound:
        return
    raise Conflict("DUPLICATE_PERSON")


def _sent(caller: Caller, account: str, registration: Registration) -> Registered:
    sent = codes.send_to(account, registration.phone, caller, Purpose.REGISTRATION)
    return Registered(account_id=account, **sent.model_dump())
