"""A document of ours is told from one that was changed, and from one that is not ours (iss-08, iss-09)."""

import random
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from functions.inspect.validation import Finding, validate
from functions.issue.receipts import render
from functions.issue.signing import Signatory, sign
from local.authority import Authority, new_key
from tests.builders import receipt
from tests.functions.inspect.conftest import signatory
from tests.functions.issue.specimens import NOW, REASON
from tests.functions.issue.stamping import Stamping
from tests.functions.issue.test_signing import accepted, revised

SAMPLED = 300
SEED = 20261123


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render(receipt())


@pytest.fixture(scope="module")
def signed(pdf: bytes, signer: Signatory) -> bytes:
    return sign(pdf, signer, NOW, REASON)


@pytest.mark.req("iss-08")
def test_a_document_of_ours_is_genuine(signed: bytes, roots: list[bytes]) -> None:
    assert validate(signed, roots) is Finding.GENUINE


@pytest.mark.req("iss-08")
def test_the_signers_own_certificate_will_do_for_a_root(signed: bytes, signer: Signatory) -> None:
    [leaf] = re.findall(rb"-----BEGIN.*?END CERTIFICATE-----\n", signer.certificates, re.DOTALL)[:1]
    assert validate(signed, [leaf]) is Finding.GENUINE


@pytest.mark.req("iss-09")
def test_a_document_that_anybody_else_has_signed_is_foreign(pdf: bytes, roots: list[bytes]) -> None:
    theirs = sign(pdf, signatory(Authority.found(new_key(), NOW)), NOW, REASON)
    assert validate(theirs, roots) is Finding.FOREIGN
    assert validate(theirs, []) is Finding.FOREIGN


@pytest.mark.req("iss-09")
@pytest.mark.parametrize("wrong", [b"", b"%PDF-1.7", b"<" + b"30" * 800 + b">", b"<" + b"A" * 1001 + b">"])
def test_what_is_no_signed_document_is_foreign(wrong: bytes, roots: list[bytes]) -> None:
    assert validate(wrong, roots) is Finding.FOREIGN


@pytest.mark.req("iss-09")
def test_a_document_of_ours_without_its_signature_is_foreign(pdf: bytes, roots: list[bytes]) -> None:
    assert validate(pdf, roots) is Finding.FOREIGN


@pytest.mark.req("iss-09")
def test_a_page_edited_by_an_added_revision_makes_it_changed(signed: bytes, roots: list[bytes]) -> None:
    assert validate(revised(signed), roots) is Finding.CHANGED


@pytest.mark.req("iss-09")
def test_one_that_a_program_has_saved_again_is_not_genuine(signed: bytes, roots: list[bytes]) -> None:
    saved = BytesIO()
    pikepdf.open(BytesIO(signed)).save(saved)
    assert validate(saved.getvalue(), roots) is not Finding.GENUINE


@pytest.mark.req("iss-09")
def test_a_signature_that_is_moved_to_another_document_does_not_make_it_genuine(
    signed: bytes, signer: Signatory, roots: list[bytes]
) -> None:
    other = sign(render(receipt()), signer, NOW + timedelta(days=1), REASON)
    value = re.compile(rb"<[0-9A-F]{1000,}>")
    forged = value.sub(value.findall(signed)[0], other)
    assert len(forged) == len(other)
    assert validate(forged, roots) is Finding.CHANGED


@pytest.mark.req("iss-09")
@pytest.mark.parametrize("tail", [b"\n", b"% nothing", b"\0", b"%%EOF\n"])
def test_bytes_after_the_end_make_it_changed(signed: bytes, tail: bytes, roots: list[bytes]) -> None:
    assert validate(signed + tail, roots) is Finding.CHANGED


@pytest.mark.req("iss-09")
def test_a_signature_outside_its_certificates_term_is_not_genuine(
    pdf: bytes, signer: Signatory, roots: list[bytes]
) -> None:
    for years in (-1, 3):
        at = NOW + timedelta(days=365 * years)
        assert validate(sign(pdf, signer, at, REASON), roots) is not Finding.GENUINE


def places(signed: bytes) -> list[int]:
    """Choose bytes to change: some of the document, some of the signature's value, all that is around it."""
    chance = random.Random(SEED)  # noqa: S311 - the same in each run
    value = re.search(rb"<[0-9A-F]{1000,}>", signed)
    assert value
    revision = signed.index(b"%%EOF") + 6
    added = [place for place in range(revision, len(signed)) if not value.start() < place < value.end() - 1]
    inside = range(value.start() + 1, value.end() - 1)
    return [*chance.sample(range(revision), SAMPLED), *added, *chance.sample(inside, SAMPLED // 3)]


@pytest.mark.req("iss-09")
@pytest.mark.parametrize("bit", [0x01, 0x20])
def test_a_file_with_one_byte_changed_is_never_genuine(bit: int, signed: bytes, roots: list[bytes]) -> None:
    """Bit 5 makes a small letter of a capital; `bench/forgery.py` changes every byte."""
    for place in places(signed):
        forged = bytearray(signed)
        forged[place] ^= bit
        assert validate(bytes(forged), roots) is not Finding.GENUINE, place


@pytest.mark.req("iss-09")
def test_a_change_of_the_document_is_told_from_a_foreign_file(signed: bytes, roots: list[bytes]) -> None:
    for place in range(100, signed.index(b"%%EOF"), 5000):
        forged = bytearray(signed)
        forged[place] ^= 1
        assert validate(bytes(forged), roots) is Finding.CHANGED, place


@pytest.mark.req("iss-09")
def test_a_part_of_the_signature_that_nothing_protects_must_be_as_we_write_it(
    signed: bytes, roots: list[bytes]
) -> None:
    """A library that reads the version of a signature does not mind which it is; we do."""
    head = rb"(<3082.{4}06092A864886F70D010702A082.{4}3082.{4}0201)01"
    forged = re.sub(head, rb"\g<1>03", signed)
    assert forged != signed
    assert accepted(forged, Authority(b"", roots[0]))
    assert validate(forged, roots) is Finding.FOREIGN


@pytest.mark.req("iss-08")
def test_a_stamped_document_is_genuine_and_its_stamp_must_be_intact(
    pdf: bytes, signer: Signatory, roots: list[bytes], tmp_path: Path
) -> None:
    stamping = Stamping.found(tmp_path)
    stamped = sign(pdf, signer, NOW, REASON, stamping.stamp)
    assert validate(stamped, roots) is Finding.GENUINE
    forged = bytearray(stamped)
    forged[stamped.index(b"%%EOF") - 100] ^= 1
    assert validate(bytes(forged), roots) is Finding.CHANGED
    imprint = stamped.index(b"060B2A864886F70D0109100104")  # of the stamp; its hash follows
    for place in range(imprint + 100, imprint + 160, 7):
        changed = (
            stamped[:place] + (b"0" if stamped[place : place + 1] != b"0" else b"1") + stamped[place + 1 :]
        )
        assert validate(changed, roots) is not Finding.GENUINE
