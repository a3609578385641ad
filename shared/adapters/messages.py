"""Providers of e-mail, SMS and calls: one contract, and the key makes a repetition harmless.

    POST {email}   {to, from, subject, text}   →  {id}
    POST {sms}     {to, text}                  →  {id}    of two providers
    POST {call}    {to, text}                  →  {id}    read aloud, numbers digit by digit

All with an `Idempotency-Key`: the same key again is answered with the same id, and nothing
is sent twice (docs/decisions/0003). Each attempt is reported, well or badly.
"""

from typing import Any

from shared.adapters import http
from shared.adapters.http import Unavailable
from shared.domain.health import Part, Report
from shared.settings import settings

_SECONDS = 5.0
_SMS_SECONDS = 2.5  # of each of the two, so that a code is under way after five (ntf-02)


def mail(to: str, subject: str, text: str, *, key: str, report: Report) -> None:
    """Send an e-mail; raises `Unavailable`."""
    letter = {"to": to, "from": settings.email_sender, "subject": subject, "text": text}
    _send(Part.EMAIL, settings.email_url, letter, key, report)


def text_message(to: str, text: str, *, key: str, report: Report) -> None:
    """Send an SMS, by the second provider if the first fails or is slow (ntf-02); raises `Unavailable`."""
    sms = {"to": to, "text": text}
    try:
        _send(Part.SMS, settings.sms_url, sms, key, report, _SMS_SECONDS)
    except Unavailable:
        _send(Part.SECOND_SMS, settings.second_sms_url, sms, key, report, _SMS_SECONDS)


def voice_call(to: str, text: str, *, key: str, report: Report) -> None:
    """Call a phone and read a text aloud; raises `Unavailable`."""
    _send(Part.CALL, settings.call_url, {"to": to, "text": text}, key, report)


def _send(
    part: Part, url: str, message: dict[str, Any], key: str, report: Report, seconds: float = _SECONDS
) -> None:
    try:
        http.post(url, message, key=key, token=settings.messages_secret, seconds=seconds)
    except Unavailable:
        report(part, False)
        raise
    report(part, True)
