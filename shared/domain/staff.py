"""Where somebody of the staff works."""

from shared.domain.model import Model


class Post(Model):
    """The organisation whose word an account speaks; a clinic has its code in the register."""

    account: str
    organisation: str
    clinic_code: str | None = None
