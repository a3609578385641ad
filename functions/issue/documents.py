"""The signed PDF of a version: rendered, looked at, signed, and kept once."""

from datetime import UTC, datetime, timedelta
from functools import partial

from aws_lambda_powertools.metrics import MetricUnit

from functions.issue.assurance import assure
from functions.issue.book import render
from functions.issue.signing import Signatory, UnstampedError, sign
from shared.adapters import timestamps
from shared.adapters.http import Unavailable
from shared.cloud import keys
from shared.cloud.secrets import certificate
from shared.domain.version import Photo, SealedDocument, Version
from shared.entry.logs import metrics
from shared.settings import settings
from shared.store import objects

ADDRESS = f"{settings.portal_url}/v/"
_PATIENCE = timedelta(minutes=4)  # with a time-stamping authority; two deliveries of the news
_REASON = "Выдача электронной медицинской книжки"


def portrait(photo: Photo) -> bytes:
    """Read the photograph; raises `Damaged` if it is not the one that was accepted."""
    return objects.fetch(photo.key, photo.version_id, photo.sha256)


def code(version: Version) -> str:
    """Give the whole text of a version's QR code; in upper case it takes a smaller one."""
    return f"{settings.portal_url}/V/{version.token}".upper()


def keep(version: Version, photo: bytes) -> SealedDocument:
    """Make the signed PDF of a version, or find the one that was made before."""
    pdf = render(version, photo, code(version), ADDRESS)
    assure(pdf, version, code(version), ADDRESS)
    return sealed(f"books/{version.book_number}/{version.number:04}.pdf", pdf, version.prepared_at, _REASON)


def sealed(key: str, pdf: bytes, at: datetime, reason: str) -> SealedDocument:
    """Sign a document and keep it; what was kept first under this key stays."""
    kept = objects.keep(key, _signed(pdf, at, reason), "application/pdf")
    return SealedDocument(key=kept.key, version_id=kept.version, sha256=kept.sha256, size=kept.size)


def _signed(pdf: bytes, at: datetime, reason: str) -> bytes:
    """Sign with a time stamp; for an authority that stays away a document waits, but not for ever."""
    signatory = Signatory(certificate(settings.certificate), partial(keys.sign, settings.signing_key))
    if not settings.timestamp_url:
        return sign(pdf, signatory, at, reason)
    try:
        return sign(pdf, signatory, at, reason, timestamps.stamp)
    except (Unavailable, UnstampedError):
        if datetime.now(UTC) - at < _PATIENCE:
            raise
    metrics.add_metric(name="issued_without_stamp", unit=MetricUnit.Count, value=1)
    metrics.flush_metrics()
    return sign(pdf, signatory, at, reason)
