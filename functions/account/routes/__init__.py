"""The operations of the front door, those for everybody and those of the own account."""

from shared.entry.api import Api
from shared.store import presence

app = Api("account", presence.require_alive)

CODES_OFTEN = ("429 CODE_TOO_SOON", "429 CODES_TOO_MANY")
CODE_REFUSED = ("422 CODE_WRONG", "422 CODE_EXPIRED", "422 CODE_EXHAUSTED")
