"""Whether a token's session still runs: the gateway knows only whether the token is genuine (aut-11)."""

from datetime import datetime, timedelta

from shared.domain.errors import Unauthenticated
from shared.store import sessions

_TRUSTED = timedelta(seconds=15)
_MANY = 10_000

_seen: dict[tuple[str, str], datetime] = {}


def require_alive(account: str, session: str, now: datetime) -> None:
    """Raise `Unauthenticated` for an ended session, at the latest 15 seconds after its end.

    The table is asked, and told of the use, at most four times a minute per session and process.
    """
    if not session:
        raise Unauthenticated("SESSION_ENDED")
    seen = _seen.get((account, session))
    if seen and now - seen < _TRUSTED:
        return
    sessions.touch(account, session, now)
    if len(_seen) >= _MANY:
        _seen.clear()
    _seen[account, session] = now


def forget(account: str, session: str) -> None:
    """Trust this session no longer."""
    _seen.pop((account, session), None)
