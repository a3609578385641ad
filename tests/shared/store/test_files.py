"""Files: asked for in a draft, checked in one version, settled once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.domain.application import Actor, Application, File, begin
from shared.domain.documents import DocumentKind, FileStatus, Finding
from shared.domain.errors import Conflict, NotFound
from shared.domain.lifecycle import step
from shared.domain.states import Kind
from shared.store import applications, files
from tests.builders import HOLDER, NOW, fields, file

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def draft() -> Application:
    new = begin("a1", HOLDER, "catering", "повар", NOW)
    return applications.commit(new, step(new, Kind.STARTED, NOW, Actor.APPLICANT, fields=fields()))


@pytest.fixture
def asked(draft: Application) -> File:
    """Give out a ticket."""
    blank = dict.fromkeys(("sha256", "vault_key", "vault_version"))
    ticket = file(DocumentKind.SNILS, application_id=draft.id, status=FileStatus.AWAITING, **blank)
    files.add(ticket)
    return ticket


def submit(draft: Application, *attached: File) -> Application:
    sent = step(draft, Kind.SUBMITTED, NOW, Actor.APPLICANT)
    return applications.commit(draft, sent, *map(files.unchanged, attached))


def verdict(pinned: File, code: str) -> File:
    return pinned.model_copy(update={"status": FileStatus.REJECTED, "findings": (Finding(code=code),)})


def test_what_was_asked_for_is_found_and_nothing_else(asked: File) -> None:
    assert files.get("a1", asked.id) == asked
    for application, name in (("a1", "other"), ("a2", asked.id)):
        with pytest.raises(NotFound):
            files.get(application, name)
    assert files.of("a2") == []


def test_files_come_in_the_order_of_their_tickets(draft: Application) -> None:
    moments = [NOW + timedelta(seconds=seconds) for seconds in (3, 1, 2)]
    for name, moment in zip("abc", moments, strict=True):
        files.add(file(DocumentKind.SNILS, id=name, application_id=draft.id, created_at=moment))
    assert [one.id for one in files.of("a1")] == ["b", "c", "a"]


def test_a_ticket_is_given_out_once(asked: File) -> None:
    with pytest.raises(Conflict, match="CONCURRENT_CHANGE"):
        files.add(asked.model_copy(update={"file_name": "other.jpg"}))
    assert files.of("a1") == [asked]


def test_files_come_and_go_only_while_the_application_is_a_draft(draft: Application, asked: File) -> None:
    submit(draft)
    late = file(DocumentKind.PHOTO)
    changes: tuple[Callable[[], None], ...] = (lambda: files.add(late), lambda: files.remove(asked))
    for change in changes:
        with pytest.raises(Conflict, match="NOT_EDITABLE"):
            change()
    assert files.of("a1") == [asked]
    with pytest.raises(Conflict, match="NOT_EDITABLE"):
        files.add(file(DocumentKind.PHOTO, application_id="nobody's"))


def test_a_file_of_a_draft_can_be_removed_and_that_of_a_deleted_one_forgotten(
    draft: Application, asked: File
) -> None:
    files.add(file(DocumentKind.PHOTO))
    files.remove(asked)
    assert [one.kind for one in files.of("a1")] == [DocumentKind.PHOTO]
    applications.commit(draft, step(draft, Kind.DISCARDED, NOW, Actor.APPLICANT))
    files.forget(file(DocumentKind.PHOTO))
    assert files.of("a1") == []


@pytest.mark.req("doc-21", "rel-03")
def test_the_first_version_told_of_is_pinned_for_good(asked: File) -> None:
    pinned = files.pin(asked, "v1")
    assert pinned == files.get("a1", asked.id)
    assert (pinned and pinned.status, pinned and pinned.inbox_version) == (FileStatus.CHECKING, "v1")
    assert files.pin(asked, "v2") is None
    assert files.pin(asked, "v1") == pinned
    assert files.get("a1", asked.id) == pinned


@pytest.mark.req("doc-21", "rel-03")
def test_a_verdict_is_given_once_and_stays(asked: File) -> None:
    pinned = files.pin(asked, "v1")
    assert pinned
    first, second = verdict(pinned, "FILE_TYPE"), verdict(pinned, "FILE_EMPTY")
    assert (files.settle(first), files.settle(second)) == (True, False)
    assert (files.pin(asked, "v1"), files.pin(asked, "v2")) == (None, None)
    files.release(pinned)
    assert files.get("a1", asked.id) == first


def test_there_is_no_verdict_on_what_was_not_pinned(asked: File) -> None:
    stranger = asked.model_copy(update={"inbox_version": "v2"})
    assert not files.settle(verdict(stranger, "FILE_TYPE"))
    files.pin(asked, "v1")
    assert not files.settle(verdict(stranger, "FILE_TYPE"))
    assert files.get("a1", asked.id).status is FileStatus.CHECKING


@pytest.mark.req("rel-03")
def test_a_released_file_can_be_uploaded_anew_and_a_late_verdict_does_not_count(asked: File) -> None:
    pinned = files.pin(asked, "v1")
    assert pinned
    files.release(pinned)
    assert files.get("a1", asked.id) == asked
    again = files.pin(asked, "v2")
    assert again
    files.release(pinned)
    assert not files.settle(verdict(pinned, "FILE_TYPE"))
    assert files.get("a1", asked.id) == again
    assert files.settle(verdict(again, "FILE_EMPTY"))


def test_a_removed_file_does_not_come_back(asked: File) -> None:
    pinned = files.pin(asked, "v1")
    assert pinned
    files.remove(asked)
    assert files.pin(asked, "v1") is None
    assert not files.settle(verdict(pinned, "FILE_TYPE"))
    files.release(pinned)
    assert files.of("a1") == []


@pytest.mark.req("app-11")
def test_an_application_is_sent_only_with_the_files_that_its_sender_saw(
    draft: Application, asked: File
) -> None:
    pinned = files.pin(asked, "v1")
    assert pinned
    settled = verdict(pinned, "FILE_TYPE")
    files.settle(settled)
    for earlier in (asked, pinned):
        with pytest.raises(Conflict, match="CONCURRENT_CHANGE"):
            submit(draft, earlier)
        assert applications.get("a1") == draft
    with pytest.raises(Conflict, match="CONCURRENT_CHANGE"):
        submit(draft, settled, file(DocumentKind.PHOTO))
    submit(draft, settled)
    assert applications.history("a1")[-1].kind is Kind.SUBMITTED


def test_a_file_has_the_same_name_in_the_inbox_and_the_vault_and_it_is_not_the_senders() -> None:
    sent = file(DocumentKind.SNILS, id="f1", file_name="Иванова.jpg")
    assert files.key(sent) == "files/a1/f1"
