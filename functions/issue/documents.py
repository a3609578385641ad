"""The signed PDF of a version: rendered, looked at, signed, and kept once."""

from datetime import datetime
from functools import partial

from functions.issue.assurance import assure
from functions.issue.rendering import render
from functions.issue.signing import Signatory, sign
from shared.cloud import keys
from shared.cloud.secrets import certificate
from shared.domain.version import Photo, SealedDocument, Version
from shared.settings import settings
from shared.store import objects

CHECK_URL = f"{settings.portal_url}/v1/check"
_REASON = "Выдача электронной медицинской книжки"


def portrait(photo: Photo) -> bytes:
    """Read the photograph; raises `Damaged` if it is not the one that was accepted."""
    return objects.fetch(photo.key, photo.version_id, photo.sha256)


def keep(version: Version, photo: bytes) -> SealedDocument:
    """Make the signed PDF of a version, or find the one that was made before."""
    pdf = render(version, photo, CHECK_URL)
    assure(pdf, version, CHECK_URL)
    return sealed(f"books/{version.book_number}/{version.number:04}.pdf", pdf, version.prepared_at, _REASON)


def sealed(key: str, pdf: bytes, at: datetime, reason: str) -> SealedDocument:
    """Sign a document and keep it; what was kept first under this key stays."""
    signatory = Signatory(certificate(settings.certificate), partial(keys.sign, settings.signing_key))
    kept = objects.keep(key, sign(pdf, signatory, at, reason), "application/pdf")
    return SealedDocument(key=kept.key, version_id=kept.version, sha256=kept.sha256, size=kept.size)
