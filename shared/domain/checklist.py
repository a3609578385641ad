"""Which documents an application still lacks (requirements A.2, C-10)."""

from collections.abc import Iterable, Iterator

from shared.domain.application import Application, File
from shared.domain.documents import DOCUMENTS, DocumentKind, FileStatus, Format, PassportPage
from shared.domain.errors import Flaw
from shared.domain.fields import Fields
from shared.domain.professions import CATEGORIES


def required_kinds(category: str, fields: Fields, *, renamed: bool) -> list[DocumentKind]:
    """List the kinds that must be attached at submit, in the order of the policy table."""
    wanted = {kind for kind, rule in DOCUMENTS.items() if rule.required} | CATEGORIES[category].documents
    if fields.residence != fields.registration_address:
        wanted.add(DocumentKind.HOUSING_DOCUMENT)
    if renamed:
        wanted.add(DocumentKind.NAME_CHANGE_CERTIFICATE)
    return [kind for kind in DOCUMENTS if kind in wanted]


def missing(application: Application, files: Iterable[File], *, renamed: bool = False) -> Iterator[Flaw]:
    """Name every document, and every page of the passport, that is not there (doc-02, app-03).

    `renamed` tells that the applicant's surname has changed (prf-17).
    """
    accepted = [file for file in files if file.accepted]
    wanted = required_kinds(application.category, application.fields, renamed=renamed)
    if without_passport(accepted):
        wanted.remove(DocumentKind.PASSPORT)
    for kind in wanted:
        attached = [file for file in accepted if file.kind is kind]
        if not attached:
            yield Flaw(f"/documents/{kind}", "DOCUMENT_REQUIRED", {"kind": kind})
        elif kind is DocumentKind.PASSPORT:
            for page in PassportPage:
                if page not in _pages_shown(attached):
                    yield Flaw(f"/documents/{kind}/{page}", "PASSPORT_PAGE_MISSING", {"page": page})


def without_passport(files: Iterable[File]) -> bool:
    """Tell whether another identity document stands in for the passport (idv-09)."""
    return any(file.accepted and file.kind is DocumentKind.OTHER_ID for file in files)


def unfinished(files: Iterable[File]) -> bool:
    """Tell whether a file is still being checked."""
    return any(file.status is FileStatus.CHECKING for file in files)


def _pages_shown(passports: list[File]) -> set[PassportPage]:
    """List what the files show; a picture without a mark counts as the photo page, a longer PDF as both."""
    shown: set[PassportPage] = set()
    for file in passports:
        if file.content_type == Format.PDF and (file.pages or 0) > 1:
            return set(PassportPage)
        shown.add(file.page or PassportPage.PHOTO)
    return shown
