"""The user pool: passwords are checked and tokens are made there, never here."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TypedDict

from shared.cloud import clients
from shared.domain import base64url
from shared.domain.errors import Invalid
from shared.settings import settings


class _Who(TypedDict):
    UserPoolId: str
    Username: str


class _Client(TypedDict):
    UserPoolId: str
    ClientId: str


@dataclass(frozen=True)
class Tokens:
    """What a signed-in person holds; `expires_in` in seconds."""

    id_token: str
    access_token: str
    refresh_token: str
    expires_in: int

    @property
    def session(self) -> str:
        """Name the session that the tokens belong to, over all refreshes."""
        return str(_claims(self.id_token)["origin_jti"])

    @property
    def account(self) -> str:
        """Name whose tokens they are."""
        return str(_claims(self.id_token)["cognito:username"])


@dataclass(frozen=True)
class Known:
    """The password was right; with a session, the pool asks for an authenticator's code next."""

    session: str | None = None


def check_password(account: str, password: str) -> Known | None:
    """Ask the pool whether this is the account's password; tokens made on the way are thrown away."""
    client = clients.cognito()
    try:
        answer = client.admin_initiate_auth(
            **_client(),
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": account, "PASSWORD": password},
        )
    except (client.exceptions.NotAuthorizedException, client.exceptions.UserNotFoundException):
        return None
    return Known(answer.get("Session"))


def tokens_for(account: str, secret: str) -> Tokens | None:
    """Answer the pool's own challenge with a grant, which our trigger redeems; None if it is not good."""
    client = clients.cognito()
    asked = client.admin_initiate_auth(
        **_client(), AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": account}
    )
    try:
        answered = client.admin_respond_to_auth_challenge(
            **_client(),
            ChallengeName="CUSTOM_CHALLENGE",
            Session=asked["Session"],
            ChallengeResponses={"USERNAME": account, "ANSWER": secret},
        )
    except client.exceptions.NotAuthorizedException:
        return None
    result = answered.get("AuthenticationResult")
    if not result:
        return None
    return Tokens(result["IdToken"], result["AccessToken"], result["RefreshToken"], result["ExpiresIn"])


def answer_totp(account: str, session: str, code: str) -> Tokens | None:
    """Let the pool judge an authenticator's code; None if it is wrong (RFC 6238)."""
    client = clients.cognito()
    wrong = (client.exceptions.CodeMismatchException, client.exceptions.ExpiredCodeException)
    try:
        answered = client.admin_respond_to_auth_challenge(
            **_client(),
            ChallengeName="SOFTWARE_TOKEN_MFA",
            Session=session,
            ChallengeResponses={"USERNAME": account, "SOFTWARE_TOKEN_MFA_CODE": code},
        )
    except (*wrong, client.exceptions.NotAuthorizedException):
        return None
    result = answered["AuthenticationResult"]
    return Tokens(result["IdToken"], result["AccessToken"], result["RefreshToken"], result["ExpiresIn"])


def refreshed(refresh_token: str) -> Tokens | None:
    """Exchange a refresh token for new tokens; None if it is no longer good."""
    client = clients.cognito()
    try:
        answered = client.admin_initiate_auth(
            **_client(),
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": refresh_token},
        )
    except (client.exceptions.NotAuthorizedException, client.exceptions.UserNotFoundException):
        return None
    result = answered["AuthenticationResult"]
    return Tokens(
        result["IdToken"],
        result["AccessToken"],
        result.get("RefreshToken", refresh_token),
        result["ExpiresIn"],
    )


def create(account: str, password: str) -> None:
    """Give a new account its password; done twice, the later one counts. Raises `Invalid`."""
    client = clients.cognito()
    with suppress(client.exceptions.UsernameExistsException):
        client.admin_create_user(**_who(account), MessageAction="SUPPRESS")
    set_password(account, password)


def set_password(account: str, password: str) -> None:
    """Replace the password; raises `Invalid` when the pool does not take it."""
    client = clients.cognito()
    with _refused(client.exceptions.InvalidPasswordException, "PASSWORD_REFUSED"):
        client.admin_set_user_password(**_who(account), Password=password, Permanent=True)


def admit(account: str, role: str) -> None:
    """Give an account a role; done twice, nothing changes."""
    clients.cognito().admin_add_user_to_group(**_who(account), GroupName=role)


def sign_out(account: str) -> None:
    """Make all refresh tokens of an account worthless."""
    clients.cognito().admin_user_global_sign_out(**_who(account))


def enrol_totp(access_token: str) -> str:
    """Make the secret for an authenticator app, in base 32 (RFC 6238); it counts once confirmed."""
    return clients.cognito().associate_software_token(AccessToken=access_token)["SecretCode"]


def confirm_totp(access_token: str, code: str) -> None:
    """Ask for an authenticator's code at sign-in from now on; raises `Invalid` for a wrong one."""
    client = clients.cognito()
    mismatch, wrong = (
        client.exceptions.EnableSoftwareTokenMFAException,
        client.exceptions.CodeMismatchException,
    )
    with _refused(mismatch, "TOTP_WRONG"), _refused(wrong, "TOTP_WRONG"):
        client.verify_software_token(AccessToken=access_token, UserCode=code)
        client.set_user_mfa_preference(
            AccessToken=access_token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
        )


def drop_totp(account: str) -> None:
    """Ask for an authenticator's code no more."""
    clients.cognito().admin_set_user_mfa_preference(
        **_who(account), SoftwareTokenMfaSettings={"Enabled": False, "PreferredMfa": False}
    )


@contextmanager
def _refused(error: type[Exception], code: str) -> Iterator[None]:
    try:
        yield
    except error:
        raise Invalid(code) from None


def _claims(token: str) -> dict[str, object]:
    """Read a token that the pool has just given us; nobody else's word is taken."""
    body = token.split(".")[1]
    claims: dict[str, object] = json.loads(base64url.decode(body))
    return claims


def _who(account: str) -> _Who:
    return _Who(UserPoolId=settings.user_pool, Username=account)


def _client() -> _Client:
    return _Client(UserPoolId=settings.user_pool, ClientId=settings.user_pool_client)
