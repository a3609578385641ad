"""Mis-issues to be planted, each by somebody who may write wherever he likes, and what has to be found."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from functions.issue import documents
from functions.issue.book import render
from functions.issue.signing import Signatory, sign
from functions.register import app as register
from local.authority import Authority, new_key
from shared.cloud import clients
from shared.domain import qr
from shared.domain.errors import Conflict
from shared.domain.filing import chained
from shared.domain.status_list import Status
from shared.domain.validity import Ruling
from shared.domain.version import Photo, Version
from shared.settings import settings
from shared.store import books, objects, public, table, versions
from tests.builders import vaccination
from tests.codes import coded
from tests.functions.auditor.rounds import (
    FIRST,
    SECOND,
    change_book,
    change_version,
    document,
    pdf_of,
    put_document,
    remove,
    rewrite,
    signed_by_us,
)
from tests.functions.issue.specimens import photo
from tests.functions.issue.test_signing import revised

Found = Mapping[str, set[str]]
Plant = Callable[[], None]

ONE = f"{FIRST}/1"
_NEVER = Conflict("NEVER")


def another_name() -> None:
    person = versions.get(FIRST, 1).person
    change_version(person=person.model_copy(update={"name": "Алла"}))


def another_name_everywhere() -> None:
    """Issue to somebody else with the same initials, whole and signed, book and all."""
    person = versions.get(FIRST, 1).person.model_copy(update={"name": "Алла"})
    change_book(person=person)
    reissued(change_version(person=person))


def another_date() -> None:
    made = versions.get(FIRST, 1)
    change_version(issued_on=made.issued_on - timedelta(days=1))


def a_longer_term() -> None:
    """Let the book be valid for longer than its entries say, with code and document to match."""
    made = versions.get(FIRST, 1)
    until = made.prepared_at.date() + timedelta(days=3000)
    rulings = tuple(
        Ruling(rule=each.rule, infection=each.infection, met=True) for each in made.judgement.rulings
    )
    reissued(change_version(judgement=made.judgement.model_copy(update={"rulings": rulings, "until": until})))


def another_result() -> None:
    made = versions.get(FIRST, 1)
    changed = made.entries[0].model_copy(update={"result": "Годен"})
    change_version(entries=(changed, *made.entries[1:]))


def an_entry_more() -> None:
    """Say an entry that nobody has filed, whole and signed."""
    made = versions.get(FIRST, 1)
    reissued(change_version(entries=(*made.entries, vaccination("influenza"))))


def an_entry_less() -> None:
    reissued(change_version(entries=()))


def a_filed_entry_changed() -> None:
    filed = books.entries(FIRST)[0]
    entry = filed.entry.model_copy(update={"result": "Годен"})
    rewrite(FIRST, f"ENTRY#{filed.id}", filed.model_copy(update={"entry": entry}))


def a_filed_entry_gone() -> None:
    remove(FIRST, "ENTRY#000001")


def a_chain_of_another_entry() -> None:
    """Forge the whole chain, the book and the version: only the application remembers."""
    filed = books.entries(FIRST)[0]
    entry = filed.entry.model_copy(update={"result": "Годен"})
    (forged,) = chained([entry], filed_at=filed.filed_at)
    rewrite(FIRST, f"ENTRY#{filed.id}", forged)
    change_book(chain=forged.hash)
    reissued(change_version(entries=(entry,)))


def another_employer() -> None:
    change_version(employer="ООО «Другая пекарня»")


def anothers_photo() -> None:
    change_version(photo=books.get(SECOND).photo)


def a_wrong_photo() -> None:
    change_version(photo=stranger())


def a_wrong_photo_everywhere() -> None:
    """Issue with a stranger's photo, whole and signed, book and all."""
    change_book(photo=stranger())
    reissued(change_version(photo=stranger()))


def a_lost_photo() -> None:
    known = books.get(FIRST).photo
    clients.s3().delete_object(Bucket=settings.vault_bucket, Key=known.key, VersionId=known.version_id)


def another_keys_code() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    public_half = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    claims = qr.Claims.of(versions.get(FIRST, 1), qr.fingerprint(public_half))
    change_version(token=coded_by(key, claims))


def another_keys_code_in_our_name() -> None:
    claims, _, _ = qr.read(versions.get(FIRST, 1).token)
    change_version(token=coded_by(ec.generate_private_key(ec.SECP256R1()), claims))


def anothers_code() -> None:
    change_version(token=versions.get(SECOND, 1).token)


def a_code_that_says_more() -> None:
    """Sign a code that promises a longer term than the version does."""
    made = versions.get(FIRST, 1)
    longer = made.judgement.model_copy(update={"until": made.prepared_at.date() + timedelta(days=3000)})
    change_version(token=coded(made.model_copy(update={"judgement": longer})).token)


def no_code() -> None:
    change_version(token="A" * 32)


def another_place_in_the_list() -> None:
    change_version(status_index=9)


def anothers_document() -> None:
    put_document(pdf_of(SECOND))


def a_document_of_another_edition_of_the_data() -> None:
    made = versions.get(FIRST, 1)
    put_document(signed_by_us(rendered(made.model_copy(update={"employer": "ООО «Кафе»"})), made))


def a_document_with_a_strangers_face() -> None:
    made = versions.get(FIRST, 1)
    pdf = render(made, photo("#c04040"), documents.code(made), documents.ADDRESS)
    put_document(signed_by_us(pdf, made))


def a_document_drawn_over_before_it_was_signed() -> None:
    made = versions.get(FIRST, 1)
    put_document(signed_by_us(revised(rendered(made)), made))


def a_document_drawn_over_afterwards() -> None:
    put_document(revised(pdf_of()))


def a_document_of_another_key() -> None:
    made, key = versions.get(FIRST, 1), ec.generate_private_key(ec.SECP256R1())
    public_half = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    chain = b"".join(
        Authority.found(new_key(), made.prepared_at).issue_certificate(public_half, made.prepared_at)
    )
    other = Signatory(chain, lambda data: key.sign(data, ec.ECDSA(hashes.SHA256())))
    put_document(sign(rendered(made), other, made.prepared_at, documents._REASON))


def an_unsigned_document() -> None:
    put_document(rendered(versions.get(FIRST, 1)))


def no_document_at_all() -> None:
    put_document(b"nothing")


def a_lost_document() -> None:
    kept = document()
    clients.s3().delete_object(Bucket=settings.vault_bucket, Key=kept.key, VersionId=kept.version_id)


def a_document_that_nobody_knows_of() -> None:
    remove(FIRST, "DOCUMENT#0001")


def a_document_with_another_digest() -> None:
    rewrite(FIRST, "DOCUMENT#0001", document().model_copy(update={"sha256": "ab" * 32}))


def a_document_that_cannot_be_checked() -> None:
    table.transact(table.remove(f"SHA256#{document().sha256}", "BOOK", _NEVER))


def a_lost_version() -> None:
    remove(FIRST, "VERSION#0001")


def anothers_version() -> None:
    """Let a version of one book stand in another's place; even the seal fits."""
    rewrite(FIRST, "VERSION#0001", versions.get(SECOND, 1))


def a_lost_event() -> None:
    remove(FIRST, "EVENT#000001")


def a_broken_seal() -> None:
    stored = table.get(books.partition(FIRST), "STATE") or {}
    other = table.get(books.partition(SECOND), "STATE") or {}
    table.transact(table.put({**stored, "body": other["body"]}, _NEVER, None))


def a_version_revoked_in_the_list_alone() -> None:
    register._published({versions.get(FIRST, 1).status_index: Status.INVALID})


def a_version_replaced_in_the_list_alone() -> None:
    register._published({versions.get(FIRST, 1).status_index: Status.SUPERSEDED})


def a_list_that_another_has_signed() -> None:
    tampered(public.STATUS_LIST, lambda written: written[:-1] + bytes([written[-1] ^ 1]))


def no_list() -> None:
    clients.s3().delete_object(Bucket=settings.public_bucket, Key=public.STATUS_LIST)


def no_keys() -> None:
    clients.s3().delete_object(Bucket=settings.public_bucket, Key=public.KEYS)


def rendered(made: Version) -> bytes:
    return render(made, documents.portrait(made.photo), documents.code(made), documents.ADDRESS)


def reissued(made: Version) -> None:
    """Give a changed version a code and a document of its own, as the issuer would."""
    true = change_version(token=coded(made).token)
    put_document(signed_by_us(rendered(true), true))


def stranger() -> Photo:
    kept = objects.keep("files/stranger/photo", photo("#c04040"), "image/jpeg")
    return Photo(key=kept.key, version_id=kept.version, sha256=kept.sha256)


def coded_by(key: ec.EllipticCurvePrivateKey, claims: qr.Claims) -> str:
    r, s = decode_dss_signature(key.sign(claims.packed(), ec.ECDSA(hashes.SHA256())))
    return qr.text(claims, r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def tampered(key: str, act: Callable[[bytes], bytes]) -> None:
    public.change(key, "application/octet-stream", lambda written: act(written or b""), 60)


BOOK, OTHER = FIRST, f"{SECOND}/1"
PLANTS: Mapping[Plant, Found] = {
    another_name: {ONE: {"person", "origin", "content"}},
    another_name_everywhere: {ONE: {"origin"}},
    another_date: {ONE: {"dates", "claims", "content"}},
    a_longer_term: {ONE: {"judgement"}},
    another_result: {ONE: {"entries", "origin", "content"}},
    an_entry_more: {ONE: {"entries", "origin"}},
    an_entry_less: {ONE: {"entries", "judgement", "origin"}},
    a_filed_entry_changed: {BOOK: {"chain"}, ONE: {"entries"}},
    a_filed_entry_gone: {BOOK: {"chain"}, ONE: {"entries"}},
    a_chain_of_another_entry: {ONE: {"origin"}},
    another_employer: {ONE: {"details", "origin", "content"}},
    anothers_photo: {ONE: {"details"}},
    a_wrong_photo: {ONE: {"details", "origin", "content"}},
    a_wrong_photo_everywhere: {ONE: {"origin"}},
    a_lost_photo: {ONE: {"photo"}},
    another_keys_code: {ONE: {"code", "content"}},
    another_keys_code_in_our_name: {ONE: {"code", "content"}},
    anothers_code: {ONE: {"claims", "content"}},
    a_code_that_says_more: {ONE: {"claims", "content"}},
    no_code: {ONE: {"code", "content"}},
    another_place_in_the_list: {ONE: {"claims"}},
    anothers_document: {ONE: {"content"}, OTHER: {"document_unfound"}},
    a_document_of_another_edition_of_the_data: {ONE: {"content"}},
    a_document_with_a_strangers_face: {ONE: {"content"}},
    a_document_drawn_over_before_it_was_signed: {ONE: {"content"}},
    a_document_drawn_over_afterwards: {ONE: {"content", "signature"}},
    a_document_of_another_key: {ONE: {"signature"}},
    an_unsigned_document: {ONE: {"signature"}},
    no_document_at_all: {ONE: {"content", "signature"}},
    a_lost_document: {ONE: {"document_missing"}},
    a_document_that_nobody_knows_of: {ONE: {"document_missing"}},
    a_document_with_another_digest: {ONE: {"document_changed"}},
    a_document_that_cannot_be_checked: {ONE: {"document_unfound"}},
    a_lost_version: {ONE: {"version_missing"}},
    anothers_version: {ONE: {"details", "content"}},
    a_lost_event: {BOOK: {"history"}},
    a_broken_seal: {BOOK: {"unreadable"}},
    a_version_revoked_in_the_list_alone: {ONE: {"status"}},
    a_version_replaced_in_the_list_alone: {ONE: {"status"}},
    a_list_that_another_has_signed: {"0": {"list"}},
    no_list: {"0": {"list"}},
}
