"""Who may do what: each permission names the roles that have it; what is not listed is denied."""

from enum import StrEnum


class Role(StrEnum):
    """A role, as the user pool's groups name it (group act)."""

    APPLICANT = "applicant"
    CLINIC = "clinic"
    INSURER = "insurer"
    AUTHORITY = "authority"
    REVIEWER = "reviewer"
    APPEAL_OFFICER = "appeal_officer"
    SUPPORT = "support"
    OPERATOR = "operator"
    EMPLOYER = "employer"


class Permission(StrEnum):
    """An operation's permission; `PUBLIC` needs no account."""

    PUBLIC = "public"
    OWN_ACCOUNT = "own account"
    OWN_APPLICATIONS = "own applications"
    OWN_BOOKS = "own books"
    OWN_MESSAGES = "own messages"


POLICY: dict[Permission, frozenset[Role]] = {
    Permission.OWN_ACCOUNT: frozenset(Role),
    Permission.OWN_APPLICATIONS: frozenset({Role.APPLICANT}),
    Permission.OWN_BOOKS: frozenset({Role.APPLICANT}),
    Permission.OWN_MESSAGES: frozenset({Role.APPLICANT}),
}


def permitted(roles: frozenset[str], permission: Permission) -> bool:
    """Tell whether one of the roles has the permission."""
    return permission is Permission.PUBLIC or bool(roles & POLICY[permission])
