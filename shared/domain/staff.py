"""Where somebody of the staff works."""

from shared.domain.model import Model


class Post(Model):
    """The clinic whose word an account of the role `clinic` speaks."""

    account: str
    clinic_code: str
