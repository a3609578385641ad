"""The archive of a decided application, made when it is asked for (apl-02, apl-08)."""

from shared.cloud import queues
from shared.cloud.queues import News
from shared.domain.errors import Conflict
from shared.domain.events import Aggregate
from shared.domain.links import DOCX, ZIP, FileLink
from shared.domain.model import Model
from shared.domain.states import Effect
from shared.entry.caller import Caller
from shared.store import applications, archives, objects

_MAKING_SECONDS = 3


class ArchiveLinks(Model):
    """Short-lived links to the archive, and to the claim once the court is open."""

    archive: FileLink
    claim: FileLink | None


def archive(caller: Caller, application_id: str) -> ArchiveLinks:
    """Sign links to the archive of the application as it is now, or have it made."""
    application = applications.owned(application_id, caller.account)
    if application.number is None:
        raise Conflict("WRONG_STATUS", status=application.status, event="archive")
    made = archives.of(application_id, application.version)
    if made is None:
        news = News(aggregate=Aggregate.APPLICATION, id=application_id, version=application.version)
        queues.tell(news, [Effect.ARCHIVE])
        raise Conflict("ARCHIVE_NOT_READY", retry_after=_MAKING_SECONDS)
    named = f"Заявление {application.number}"
    return ArchiveLinks(
        archive=objects.link_to(made.archive, f"{named}.zip", caller.now, ZIP),
        claim=objects.link_to(made.claim, f"{named}, исковое заявление.docx", caller.now, DOCX)
        if made.claim
        else None,
    )
