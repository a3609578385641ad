"""The signature covers everything, allows nothing, and is the issuer's (iss-08, iss-09)."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import tsp
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pyhanko.keys.pemder import load_certs_from_pemder_data
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import PdfSignatureStatus, validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from functions.issue.book import render
from functions.issue.signing import Signatory, UnstampedError, WrongCertificateError, sign
from functions.issue.suites import SUITES
from local.authority import Authority, new_key
from tests.functions.issue.reading import run
from tests.functions.issue.specimens import ADDRESS, CODE, NOW, REASON, photo, vaccinations, version
from tests.functions.issue.stamping import STAMPED, Stamping


def loaded(pem: bytes) -> list[Certificate]:
    return list(load_certs_from_pemder_data(pem))


def verdict(pdf: bytes, authority: Authority) -> PdfSignatureStatus:
    """Validate as a reader would who trusts this authority only."""
    roots = loaded(authority.certificate)
    context = ValidationContext(trust_roots=roots, moment=NOW, allow_fetching=False)
    [signature] = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(signature, context)


def accepted(pdf: bytes, authority: Authority) -> bool:
    """Accept a file only if it is sound, trusted and signed from the first byte to the last."""
    try:
        status = verdict(pdf, authority)
    except Exception:  # noqa: BLE001 - a file too broken to be read is not accepted
        return False
    return bool(status.bottom_line) and status.coverage is SignatureCoverageLevel.ENTIRE_FILE


def revised(pdf: bytes) -> bytes:
    """Draw over a page, in a revision that is added to the file as PDF allows."""
    forged, changed = IncrementalPdfFileWriter(BytesIO(pdf)), BytesIO()
    ink = forged.add_object(StreamObject(stream_data=b"0 0 400 400 re f"))
    forged.add_stream_to_page(0, ink)  # type: ignore[no-untyped-call]
    forged.write(changed)  # type: ignore[no-untyped-call]
    return changed.getvalue()


@pytest.mark.req("iss-08")
def test_the_signature_is_trusted_and_the_file_untouched(signed: bytes, authority: Authority) -> None:
    status = verdict(signed, authority)
    assert status.summary() == "INTACT:TRUSTED,UNTOUCHED"
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.bottom_line


@pytest.mark.req("iss-08")
def test_it_is_a_pades_certification_that_allows_no_change(signed: bytes, authority: Authority) -> None:
    [signature] = PdfFileReader(BytesIO(signed)).embedded_signatures
    assert verdict(signed, authority).docmdp_ok
    assert signature.docmdp_level.value == 1
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/Reason"] == REASON
    assert signature.signer_info["signature_algorithm"]["algorithm"].native == "sha256_ecdsa"
    assert "signing_time" not in {
        attribute["type"].native for attribute in signature.signer_info["signed_attrs"]
    }


@pytest.mark.req("iss-10")
@pytest.mark.parametrize("at", [NOW, datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC)])
def test_the_time_of_signing_is_the_one_given(pdf: bytes, signatory: Signatory, at: datetime) -> None:
    [signature] = PdfFileReader(BytesIO(sign(pdf, signatory, at, REASON))).embedded_signatures
    assert signature.self_reported_timestamp == at


@pytest.mark.req("iss-08")
def test_the_document_stays_as_it_was_at_the_beginning_of_the_file(pdf: bytes, signed: bytes) -> None:
    assert signed.startswith(pdf)


@pytest.mark.req("iss-03", "iss-08")
def test_what_the_document_says_of_itself_is_not_changed_by_signing(pdf: bytes, signed: bytes) -> None:
    before, after = pikepdf.open(BytesIO(pdf)), pikepdf.open(BytesIO(signed))
    assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
    assert "/Info" not in after.trailer
    assert after.trailer.ID[0] == before.trailer.ID[0]


@pytest.mark.req("iss-08")
def test_what_the_key_is_asked_to_sign_fits_the_key_service(
    pdf: bytes, signatory: Signatory, authority: Authority
) -> None:
    asked: list[bytes] = []

    def sign_raw(data: bytes) -> bytes:
        asked.append(data)
        return signatory.sign_raw(data)

    assert accepted(sign(pdf, Signatory(signatory.certificates, sign_raw), NOW, REASON), authority)
    [attributes] = asked
    assert len(attributes) <= 4096


@pytest.mark.req("iss-08")
def test_a_certificate_alone_in_der_will_do(pdf: bytes, signatory: Signatory, authority: Authority) -> None:
    leaf = x509.load_pem_x509_certificates(signatory.certificates)[0].public_bytes(Encoding.DER)
    assert accepted(sign(pdf, Signatory(leaf, signatory.sign_raw), NOW, REASON), authority)


@pytest.mark.req("iss-08")
def test_nothing_is_signed_by_another_key_than_the_certified_one(pdf: bytes, signatory: Signatory) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    forged = Signatory(signatory.certificates, lambda data: other.sign(data, ec.ECDSA(hashes.SHA256())))
    with pytest.raises(WrongCertificateError):
        sign(pdf, forged, NOW, REASON)


@pytest.mark.req("iss-08")
def test_another_authority_is_not_trusted(signed: bytes) -> None:
    assert not accepted(signed, Authority.found(new_key(), NOW))


@pytest.mark.req("iss-09")
def test_a_page_changed_by_an_added_revision_is_not_accepted(signed: bytes, authority: Authority) -> None:
    forged = revised(signed)
    status = verdict(forged, authority)
    assert status.coverage is not SignatureCoverageLevel.ENTIRE_FILE
    assert not status.docmdp_ok
    assert not accepted(forged, authority)


@pytest.mark.req("iss-08", "iss-03")
def test_pdfsig_and_qpdf_agree(signed: bytes, tmp_path: Path) -> None:
    (tmp_path / "book.pdf").write_bytes(signed)
    report = run("pdfsig", tmp_path / "book.pdf")
    assert "Signature is Valid" in report
    assert "Total document signed" in report
    assert "ETSI.CAdES.detached" in report
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", tmp_path / "book.pdf")


@pytest.mark.req("iss-08")
def test_a_long_book_is_signed_as_well(signatory: Signatory, authority: Authority) -> None:
    assert accepted(
        sign(render(version(vaccinations(200)), photo(), CODE, ADDRESS), signatory, NOW, REASON), authority
    )


@pytest.mark.req("iss-08")
def test_the_certificate_is_for_signing_documents_and_nothing_else(signatory: Signatory) -> None:
    leaf, root = x509.load_pem_x509_certificates(signatory.certificates)
    leaf.verify_directly_issued_by(root)
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert "1.3.6.1.5.5.7.3.36" in {purpose.dotted_string for purpose in purposes}
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    issuer = leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    subject = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert issuer.key_identifier == subject.digest


@pytest.mark.req("iss-08")
def test_the_authority_needs_only_the_public_half_of_a_key(
    authority: Authority, key: ec.EllipticCurvePrivateKey
) -> None:
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    leaf, root = authority.issue_certificate(public, NOW)
    certified = x509.load_pem_x509_certificate(leaf).public_key()
    assert certified.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == public
    assert root == authority.certificate


@pytest.mark.req("iss-08")
def test_with_a_time_stamp_the_signature_is_of_the_next_level_and_says_when(
    pdf: bytes, signatory: Signatory, authority: Authority, stamping: Stamping
) -> None:
    stamped = sign(pdf, signatory, NOW, REASON, stamping.stamp)
    roots = [each for pem in (authority.certificate, stamping.root.read_bytes()) for each in loaded(pem)]
    context = ValidationContext(trust_roots=roots, moment=NOW, allow_fetching=False)
    [signature] = PdfFileReader(BytesIO(stamped)).embedded_signatures
    status = validate_pdf_signature(signature, context)
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.timestamp == STAMPED


@pytest.mark.req("iss-08")
def test_one_document_asks_for_one_time_stamp(pdf: bytes, signatory: Signatory, stamping: Stamping) -> None:
    asked: list[bytes] = []

    def stamp(request: bytes) -> bytes:
        asked.append(request)
        return stamping.stamp(request)

    sign(pdf, signatory, NOW, REASON, stamp)
    assert len(asked) == 1


REFUSED = bytes.fromhex("3005 3003 020102")  # a response without a token, its status: rejection


@pytest.mark.req("iss-08")
@pytest.mark.parametrize("answer", [b"", b"<html>", REFUSED], ids=["nothing", "a page", "a refusal"])
def test_an_answer_that_is_no_stamp_stops_the_signature(
    pdf: bytes, signatory: Signatory, answer: bytes
) -> None:
    with pytest.raises(UnstampedError):
        sign(pdf, signatory, NOW, REASON, lambda _: answer)


@pytest.mark.req("iss-08")
def test_a_stamp_on_something_else_stops_the_signature(
    pdf: bytes, signatory: Signatory, stamping: Stamping
) -> None:
    def on_other(request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        asked["message_imprint"]["hashed_message"] = bytes(32)
        return stamping.stamp(asked.dump(force=True))

    with pytest.raises(UnstampedError):
        sign(pdf, signatory, NOW, REASON, on_other)


def test_every_suite_tells_its_own_signatures_from_others(key: ec.EllipticCurvePrivateKey) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    signature = key.sign(b"data", ec.ECDSA(hashes.SHA256()))
    for suite in SUITES.values():
        assert suite.verified(key.public_key(), signature, b"data")
        assert not suite.verified(key.public_key(), signature, b"date")
        assert not suite.verified(other.public_key(), signature, b"data")
        assert not suite.verified(ed25519.Ed25519PrivateKey.generate().public_key(), signature, b"data")
