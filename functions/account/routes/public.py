"""Without an account: register, sign in, come back after a forgotten password, take signed results."""

from functions.account import (
    captcha,
    external,
    identity_results,
    letters,
    recovery,
    registration,
    sessions,
)
from functions.account.captcha import Captcha
from functions.account.external import Away, Return
from functions.account.identity_results import SignedResult
from functions.account.letters import AddressConfirmed
from functions.account.recovery import Forgotten, NewPassword, RecoveryBegun
from functions.account.registration import Account, Confirmation, NewAccount, Registered, Typed
from functions.account.routes import CODE_REFUSED, CODES_OFTEN, app
from functions.account.sessions import Challenge, ChallengeAnswer, Credentials, Refresh, TokensView
from shared.domain.access import Permission
from shared.entry.caller import Caller
from shared.entry.operation import Key


@app.operation("GET", "/v1/captcha", Permission.PUBLIC)
def get_captcha(caller: Caller) -> Captcha:
    """Make a proof of work for the browser, good for one registration."""
    return captcha.make(caller.now)


@app.operation(
    "POST",
    "/v1/accounts",
    Permission.PUBLIC,
    status=202,
    key=Key.REQUIRED,
    problems=("409 DUPLICATE_PERSON", "409 CAPTCHA_USED", *CODES_OFTEN),
)
def register(caller: Caller, body: NewAccount) -> Registered:
    """Check all that a person says of themselves, and send a code to their phone."""
    return registration.begin(caller, body)


@app.operation("POST", "/v1/accounts/check", Permission.PUBLIC, status=204, key=Key.IGNORED)
def check_fields(body: Typed) -> None:
    """Check some fields of a registration without keeping them (reg-09)."""
    registration.check(body)


@app.operation(
    "POST",
    "/v1/accounts/{account_id}/codes",
    Permission.PUBLIC,
    status=202,
    key=Key.IGNORED,
    problems=("404 NOT_FOUND", *CODES_OFTEN),
)
def send_registration_code(caller: Caller, account_id: str) -> Registered:
    """Send another code to somebody who is registering."""
    return registration.send_again(caller, account_id)


@app.operation(
    "POST",
    "/v1/accounts/{account_id}/confirm",
    Permission.PUBLIC,
    status=201,
    problems=("409 DUPLICATE_PERSON", *CODE_REFUSED),
)
def confirm_registration(caller: Caller, account_id: str, body: Confirmation) -> Account:
    """Open the account to whoever has the phone."""
    return registration.confirm(caller, account_id, body)


@app.operation("GET", "/v1/email-confirmations/{token}", Permission.PUBLIC, problems=("422 LINK_INVALID",))
def confirm_email(caller: Caller, token: str) -> AddressConfirmed:
    """Confirm an e-mail address by the link of the letter."""
    return letters.follow(caller, token)


@app.operation(
    "POST",
    "/v1/sessions",
    Permission.PUBLIC,
    key=Key.IGNORED,
    problems=("401 CREDENTIALS_WRONG", "423 ACCOUNT_BLOCKED", *CODES_OFTEN),
)
def sign_in(caller: Caller, body: Credentials) -> Challenge:
    """Check login and password, and ask for the second factor; no token yet (aut-03)."""
    return sessions.begin(caller, body)


@app.operation(
    "POST",
    "/v1/sessions/answer",
    Permission.PUBLIC,
    key=Key.IGNORED,
    problems=(
        *("401 SESSION_INVALID", "401 CODE_WRONG", "401 CODE_EXPIRED", "401 CODE_EXHAUSTED"),
        *("401 TOTP_WRONG", "422 PASSWORD_MUST_BE_SET", "422 PASSWORD_REFUSED"),
    ),
)
def answer_sign_in(caller: Caller, body: ChallengeAnswer) -> TokensView:
    """Answer with the code, and get the tokens."""
    return sessions.answer(caller, body)


@app.operation(
    "POST",
    "/v1/sessions/refresh",
    Permission.PUBLIC,
    key=Key.IGNORED,
    problems=("401 SESSION_INVALID", "401 SESSION_ENDED"),
)
def refresh_session(caller: Caller, body: Refresh) -> TokensView:
    """Exchange a refresh token for new tokens."""
    return sessions.refresh(caller, body)


@app.operation(
    "POST",
    "/v1/sessions/external",
    Permission.PUBLIC,
    key=Key.IGNORED,
    problems=("503 EXTERNAL_UNAVAILABLE",),
)
def begin_external_sign_in(caller: Caller) -> Away:
    """Ask for the way to the state portal, where somebody signs in."""
    return external.begin(caller)


@app.operation(
    "POST",
    "/v1/sessions/external/answer",
    Permission.PUBLIC,
    key=Key.IGNORED,
    problems=(
        *("401 SESSION_INVALID", "401 EXTERNAL_REFUSED"),
        *("403 EXTERNAL_UNTRUSTED", "403 EXTERNAL_UNKNOWN", "503 EXTERNAL_UNAVAILABLE"),
    ),
)
def answer_external_sign_in(caller: Caller, body: Return) -> TokensView:
    """Come back from the state portal, and get the tokens."""
    return external.answer(caller, body)


@app.operation(
    "POST",
    "/v1/recovery",
    Permission.PUBLIC,
    status=202,
    key=Key.IGNORED,
    problems=("423 ACCOUNT_BLOCKED",),
)
def begin_recovery(caller: Caller, body: Forgotten) -> RecoveryBegun:
    """Ask for a code to set a new password with."""
    return recovery.begin(caller, body)


@app.operation(
    "POST",
    "/v1/recovery/{recovery_id}",
    Permission.PUBLIC,
    status=204,
    key=Key.IGNORED,
    problems=(*CODE_REFUSED, "422 PASSWORD_REFUSED"),
)
def finish_recovery(caller: Caller, recovery_id: str, body: NewPassword) -> None:
    """Set a new password by the code; every session ends, and a block is lifted."""
    recovery.finish(caller, recovery_id, body)


@app.operation(
    "POST",
    "/v1/identity/results",
    Permission.PUBLIC,
    status=204,
    key=Key.IGNORED,
    problems=(
        *("401 RESULT_FORGED", "404 NOT_FOUND", "409 IDV_FINISHED", "409 CONCURRENT_CHANGE"),
        *("422 RESULT_MISMATCHED", "422 RESULT_STALE"),
    ),
)
def receive_identity_result(caller: Caller, body: SignedResult) -> None:
    """Take a result that a provider has signed; the signature stands for an account (idv-02)."""
    identity_results.receive(caller, body)
