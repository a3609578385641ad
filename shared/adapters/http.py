"""How we call outside services: over TLS that is checked, with a time-out, and once more on a fault."""

import json
from typing import Any
from urllib.parse import quote

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import make_headers

from shared.cloud.secrets import secret

_POOL = urllib3.PoolManager(maxsize=8, retries=urllib3.Retry(connect=1, read=0, other=0, redirect=0))
_OK = range(200, 300)


class Unavailable(Exception):
    """An outside service gave no usable answer; asking again later may help. `status` is HTTP's, if any."""

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.status = status


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


def ask(
    method: str,
    url: str,
    body: dict[str, Any] | None = None,
    *,
    client: tuple[str, str],
    key: str | None = None,
    seconds: float,
) -> dict[str, Any]:
    """Ask a service of which we are a client, sending JSON if there is any; raises `Unavailable`.

    `client` is our name and the name of the secret that holds our password; what is asked for
    again under the same `key` is done once.
    """
    name, password = client
    headers = make_headers(basic_auth=f"{name}:{secret(password)}")
    if body is None:
        return _asked(method, url, seconds, headers=headers)
    headers |= {"Content-Type": "application/json", **({"Idempotence-Key": key} if key else {})}
    return _asked(method, url, seconds, body=json.dumps(body).encode(), headers=headers)


def exchange(url: str, form: dict[str, str], *, client: tuple[str, str], seconds: float) -> dict[str, Any]:
    """Send a form as an OAuth client and read the JSON answer (RFC 6749, 2.3.1); raises `Unavailable`.

    `client` is the client's name and the name of the secret that holds its password.
    """
    name, password = client
    headers = make_headers(basic_auth=f"{quote(name, safe='')}:{quote(secret(password), safe='')}")
    return _asked("POST", url, seconds, fields=form, encode_multipart=False, headers=headers)


def send(url: str, body: bytes, content_type: str, *, seconds: float) -> bytes:
    """Send bytes to a public service and read its answer as bytes; raises `Unavailable`."""
    return _answered("POST", url, seconds, body=body, headers={"Content-Type": content_type})


def _asked(method: str, url: str, seconds: float, **more: Any) -> dict[str, Any]:
    try:
        return dict(json.loads(_answered(method, url, seconds, **more)))
    except (ValueError, TypeError):
        raise Unavailable("the answer is not a JSON object") from None


def _answered(method: str, url: str, seconds: float, **more: Any) -> bytes:
    try:
        answer = _POOL.request(method, url, timeout=seconds, **more)
    except HTTPError as error:
        raise Unavailable(type(error).__name__) from None
    if answer.status not in _OK:
        raise Unavailable(f"status {answer.status}", answer.status)
    return answer.data
