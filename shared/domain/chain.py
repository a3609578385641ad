"""A hash chain: each link names the one before it, so that nothing can be taken away or changed unseen."""

import hashlib
import json
from typing import Any

GENESIS = "0" * 64


def link(number: int, previous: str, content: dict[str, Any]) -> str:
    """Hash a link: SHA-256 in hex over its number, the hash before it, and its content as JSON."""
    text = json.dumps([number, previous, content], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
