"""Asking the registries before anything is sent, so that mistakes can be put right (val-08, val-12)."""

from functions.submit.drafts import require_editable
from shared.adapters import registries
from shared.domain import lifecycle
from shared.domain.account import Level
from shared.domain.application import Actor, Application
from shared.domain.errors import Forbidden, Invalid
from shared.domain.health import Part
from shared.domain.model import Model
from shared.domain.registries import ASKED, Check, Outcome, Registry
from shared.domain.states import Kind, Status
from shared.entry.caller import Caller
from shared.entry.checks import CheckView
from shared.entry.views import unlike_profile
from shared.store import accounts, applications, health

_ASKED = [registry for registry in Registry if registry is not Registry.MEDICAL]


class Prechecks(Model):
    """What the registries say of the form as it is; one whose fields are not all there is not asked."""

    items: tuple[CheckView, ...]


def ask(caller: Caller, application_id: str) -> Prechecks:
    """Ask about the caller's own data only; an answer about anybody else would be one too many (sec-11)."""
    draft = applications.owned(application_id, caller.account)
    require_editable(draft)
    profile = accounts.get(caller.account)
    if profile.level is not Level.CONFIRMED:
        raise Forbidden("ACCOUNT_NOT_CONFIRMED")
    if foreign := list(unlike_profile(draft.fields, profile)):
        raise Invalid("BODY_INVALID", *foreign)
    checks = _answers(draft, caller)
    _remember(draft, checks, caller)
    return Prechecks(items=tuple(CheckView.of(check, caller.language) for check in checks))


def _answers(draft: Application, caller: Caller) -> list[Check]:
    filled = {name for name, value in draft.fields if value is not None} | {"patronymic"}
    asked = [registry for registry in _ASKED if ASKED[registry] <= filled]
    report = health.noted(caller.now)
    checks = []
    for registry, answer in registries.ask(draft, asked, caller.request_id).items():
        report(Part(registry), answer.outcome is not Outcome.UNAVAILABLE)
        said = {"outcome": answer.outcome, "fields": answer.fields, "reference": answer.reference}
        checks.append(Check(registry=registry, checked_at=caller.now, **said))
    return checks


def _remember(draft: Application, checks: list[Check], caller: Caller) -> None:
    """Wait with whoever has no SNILS yet: the pension fund takes five working days (val-09)."""
    said = {check.registry: check.outcome for check in checks}
    unknown = said.get(Registry.PENSION) is Outcome.NOT_FOUND
    if draft.status is Status.DRAFT and unknown and not draft.snils_awaited:
        awaited = lifecycle.step(
            draft, Kind.SNILS_AWAITED, caller.now, Actor.APPLICANT, snils_awaited=caller.now
        )
        applications.commit(draft, awaited)
