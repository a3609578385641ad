"""The signed document of a version: kept as it was sealed, signed by us, and made of this version."""

from collections.abc import Iterator
from io import BytesIO

from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature

from functions.auditor.likeness import alike, pictures
from functions.auditor.published import Keys
from functions.inspect.validation import Finding, validate
from functions.issue import documents
from functions.issue.assurance import UnassuredError, assure
from functions.issue.book import render
from functions.issue.press.pictures import portrait
from functions.issue.press.reading import UnreadableError
from shared.domain.finding import Difference
from shared.domain.version import SealedDocument, Version
from shared.store import objects, versions
from shared.store.objects import Absent, Damaged

_STAMP = "signature_time_stamp_token"


def of_paper(
    version: Version, sealed: SealedDocument | None, known: Keys, *, same_press: bool
) -> Iterator[Difference]:
    """Look at a version's document; `same_press` says that today's press would make the same one."""
    if sealed is None:
        yield Difference.DOCUMENT_MISSING
        return
    try:
        pdf = objects.fetch(sealed.key, sealed.version_id, sealed.sha256)
    except Absent:
        yield Difference.DOCUMENT_MISSING
        return
    except Damaged:
        yield Difference.DOCUMENT_CHANGED
        return
    if versions.with_sha256(sealed.sha256) != version:
        yield Difference.DOCUMENT_UNFOUND
    if not _signed(pdf, known):
        yield Difference.SIGNATURE
    yield from _of_content(pdf, version, same_press=same_press)


def _of_content(pdf: bytes, version: Version, *, same_press: bool) -> Iterator[Difference]:
    try:
        photo = documents.portrait(version.photo)
    except (Absent, Damaged):
        yield Difference.PHOTO
        return
    says = _is_remade if same_press else _says_all
    try:
        agrees = says(pdf, version, photo)
    except UnreadableError:
        agrees = False
    if not agrees:
        yield Difference.CONTENT


def _signed(pdf: bytes, known: Keys) -> bool:
    """Tell whether a key of ours has signed this file as it is, whatever certificate the key had then.

    What stamps the time is taken at its word: it is not what makes a book ours.
    """
    try:
        [signature] = PdfFileReader(BytesIO(pdf)).embedded_signatures
        ours, stampers = signature.signer_cert, _stampers(signature)
        roots = [each.dump() for each in (ours, *stampers)]
        return ours.public_key.dump() in known.values() and validate(pdf, roots) is Finding.GENUINE
    except Exception:  # noqa: BLE001 - a broken file makes the libraries stumble in more ways than they list
        return False


def _stampers(signature: EmbeddedPdfSignature) -> Iterator[Certificate]:
    for attribute in signature.signer_info["unsigned_attrs"]:
        if attribute["type"].native == _STAMP:
            yield from (each.chosen for each in attribute["values"][0]["content"]["certificates"])


def _is_remade(pdf: bytes, version: Version, photo: bytes) -> bool:
    """Tell whether the press makes this document of the version.

    The same input gives the same bytes, which the signature leaves as they are; but what came with the
    signature might show, and another release of a library may pack the same page otherwise. So it is not the
    bytes that are compared, but all that anybody reads and sees.
    """
    return alike(pdf, render(version, photo, documents.code(version), documents.ADDRESS))


def _says_all(pdf: bytes, version: Version, photo: bytes) -> bool:
    """Tell whether a document of a former press says all of its version, shows its photo and its code."""
    try:
        assure(pdf, version, documents.code(version), documents.ADDRESS)
    except UnassuredError:
        return False
    return pictures(pdf, portrait(photo).content)
