"""E-mail and SMS providers: one contract, and the key makes a repetition harmless.

    POST {email}   {to, from, subject, text}   →  {id}
    POST {sms}     {to, text}                  →  {id}

Both with an `Idempotency-Key`: the same key again is answered with the same id, and nothing
is sent twice (docs/decisions/0003).
"""

from shared.adapters import http
from shared.settings import settings

_SECONDS = 5.0


def mail(to: str, subject: str, text: str, *, key: str) -> None:
    """Send an e-mail; raises `http.Unavailable`."""
    letter = {"to": to, "from": settings.email_sender, "subject": subject, "text": text}
    http.post(settings.email_url, letter, key=key, token=settings.messages_secret, seconds=_SECONDS)


def text_message(to: str, text: str, *, key: str) -> None:
    """Send an SMS; raises `http.Unavailable`."""
    http.post(
        settings.sms_url, {"to": to, "text": text}, key=key, token=settings.messages_secret, seconds=_SECONDS
    )
