"""A time-stamping authority (RFC 3161): it vouches that a signature existed at a moment.

    POST {timestamp_url}   application/timestamp-query  →  application/timestamp-reply

It learns a hash and nothing else. What the reply is worth, whoever asked has to see.
"""

from shared.adapters import http
from shared.settings import settings

_QUERY = "application/timestamp-query"
_SECONDS = 10.0


def stamp(request: bytes) -> bytes:
    """Have a request answered, both in DER; raises `Unavailable`."""
    return http.send(settings.timestamp_url, request, _QUERY, seconds=_SECONDS)
