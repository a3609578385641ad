"""The mark that we put on each payment, so that a notification of it can only come from the provider."""

import hmac

from shared.cloud import keys

_PURPOSE = "payment"


def of(payment_id: str) -> str:
    """Make the mark of a payment; its key never leaves the key-management service."""
    return keys.digest(_PURPOSE, payment_id)


def fits(payment_id: str, mark: str) -> bool:
    """Tell whether a mark is that of a payment."""
    return hmac.compare_digest(of(payment_id).encode(), mark.encode())
