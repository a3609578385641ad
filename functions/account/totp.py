"""An authenticator app as the second factor (aut-04); the user pool keeps its secret and judges its codes."""

from urllib.parse import quote, urlencode

from functions.account import sessions
from shared.cloud import users
from shared.domain.codes import Purpose
from shared.domain.model import Model
from shared.entry.caller import Caller
from shared.store import codes, table

_ISSUER = "ЭМК"


class TotpSecret(Model):
    """What the app needs: the secret in base 32, and the same as an address for a QR code."""

    secret: str
    uri: str


class TotpCode(Model):
    """A code that the app shows."""

    code: str


class Removal(Model):
    """A code of purpose `profile`."""

    confirmation_code: str


def enrol(caller: Caller) -> TotpSecret:
    """Make a secret; it counts once a code made with it has come back."""
    secret = users.enrol_totp(_access(caller))
    query = urlencode({"secret": secret, "issuer": _ISSUER, "digits": 6, "period": 30})
    return TotpSecret(secret=secret, uri=f"otpauth://totp/{quote(_ISSUER)}?{query}")


def confirm(caller: Caller, given: TotpCode) -> None:
    """Ask for the app's code at every sign-in from now on."""
    users.confirm_totp(_access(caller), given.code)


def remove(caller: Caller, given: Removal) -> None:
    """Go back to codes by SMS."""
    table.transact(*codes.spend(caller.account, Purpose.PROFILE, given.confirmation_code, caller.now))
    users.drop_totp(caller.account)


def _access(caller: Caller) -> str:
    """Get what the pool wants to see from an app that speaks to it directly; the caller never has it here."""
    return sessions.tokens_for(caller.account, caller).access_token
