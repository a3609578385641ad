"""Another provider vouches for somebody: OpenID Connect of the ESIA kind, with code and PKCE (aut-09).

    GET  {issuer}/.well-known/openid-configuration   →  where everything is
    GET  authorization_endpoint                      the person's browser goes there, and brings a code
    POST token_endpoint                              →  {id_token}
    GET  jwks_uri                                    →  the keys that id tokens are signed with

The id token's claims `snils` and `trusted` say who it is, and whether the provider has seen a passport.
The libraries are loaded by the first call that needs them, not at a cold start.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from pydantic import ConfigDict, ValidationError

from shared.adapters import http
from shared.adapters.http import Unavailable
from shared.domain.model import Model
from shared.domain.personal import Snils
from shared.domain.sessions import Errand
from shared.settings import settings

_SECONDS = 5.0
_ALGORITHMS = ["RS256", "ES256"]
_SCOPE = "openid snils"
_CLOCK_SKEW_SECONDS = 60
RETURN_URL = f"{settings.portal_url}/external"


class Untrustworthy(Exception):
    """What came back does not prove who somebody is."""


class Vouched(Model):
    """Who it is, in the provider's words."""

    model_config = ConfigDict(extra="ignore")

    snils: Snils
    trusted: bool = False


class _Provider(Model):
    """Where a provider is (OpenID Connect Discovery)."""

    model_config = ConfigDict(extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


def address(errand: Errand) -> str:
    """Give the address to send the browser to; raises `Unavailable`."""
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # noqa: PLC0415 - see above
    from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415

    return str(
        prepare_grant_uri(
            _provider().authorization_endpoint,
            client_id=settings.openid_client,
            response_type="code",
            redirect_uri=RETURN_URL,
            scope=_SCOPE,
            state=errand.state,
            nonce=errand.nonce,
            code_challenge=create_s256_code_challenge(errand.verifier),
            code_challenge_method="S256",
        )
    )


def redeem(code: str, errand: Errand, now: datetime) -> Vouched:
    """Exchange the code for the provider's word; raises `Unavailable` or `Untrustworthy`."""
    provider = _provider()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": RETURN_URL,
        "code_verifier": errand.verifier,
    }
    client = (settings.openid_client, settings.openid_secret)
    try:
        answer = http.exchange(provider.token_endpoint, form, client=client, seconds=_SECONDS)
    except Unavailable as refusal:
        if refusal.status == HTTPStatus.BAD_REQUEST:  # RFC 6749, 5.2: the code is not good
            raise Untrustworthy from None
        raise
    keys = http.get(provider.jwks_uri, seconds=_SECONDS)
    claims = _claims(str(answer.get("id_token")), keys, errand.nonce, now)
    try:
        return Vouched.model_validate(claims)
    except ValidationError:
        raise Untrustworthy from None


def _provider() -> _Provider:
    """Look the provider up; one that calls itself otherwise is another one."""
    found = http.get(f"{settings.openid_url}/.well-known/openid-configuration", seconds=_SECONDS)
    try:
        provider = _Provider.model_validate(found)
    except ValidationError:
        raise Unavailable("the provider's description is incomplete") from None
    if provider.issuer != settings.openid_url:
        raise Unavailable("another issuer answers")
    return provider


def _claims(token: str, keys: dict[str, Any], nonce: str, now: datetime) -> dict[str, Any]:
    """Check an id token as OpenID Connect Core 3.1.3.7 says."""
    from authlib.oidc.core import CodeIDToken  # noqa: PLC0415 - see above
    from joserfc import jwt  # noqa: PLC0415
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    expected = {
        "iss": {"essential": True, "value": settings.openid_url},
        "aud": {"essential": True, "value": settings.openid_client},
    }
    asked = {"nonce": nonce, "client_id": settings.openid_client}
    try:
        opened = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS)  # type: ignore[arg-type]
        said = CodeIDToken(opened.claims, opened.header, expected, asked)
        said.validate(int(now.timestamp()), _CLOCK_SKEW_SECONDS)
    except (JoseError, ValueError, KeyError, TypeError):
        raise Untrustworthy from None
    return dict(said)
