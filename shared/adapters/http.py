"""How we call outside services: over TLS that is checked, with a time-out, and once more on a fault."""

import json
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError

from shared.cloud.secrets import secret

_POOL = urllib3.PoolManager(maxsize=8, retries=urllib3.Retry(connect=1, read=0, other=0, redirect=0))
_OK = range(200, 300)


class Unavailable(Exception):
    """An outside service gave no usable answer; asking again later may help."""


def post(url: str, body: dict[str, Any], *, key: str, token: str, seconds: float) -> dict[str, Any]:
    """Send JSON under an idempotency key and read the JSON answer; raises `Unavailable`.

    `token` names the secret that holds the bearer token. The answer's body never gets into
    the exception: it may be personal.
    """
    headers = {
        "Authorization": f"Bearer {secret(token)}",
        "Content-Type": "application/json",
        "Idempotency-Key": key,
    }
    return _asked("POST", url, seconds, body=json.dumps(body).encode(), headers=headers)


def get(url: str, *, seconds: float) -> dict[str, Any]:
    """Read public JSON; raises `Unavailable`."""
    return _asked("GET", url, seconds)


def _asked(method: str, url: str, seconds: float, **more: Any) -> dict[str, Any]:
    try:
        answer = _POOL.request(method, url, timeout=seconds, **more)
    except HTTPError as error:
        raise Unavailable(type(error).__name__) from None
    if answer.status not in _OK:
        raise Unavailable(f"status {answer.status}")
    try:
        return dict(json.loads(answer.data))
    except (ValueError, TypeError):
        raise Unavailable("the answer is not a JSON object") from None
