"""An OpenID Connect provider of the ESIA kind: people choose who they are, and it vouches for them."""

import base64
import html
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import ECKey

from local.simulators import faults
from local.simulators.faults import Fault
from local.simulators.registries import Registries
from local.simulators.router import Page, Redirect, Refused, Request, Router
from shared.domain import base64url

Json = dict[str, Any]

_MODES = (
    *("none", "unavailable", "slow", "error", "untrusted", "expired"),
    *("wrong_signature", "wrong_nonce", "wrong_audience", "wrong_issuer", "no_signature"),
)
_ASKED = ("client_id", "redirect_uri", "state", "nonce", "code_challenge")
_CODE_SECONDS = 60
_TOKEN_SECONDS = 300


@dataclass(frozen=True)
class _Code:
    """What a code was given out for."""

    asked: Json
    snils: str
    until: float


class Openid:
    """The provider: its key lies beside its client's password in one folder."""

    def __init__(self, folder: Path, registries: Registries) -> None:
        self._key_file, self._password_file = folder / "openid.json", folder / "openid-client"
        self._registries = registries
        self._codes: dict[str, _Code] = {}
        self._fault: Fault = faults.NONE

    def mount(self, router: Router) -> None:
        """Add the provider's pages, and the one that steers it."""
        router.add("GET", "/outside/openid/.well-known/openid-configuration", self._describe)
        router.add("GET", "/outside/openid/keys", self._keys)
        router.add("GET", "/outside/openid/authorize", self._ask)
        router.add("POST", "/outside/openid/authorize", self._agree)
        router.add("POST", "/outside/openid/token", self._exchange)
        router.add("PUT", "/dev/openid/fault", self._order)

    async def _describe(self, request: Request) -> Json:
        await faults.suffer(self._fault)
        issuer = _issuer(request)
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
        }

    async def _keys(self, _: Request) -> Json:
        await faults.suffer(self._fault)
        return {"keys": [self._key().as_dict(private=False, use="sig", alg="ES256")]}

    def _ask(self, request: Request) -> Page:
        """Show whom one can be; the choice is posted, so that no SNILS gets into an address."""
        asked = _asked(request, request.query)
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{_safe(asked[name])}">' for name in asked
        )
        buttons = "".join(
            f'<p><button name="snils" value="{_safe(person["snils"])}">{_safe(_named(person))}</button></p>'
            for person in self._registries.everybody()
        )
        return Page(
            '<!doctype html><html lang="ru"><meta charset="utf-8"><title>Вход</title>'
            f"<h1>Кто вы?</h1><form method=post>{hidden}{buttons}</form>"
        )

    def _agree(self, request: Request) -> Redirect:
        given = _form(request)
        asked = _asked(request, given)
        code = secrets.token_urlsafe(24)
        self._codes[code] = _Code(asked, given["snils"], time.time() + _CODE_SECONDS)
        back = urlencode({"code": code, "state": asked["state"]})
        return Redirect(f"{asked['redirect_uri']}?{back}")

    async def _exchange(self, request: Request) -> Json:
        await faults.suffer(self._fault)
        client, given = self._client(request), _form(request)
        code = self._codes.pop(given.get("code", ""), None)
        fits = (
            code is not None
            and time.time() < code.until
            and code.asked["client_id"] == client
            and code.asked["redirect_uri"] == given.get("redirect_uri")
            and code.asked["code_challenge"] == create_s256_code_challenge(given.get("code_verifier", ""))
        )
        if code is None or not fits:
            raise Refused(400, "invalid_grant")
        return {"id_token": self._token(_issuer(request), code), "token_type": "Bearer", "expires_in": 0}

    def _token(self, issuer: str, code: _Code) -> str:
        now, mode = int(time.time()), self._fault["mode"]
        claims: Json = {
            "iss": issuer,
            "aud": code.asked["client_id"],
            "sub": secrets.token_hex(8),
            "nonce": code.asked["nonce"],
            "iat": now,
            "exp": now + _TOKEN_SECONDS,
            "snils": code.snils,
            "trusted": mode != "untrusted",
        }
        if mode in _LIES:
            claims |= _LIES[mode](now)
        head = {"alg": "ES256", "kid": str(self._key().kid)}
        if mode == "no_signature":
            return ".".join([_part({**head, "alg": "none"}), _part(claims), ""])
        return jwt.encode(head, claims, ECKey.generate_key() if mode == "wrong_signature" else self._key())

    def _client(self, request: Request) -> str:
        """Check the client's password; the first one that comes is the client's from then on."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        name, _, password = base64.b64decode(given).decode().partition(":")
        if scheme.lower() != "basic" or not password:
            raise Refused(401, "invalid_client")
        if not self._password_file.exists():
            self._password_file.parent.mkdir(parents=True, exist_ok=True)
            self._password_file.write_text(password, encoding="utf-8")
        if self._password_file.read_text(encoding="utf-8") != password:
            raise Refused(401, "invalid_client")
        return name

    def _key(self) -> ECKey:
        if not self._key_file.exists():
            self._key_file.parent.mkdir(parents=True, exist_ok=True)
            made = ECKey.generate_key(auto_kid=True).as_dict(private=True)
            self._key_file.write_text(json.dumps(made), encoding="utf-8")
        return ECKey.import_key(json.loads(self._key_file.read_text(encoding="utf-8")))

    def _order(self, request: Request) -> Fault:
        self._fault = faults.chosen(request.json, _MODES)
        return self._fault


_LIES: dict[str, Callable[[int], Json]] = {
    "wrong_nonce": lambda _: {"nonce": "another"},
    "wrong_audience": lambda _: {"aud": "another"},
    "wrong_issuer": lambda _: {"iss": "https://another.example"},
    "expired": lambda now: {"iat": now - 2 * _TOKEN_SECONDS, "exp": now - _TOKEN_SECONDS},
}


def _issuer(request: Request) -> str:
    return f"http://{request.headers['host']}/outside/openid"


def _asked(request: Request, given: Any) -> Json:
    """Take what the client asks; a way back that leads elsewhere is refused."""
    asked = {name: given[name] for name in _ASKED}
    if not asked["redirect_uri"].startswith(f"http://{request.headers['host']}/"):
        raise Refused(400, "redirect_uri is not registered")
    return asked


def _form(request: Request) -> Json:
    return dict(parse_qsl(request.body.decode()))


def _named(person: Json) -> str:
    return " ".join(person[part] for part in ("surname", "name", "patronymic") if person.get(part))


def _part(data: Json) -> str:
    return base64url.encode(json.dumps(data).encode())


def _safe(text: Any) -> str:
    return html.escape(str(text), quote=True)
