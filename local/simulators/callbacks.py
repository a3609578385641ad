"""Telling whoever asked: a result is posted to them, and again when that helps."""

import json
import time
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError

_TRIES, _PAUSE_SECONDS = 5, 0.3
_WORTH_REPEATING = (409, 429, 500, 502, 503, 504)
_POOL = urllib3.PoolManager(retries=False, timeout=20)


def tell(to: str, body: dict[str, Any]) -> int:
    """Post a result, again when it helps; gives the last status."""
    for attempt in range(1, _TRIES + 1):
        status = _posted(to, body)
        if status not in _WORTH_REPEATING or attempt == _TRIES:
            break
        time.sleep(_PAUSE_SECONDS * 2**attempt)
    return status


def _posted(to: str, body: dict[str, Any]) -> int:
    headers = {"Content-Type": "application/json"}
    try:
        return _POOL.request("POST", to, body=json.dumps(body).encode(), headers=headers).status
    except HTTPError:
        return 503
