"""The signed roots: what was written before one cannot be written anew."""

import sys
from typing import Any

import pytest

from functions.audit import __main__ as command
from functions.audit import chain, roots
from functions.audit.chain import Broken, Line
from functions.audit.verify import Untrusted, Whole, verify
from shared.cloud import clients
from shared.domain.chain import GENESIS
from shared.settings import settings
from tests.functions.audit.conftest import public_key, record, stored, tell
from tests.gateway import Context

DAYS = ("2026-11-23T00:30:00Z", "2026-11-24T00:30:00Z", "2026-11-25T00:30:00Z")


def sign(now: str) -> str:
    return roots.handler({"now": now}, Context())["outcome"]  # type: ignore[arg-type]


@pytest.fixture
def segments() -> list[bytes]:
    """Three days of two records each, the last one without its root."""
    for day, now in enumerate(DAYS):
        assert sign(now) == "signed"
        tell(f"r{day}.1", f"r{day}.2")
    return stored("records/")


@pytest.mark.req("sec-08")
def test_a_whole_log_is_counted(segments: list[bytes]) -> None:
    assert verify(segments, stored("roots/"), public_key()) == Whole(records=6, signed=4, roots=3)


@pytest.mark.req("sec-08")
def test_a_day_has_one_root(segments: list[bytes]) -> None:
    assert segments
    assert sign("2026-11-25T23:30:00Z") == "signed before"
    assert sign("2026-11-24T23:30:00Z") == "signed before"
    assert len(stored("roots/")) == 3


@pytest.mark.req("sec-08")
def test_a_past_that_was_written_anew_does_not_fit_the_roots(segments: list[bytes]) -> None:
    lines: list[Line] = []
    number, previous = 0, GENESIS
    for request in ("r0.1", "r0.2", "r1.1", "another", "r2.1", "r2.2"):
        lines.append(Line.after(number, previous, record(request)))
        number, previous = lines[-1].number, lines[-1].hash
    with pytest.raises(Broken, match="record 3 or one up to 4 was replaced after 2026-11-25 was signed"):
        verify([chain.written(lines)], stored("roots/"), public_key())
    assert segments


@pytest.mark.req("sec-08")
def test_an_end_that_was_cut_off_is_missed_by_the_root(segments: list[bytes]) -> None:
    with pytest.raises(Broken, match="record 3 is missing: on 2026-11-25 there were 4"):
        verify(segments[:1], stored("roots/"), public_key())


@pytest.mark.req("sec-08")
@pytest.mark.parametrize("touch", ["forge", "remove", "swap", "spoil"])
def test_a_root_that_was_touched_is_not_trusted(segments: list[bytes], touch: str) -> None:
    signed = stored("roots/")
    match touch:
        case "forge":
            signed[1] = signed[1].replace(b'"records":2', b'"records":1')
        case "remove":
            del signed[1]
        case "swap":
            signed[0], signed[1] = signed[1], signed[0]
        case "spoil":
            signed[0] = b"{}"
    with pytest.raises(Untrusted):
        verify(segments, signed, public_key())


@pytest.mark.req("sec-08")
def test_a_root_of_another_key_is_not_trusted(segments: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    true = public_key()
    other = clients.kms().create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    monkeypatch.setitem(settings.__dict__, "audit_key", other)
    assert sign("2026-11-26T00:30:00Z") == "signed"
    with pytest.raises(Untrusted):
        verify(segments, stored("roots/"), true)


def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the command, and give what it says, or dies with."""
    arguments = ["audit", "verify", "--bucket", "audit-log", "--key", settings.audit_key]
    monkeypatch.setattr(sys, "argv", arguments)
    try:
        command.main()
    except SystemExit as died:
        return str(died)
    return capsys.readouterr().out


@pytest.mark.req("sec-08")
def test_the_command_counts_a_whole_log(
    segments: list[bytes], capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert segments
    assert said(capsys, monkeypatch) == "6 records in order, 4 of them under 3 signed roots\n"


@pytest.mark.req("sec-08")
@pytest.mark.parametrize("act", ["put_object", "delete_object"])
def test_the_command_sees_that_something_was_written_or_deleted_over_a_locked_object(
    segments: list[bytes], capsys: Any, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    assert segments
    getattr(clients.s3(), act)(Bucket="audit-log", Key="records/000000000002.jsonl")
    assert said(capsys, monkeypatch).startswith("records/000000000002.jsonl was overwritten or deleted")
