"""One command takes back, or makes anew, as many books as need it, and each of them once."""

import os
import shlex
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from functions.auditor import __main__ as command
from shared.cloud import clients
from shared.domain import numbers
from shared.domain.book import BookKind, BookState, Ground
from shared.settings import settings
from shared.store import books, versions
from tests.faults import PowerCut, after, calls_made, power_cut
from tests.functions.auditor.rounds import FIRST, SECOND, audited, change_version, enlist
from tests.functions.issue.test_reissue import file, hear_all, verdict

Say = Callable[[str], list[str]]
BOTH = f"{FIRST}/1 {SECOND}/1"


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run the command, and give the lines that it says."""

    def run(line: str) -> list[str]:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["auditor", *shlex.split(line)])
        command.main()
        return capsys.readouterr().out.splitlines()

    return run


def happened(number: str, kind: BookKind) -> int:
    return [event.kind for event in books.history(number)].count(kind)


@pytest.mark.req("iss-09")
def test_without_yes_it_only_says_what_would_be_done(say: Say) -> None:
    last = "nothing was done: add --yes to do it"
    assert say(f"reissue {FIRST}/1") == [f"{FIRST}/1 would be version_withdrawn", last]
    assert say(f"revoke --ground court_ruling {FIRST}") == [f"{FIRST} would be revoked", last]
    assert books.get(FIRST).version == 1


@pytest.mark.req("iss-09", "ver-02")
def test_many_books_are_revoked_once_each_with_their_ground(say: Say, tmp_path: Path) -> None:
    listed = tmp_path / "list"
    listed.write_text(f"{FIRST}\n{SECOND.lower()}/1\n", encoding="utf-8")
    line = f"revoke --ground issued_in_error --yes --file {listed}"
    assert say(line) == [f"{FIRST} revoked", f"{SECOND}/1 revoked"]
    assert say(line) == [f"{FIRST} revoked before", f"{SECOND}/1 revoked before"]
    assert say(f"reissue --yes {FIRST}/1") == [f"{FIRST}/1 revoked before"]
    for number in (FIRST, SECOND):
        assert (books.get(number).state, verdict(1, number)) == (BookState.REVOKED, "revoked")
        assert [event.ground for event in books.history(number)] == [None, Ground.ISSUED_IN_ERROR]


@pytest.mark.req("iss-09", "ver-02")
def test_what_the_auditor_has_found_is_made_anew_and_then_all_is_well(say: Say) -> None:
    change_version(employer="ООО «Кафе»")
    assert audited().keys() == {f"{FIRST}/1"}
    assert say("reissue --found --yes") == [f"{FIRST}/1 version_withdrawn"]
    assert verdict(1, FIRST) == "revoked"
    hear_all(FIRST)
    enlist(FIRST)
    assert versions.get(FIRST, 2).employer == books.get(FIRST).employer
    assert audited() == {}
    assert say("reissue --found --yes") == []


@pytest.mark.req("iss-10", "rel-03")
def test_a_reissue_that_was_killed_anywhere_goes_on_when_it_is_repeated(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = calls_of(say, f"reissue --yes {BOTH}", monkeypatch)
    for number in (FIRST, SECOND):
        assert happened(number, BookKind.VERSION_WITHDRAWN) == 1
    for place in range(calls):
        hear_all(FIRST)
        hear_all(SECOND)
        named = f"{FIRST}/{books.get(FIRST).active_version} {SECOND}/{books.get(SECOND).active_version}"
        with after(place, power_cut), suppress(PowerCut):
            say(f"reissue --yes {named}")
        say(f"reissue --yes {named}")
        for number in (FIRST, SECOND):
            assert happened(number, BookKind.VERSION_WITHDRAWN) == place + 2


def calls_of(say: Say, line: str, monkeypatch: pytest.MonkeyPatch) -> int:
    with monkeypatch.context() as patched:
        made = calls_made(patched)
        say(line)
    return len(made)


@pytest.mark.req("iss-10")
def test_what_was_made_in_a_time_is_made_anew_once(say: Say) -> None:
    line = f"reissue --yes --since 2026-01-01T00:00Z --before {datetime.now(UTC).isoformat()}"
    assert sorted(say(line)) == sorted(f"{number}/1 version_withdrawn" for number in (FIRST, SECOND))
    assert sorted(say(line)) == sorted(f"{number}/1 withdrawn before" for number in (FIRST, SECOND))
    hear_all(FIRST)
    hear_all(SECOND)
    assert say(line) == []
    assert say("reissue --yes --since 2020-01-01T00:00Z --before 2021-01-01T00:00Z") == []


@pytest.mark.req("iss-10")
def test_an_entry_that_is_filed_meanwhile_is_kept(say: Say) -> None:
    with after(0, lambda: file("v1", FIRST)):
        assert say(f"reissue --yes {FIRST}/1") == [f"{FIRST}/1 version_withdrawn"]
    hear_all(FIRST)
    book = books.get(FIRST)
    assert (book.withdrawn, book.active_version, book.filed) == ((1,), 2, 2)


@pytest.mark.req("iss-09")
def test_what_there_is_not_is_said(say: Say) -> None:
    nobody = numbers.mint(99)
    assert say(f"reissue --yes {nobody}/1 {FIRST} {FIRST}/2") == [
        f"{nobody}/1 no such book",
        f"{FIRST} no version of it is named",
        f"{FIRST}/2 no such version",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "reissue 1000-0000-0000/1",
        f"reissue {FIRST}/x",
        f"revoke {FIRST}",
        "reissue --since 2026-01-01T00:00Z",
        "reissue --since 2026-01-01T00:00 --before 2026-01-02T00:00Z",
    ],
)
def test_what_cannot_be_meant_is_refused(say: Say, line: str) -> None:
    with pytest.raises(SystemExit):
        say(f"{line} --yes")
    assert books.get(FIRST).version == 1


@pytest.mark.req("sec-07")
def test_what_an_operator_does_is_on_record(say: Say) -> None:
    clients.sqs().purge_queue(QueueUrl=settings.audit_queue)
    say(f"reissue --yes {FIRST}/1")
    (told,) = clients.sqs().receive_message(QueueUrl=settings.audit_queue)["Messages"]
    for said in (FIRST, "service:operator", "version_withdrawn", "putting right"):
        assert said in told["Body"]


def test_the_settings_are_those_of_the_deployed_auditor(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    configured = {"Environment": {"Variables": {"EDITION_SINCE": "2026-01-01T00:00Z"}}}
    asked: list[str] = []

    def get_function_configuration(FunctionName: str) -> object:  # noqa: N803 - the service's name for it
        asked.append(FunctionName)
        return configured

    fake = SimpleNamespace(get_function_configuration=get_function_configuration)
    monkeypatch.setattr(clients, "functions", lambda: fake)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    say(f"reissue --function emk-Auditor-1 {FIRST}/1")
    assert asked == ["emk-Auditor-1"]
    assert os.environ["EDITION_SINCE"] == "2026-01-01T00:00Z"
