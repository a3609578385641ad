"""The front door: sign in with password and code, see the profile, ask for codes."""

from functions.account import codes, profile, sessions
from functions.account.codes import CodeRequest, CodeSent
from functions.account.profile import ProfileView
from functions.account.sessions import Challenge, ChallengeAnswer, Credentials, Refresh, TokensView
from shared.domain.access import Permission
from shared.entry.api import Api
from shared.entry.caller import Caller
from shared.entry.operation import Key

app = Api("account")

_BUSY = "503 SERVICE_UNAVAILABLE"


@app.operation(
    "POST", "/v1/sessions", Permission.PUBLIC, key=Key.IGNORED, problems=("401 CREDENTIALS_WRONG", _BUSY)
)
def sign_in(caller: Caller, body: Credentials) -> Challenge:
    """Check login and password, and send a code; no token yet (aut-03)."""
    return sessions.begin(caller, body)


@app.operation(
    "POST",
    "/v1/sessions/answer",
    Permission.PUBLIC,
    key=Key.IGNORED,
    problems=("401 SESSION_INVALID", "401 CODE_WRONG", "401 CODE_EXPIRED", "401 CODE_EXHAUSTED"),
)
def answer_sign_in(caller: Caller, body: ChallengeAnswer) -> TokensView:
    """Answer with the code, and get the tokens."""
    return sessions.answer(caller, body)


@app.operation(
    "POST", "/v1/sessions/refresh", Permission.PUBLIC, key=Key.IGNORED, problems=("401 SESSION_INVALID",)
)
def refresh_session(body: Refresh) -> TokensView:
    """Exchange a refresh token for new tokens."""
    return sessions.refresh(body)


@app.operation("GET", "/v1/me", Permission.OWN_ACCOUNT, problems=("404 NOT_FOUND",))
def get_profile(caller: Caller) -> ProfileView:
    """Show the own profile."""
    return profile.of(caller)


@app.operation(
    "POST",
    "/v1/me/codes",
    Permission.OWN_ACCOUNT,
    status=202,
    key=Key.IGNORED,
    problems=("404 NOT_FOUND", _BUSY),
)
def send_code(caller: Caller, body: CodeRequest) -> CodeSent:
    """Send a one-time code that confirms a sensitive act."""
    return codes.send(caller, body.purpose)
