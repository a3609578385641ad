"""The user pool: passwords are checked and tokens are made there, never here."""

from dataclasses import dataclass

from shared.cloud import clients
from shared.settings import settings


@dataclass(frozen=True)
class Tokens:
    """What a signed-in person holds; `expires_in` in seconds."""

    id_token: str
    access_token: str
    refresh_token: str
    expires_in: int


def password_is_right(account: str, password: str) -> bool:
    """Ask the pool whether this is the account's password; its tokens are thrown away."""
    client = clients.cognito()
    try:
        client.admin_initiate_auth(
            UserPoolId=settings.user_pool,
            ClientId=settings.user_pool_client,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": account, "PASSWORD": password},
        )
    except (client.exceptions.NotAuthorizedException, client.exceptions.UserNotFoundException):
        return False
    return True


def answer_challenge(account: str, answer: str) -> Tokens | None:
    """Answer the pool's own challenge, which our trigger judges; None if the answer is wrong."""
    client = clients.cognito()
    asked = client.admin_initiate_auth(
        UserPoolId=settings.user_pool,
        ClientId=settings.user_pool_client,
        AuthFlow="CUSTOM_AUTH",
        AuthParameters={"USERNAME": account},
    )
    try:
        answered = client.admin_respond_to_auth_challenge(
            UserPoolId=settings.user_pool,
            ClientId=settings.user_pool_client,
            ChallengeName="CUSTOM_CHALLENGE",
            Session=asked["Session"],
            ChallengeResponses={"USERNAME": account, "ANSWER": answer},
        )
    except client.exceptions.NotAuthorizedException:
        return None
    result = answered.get("AuthenticationResult")
    if not result:
        return None
    return Tokens(result["IdToken"], result["AccessToken"], result["RefreshToken"], result["ExpiresIn"])


def refreshed(refresh_token: str) -> Tokens | None:
    """Exchange a refresh token for new tokens; None if it is no longer good."""
    client = clients.cognito()
    try:
        answered = client.admin_initiate_auth(
            UserPoolId=settings.user_pool,
            ClientId=settings.user_pool_client,
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
