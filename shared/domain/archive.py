"""All about a decided application in one file, and the claim that a court asks for (apl-02, apl-08)."""

from shared.domain.model import Model
from shared.domain.states import AppealState
from shared.domain.version import SealedDocument

TO_COURT = frozenset({AppealState.DISMISSED, AppealState.DEEMED_DISMISSED})
"""States of an appeal after which the refusal can be taken to court."""


class Archive(Model):
    """An archive of an application as it was at a version; the claim is there once the court is open."""

    impersonal = True

    archive: SealedDocument
    claim: SealedDocument | None = None
