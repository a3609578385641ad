"""Providers that confirm identities: one contract for video, banks and scans; no document passes us.

    POST {identity}/{method}/attempts   {attempt, person, result_to}   →  {reference, url?, qr?, expires_at}
    GET  {identity}/keys                                               →  a JWK set (RFC 7517)

An attempt goes out under its id as `Idempotency-Key`; the person opens the `url`, or shows the `qr`
to the bank. The result comes to `result_to` as a compact JWS (RFC 7515), ES256 only, of

    {attempt, reference, method, outcome, subject, iat}

`outcome` is one of `Verdict`; `subject` names the data that were compared (`shared/domain/subject.py`).
"""

import time
from typing import TYPE_CHECKING, Annotated

from pydantic import AwareDatetime, ConfigDict, StringConstraints, ValidationError

from shared.adapters import http
from shared.domain.identity import Method, Verdict
from shared.domain.model import Model
from shared.settings import settings

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

_SECONDS = 5.0
_KEYS_TRUSTED_SECONDS = 3600.0
_KEYS_ASKED_AGAIN_SECONDS = 10.0
_ALGORITHMS = ["ES256"]


class Forged(Exception):
    """A result that the provider has not signed."""


class Begun(Model):
    """What the provider wants the person to do, and until when."""

    model_config = ConfigDict(extra="ignore")

    reference: str
    url: Annotated[str, StringConstraints(pattern=r"^https?://")] | None = None
    qr: str | None = None
    expires_at: AwareDatetime


class Result(Model):
    """What the provider says of an attempt; `iat` in seconds since 1970."""

    model_config = ConfigDict(extra="ignore")

    attempt: str
    reference: str
    method: Method
    outcome: Verdict
    subject: str
    iat: int


def begin(attempt_id: str, method: Method, person: dict[str, object]) -> Begun:
    """Ask a provider to look at a person; raises `http.Unavailable`."""
    asked = {
        "attempt": attempt_id,
        "person": person,
        "result_to": f"{settings.portal_url}/v1/identity/results",
    }
    answer = http.post(
        f"{settings.identity_url}/{method}/attempts",
        asked,
        key=attempt_id,
        token=settings.identity_secret,
        seconds=_SECONDS,
    )
    try:
        return Begun.model_validate(answer, strict=False)
    except ValidationError:
        raise http.Unavailable("the answer is not that of the contract") from None


def read(signed: str) -> Result:
    """Check whose word it is, and read it; raises `Forged`, or `http.Unavailable` without the keys."""
    from joserfc.errors import InvalidKeyIdError, JoseError  # noqa: PLC0415 - only results need it

    try:
        try:
            payload = _verified(signed, _keys.known())
        except InvalidKeyIdError:
            payload = _verified(signed, _keys.asked_again())
        return Result.model_validate_json(payload)
    except (JoseError, ValueError):
        raise Forged from None


def _verified(signed: str, keys: "KeySet") -> bytes:
    from joserfc import jws  # noqa: PLC0415 - only results need it

    return jws.deserialize_compact(signed, keys, algorithms=_ALGORITHMS).payload


class _Keys:
    """The provider's keys, asked for once an hour, or once more for a key that is not among them."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._set: KeySet | None = None
        self._asked_at = float("-inf")

    def known(self) -> "KeySet":
        if self._set is None or self._age > _KEYS_TRUSTED_SECONDS:
            return self._ask()
        return self._set

    def asked_again(self) -> "KeySet":
        """Strangers may name any key, so the provider is not asked again at once."""
        return self._ask() if self._age > _KEYS_ASKED_AGAIN_SECONDS else self.known()

    @property
    def _age(self) -> float:
        return time.monotonic() - self._asked_at

    def _ask(self) -> "KeySet":
        from joserfc.errors import JoseError  # noqa: PLC0415 - only results need it
        from joserfc.jwk import KeySet  # noqa: PLC0415

        answer = http.get(f"{settings.identity_url}/keys", seconds=_SECONDS)
        try:
            self._set = KeySet.import_key_set(answer)  # type: ignore[arg-type]
        except (JoseError, LookupError, TypeError, ValueError):
            raise http.Unavailable("the answer is not a JWK set") from None
        self._asked_at = time.monotonic()
        return self._set


_keys = _Keys()
