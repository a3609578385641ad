"""Who may do what, as `policy.toml` says: each operation names a permission; what is not listed is denied."""

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Literal

from shared.domain.model import Model


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
    """What an operation needs; `PUBLIC` needs no account."""

    PUBLIC = "public"
    OWN_ACCOUNT = "own_account"
    OWN_APPLICATIONS = "own_applications"
    OWN_PAYMENTS = "own_payments"
    OWN_BOOKS = "own_books"
    OWN_MESSAGES = "own_messages"
    OWN_JOURNAL = "own_journal"
    CLINIC_RECORDS = "clinic_records"
    INSURANCE_VIEW = "insurance_view"
    INSPECTION = "inspection"
    REVIEW = "review"
    APPEALS = "appeals"
    REGISTERING_APPEALS = "registering_appeals"
    OWN_TICKETS = "own_tickets"
    SERVING_TICKETS = "serving_tickets"
    TAKING_CALLS = "taking_calls"
    RATING_CLINICS = "rating_clinics"


class Rule(Model):
    """The roles that have a permission, to whose things it reaches, and what the data are used for."""

    roles: frozenset[Role]
    relation: Literal["any", "own"]
    purpose: str


def _read() -> dict[Permission, Rule]:
    """Read the policy; a permission without a rule, or a rule without one, stops the start."""
    written = tomllib.loads(Path(__file__).with_name("policy.toml").read_text(encoding="utf-8"))
    if unknown := set(written) ^ set(Permission):
        raise ValueError(f"policy.toml and Permission differ: {sorted(unknown)}")
    return {Permission(name): Rule.model_validate(rule) for name, rule in written.items()}


POLICY = _read()


def permitted(roles: frozenset[str], permission: Permission) -> bool:
    """Tell whether one of the roles has the permission."""
    return permission is Permission.PUBLIC or bool(roles & POLICY[permission].roles)
