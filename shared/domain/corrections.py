"""Correcting an application: which parts are open, and what has been changed (rev-01, rej-12)."""

from collections.abc import Iterator
from typing import Any

from shared.domain.application import Application
from shared.domain.documents import DocumentKind
from shared.domain.fields import Fields
from shared.domain.reasons import REASONS, Remark

_FIELDS, _DOCUMENTS = "/fields/", "/documents/"
_MEDICAL = {DocumentKind.MEDICAL_CONCLUSION, DocumentKind.MEDICAL_CERTIFICATE}


def is_open(application: Application, pointer: str) -> bool:
    """Tell whether the applicant may touch a part: everything without remarks, else what one names."""
    if not application.remarks:
        return True
    return any(_within(pointer, remark.pointer) for remark in application.remarks)


def is_part(pointer: str) -> bool:
    """Tell whether a pointer names a part of an application that can be opened."""
    if pointer.startswith(_DOCUMENTS):
        return pointer.removeprefix(_DOCUMENTS) in set(DocumentKind)
    return pointer.startswith(_FIELDS) and pointer in set(_parts(Fields().model_dump(), "/fields"))


def remarks_of(refused: Application) -> tuple[Remark, ...]:
    """Say what is open when a refused application is repeated: what its reasons or its remarks name."""
    named = tuple(
        Remark(pointer=pointer, detail=reason.detail or "", code=reason.code)
        for reason in refused.reasons
        for pointer in REASONS[reason.code].opens
    )
    return named or refused.remarks


def about_documents(application: Application) -> bool:
    """Tell whether a document was found faulty: only people see whether another one is better."""
    return any(remark.pointer.startswith(_DOCUMENTS) for remark in application.remarks)


def left_by_conclusion(application: Application) -> tuple[Remark, ...]:
    """Say what is still to be corrected when the clinic has filed what it found (cln-12)."""
    papers = {f"{_DOCUMENTS}{kind}" for kind in _MEDICAL}
    return tuple(remark for remark in application.remarks if remark.pointer not in papers)


def changed(before: Application, after: Application) -> Iterator[str]:
    """Name what differs between two states of the form, as JSON pointers."""
    if before.category != after.category:
        yield "/category"
    if before.occupation != after.occupation:
        yield "/occupation"
    yield from _differing(before.fields.model_dump(), after.fields.model_dump(), "/fields")


def changed_fields(before: Fields, after: Fields) -> set[str]:
    """Name the top-level fields that differ."""
    return {name for name, value in before if value != getattr(after, name)}


def _within(pointer: str, remark: str) -> bool:
    return pointer == remark or pointer.startswith(f"{remark}/")


def _differing(before: Any, after: Any, pointer: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in before.keys() | after.keys():
            yield from _differing(before.get(name), after.get(name), f"{pointer}/{name}")
    elif before != after:
        yield pointer


def _parts(known: dict[str, Any], pointer: str) -> Iterator[str]:
    for name, value in known.items():
        yield f"{pointer}/{name}"
        if isinstance(value, dict):
            yield from _parts(value, f"{pointer}/{name}")
