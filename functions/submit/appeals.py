"""Objecting to a refusal through the portal (apl-03, apl-04)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from shared.domain import appeals
from shared.domain.appeal import MAX_EVIDENCE
from shared.domain.application import Actor
from shared.domain.errors import Conflict, Flaw, Invalid
from shared.domain.model import Model
from shared.domain.states import AppealState
from shared.entry.appeals import AppealView, Arguments
from shared.entry.caller import Caller
from shared.store import applications, files


class NewAppeal(Model):
    """What an appeal must have; the evidence are accepted files of the application."""

    refused_on: date
    arguments: Arguments
    evidence: Annotated[tuple[str, ...], Field(min_length=1, max_length=MAX_EVIDENCE)]


def appeal(caller: Caller, application_id: str, given: NewAppeal) -> AppealView:
    """Register an appeal; repeated while it waits for its answer, it is found again.

    What is noted of the refusal meanwhile, as that it has been received, is no reason to send anybody away.
    """
    refused = applications.owned(application_id, caller.account)
    if refused.appealing is AppealState.FILED and refused.appeals[-1].arguments == given.arguments:
        return AppealView.of(refused, caller.language)
    _require_accepted(application_id, given.evidence)
    step = appeals.file(refused, caller.now, Actor.APPLICANT, **dict(given))
    try:
        return AppealView.of(applications.commit(refused, step), caller.language)
    except Conflict as conflict:
        if conflict.code != "CONCURRENT_CHANGE":
            raise
        return appeal(caller, application_id, given)


def _require_accepted(application_id: str, evidence: tuple[str, ...]) -> None:
    accepted = {file.id for file in files.of(application_id) if file.accepted}
    unknown = [
        Flaw(f"/evidence/{place}", "EVIDENCE_UNKNOWN")
        for place, name in enumerate(evidence)
        if name not in accepted
    ]
    if unknown:
        raise Invalid("BODY_INVALID", *unknown)
