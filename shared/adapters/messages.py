"""Providers of e-mail, SMS and calls: one contract, and the key makes a repetition harmless.

    POST {email}   {to, from, subject, text}   →  {id}
    POST {sms}     {to, text}                  →  {id}
    POST {call}    {to, text}                  →  {id}    read aloud, numbers digit by digit

All with an `Idempotency-Key`: the same key again is answered with the same id, and nothing
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
    _say(settings.sms_url, to, text, key)


def voice_call(to: str, text: str, *, key: str) -> None:
    """Call a phone and read a text aloud; raises `http.Unavailable`."""
    _say(settings.call_url, to, text, key)


def _say(url: str, to: str, text: str, key: str) -> None:
    http.post(url, {"to": to, "text": text}, key=key, token=settings.messages_secret, seconds=_SECONDS)
