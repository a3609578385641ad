"""A book in the hands of employers, clinics, insurers and inspectors: each sees no more than they need."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.check.app import app
from functions.check.views import EmployerView, Presented
from shared.domain import book as machine
from shared.domain.application import Actor
from shared.domain.book import BookKind
from shared.domain.entries import Entry, EntryKind, Fitness, Infection, Restriction
from shared.domain.shares import Profile, Share
from shared.domain.staff import Post
from shared.domain.version import SealedDocument, Version
from shared.domain.visits import Visit
from shared.store import books, shares, staff, table, versions, visits
from tests.builders import FIELDS, HOLDER, NOW, book, medical, version
from tests.clock import Clock, later
from tests.codes import coded, publish_keys
from tests.gateway import Gateway
from tests.stored import opening, stored_submission

NUMBER = version().book_number
MARK = "Хламидиоз"
SEALED = SealedDocument(key="books/1.pdf", version_id="v1", sha256="ab" * 32, size=1000)
RESTRICTION = Entry(
    document_id="r1",
    kind=EntryKind.RESTRICTION,
    title=MARK,
    result=MARK,
    restriction=Restriction.HEIGHTS,
    date=NOW.date(),
    clinic="Клиника",
)


def at_work(role: str) -> Gateway:
    return Gateway(app, account=f"{role}1", roles=role)


@pytest.fixture
def made(aws: None, clock: type[Clock]) -> Version:  # noqa: ARG001 - in this order
    """A published book with a restriction, and one organisation of each kind."""
    publish_keys()
    application = stored_submission()
    made = coded(version(entries=(*medical(), RESTRICTION), application_id=application.id))
    table.transact(*opening(versions.prepare(made), SEALED))
    for role in ("clinic", "insurer", "authority"):
        post = Post(account=f"{role}1", organisation=f"Организация {role}", clinic_code=None)
        staff.appoint(post)
    return made


def share(profile: Profile = Profile.EMPLOYER, **changes: Any) -> Share:
    known = {
        "id": f"s-{profile}",
        "book_number": NUMBER,
        "holder": HOLDER,
        "profile": profile,
        "token": f"token-of-{profile}",
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=7),
    }
    return shares.add(Share.model_validate({**known, **changes}))


def looks() -> list[Visit]:
    return visits.of(NUMBER, limit=100, cursor=None).items


@pytest.mark.usefixtures("made")
@pytest.mark.req("act-04", "bok-06")
def test_an_employer_with_a_link_learns_whether_and_at_what_somebody_may_work_and_nothing_medical() -> None:
    seen = Gateway(app, account=None)("GET", f"/v1/shares/{share().token}")
    assert seen.json["verdict"] == "valid"
    assert seen.json["full_name"] == "Иванова Анна Сергеевна"
    assert [one["title"] for one in seen.json["restrictions"]] == ["работа на высоте"]
    assert MARK not in seen.text


_WORDS = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=8).map(MARK.__add__)
_DETAILS = {
    EntryKind.EXAMINATION: {"fitness": st.sampled_from(Fitness)},
    EntryKind.CONCLUSION: {"fitness": st.sampled_from(Fitness)},
    EntryKind.VACCINATION: {"infection": st.sampled_from(Infection), "vaccine": _WORDS, "series": _WORDS},
    EntryKind.EXEMPTION: {"infection": st.sampled_from(Infection)},
    EntryKind.REFUSAL: {"infection": st.sampled_from(Infection)},
    EntryKind.OCCUPATIONAL_DISEASE: {"code": st.just("Z57.7")},
    EntryKind.RESTRICTION: {"restriction": st.sampled_from(Restriction)},
}


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from(EntryKind))
    details = {name: draw(values) for name, values in _DETAILS.get(kind, {}).items()}
    words = {name: draw(_WORDS) for name in ("document_id", "title", "clinic", "doctor", "result")}
    return Entry(kind=kind, date=NOW.date(), **words, **details)


@pytest.mark.req("act-04", "bok-06")
@given(st.lists(entries(), max_size=6).map(tuple))
def test_no_medical_field_can_be_in_what_an_employer_sees(filed: tuple[Entry, ...]) -> None:
    made = version(entries=filed)
    presented = Presented(book=book(made), version=made)
    caller: Any = SimpleNamespace(now=NOW, today=NOW.date(), language="ru")
    shown = EmployerView.of(presented, caller).model_dump_json()
    infections = {f'"{infection}"' for infection in Infection if infection != "other"}
    for word in (MARK, "Z57.7", *map(str, EntryKind), *map(str, Fitness), *infections):
        assert word not in shown.replace('"restrictions"', "")


@pytest.mark.req("act-02", "act-05", "act-06")
def test_each_organisation_sees_its_own_part_of_a_presented_code(made: Version) -> None:
    for token in (made.token, made.token.lower()):
        clinic, insurer, inspector = (
            at_work(role)("GET", f"/v1/{role}/presented/{token}").json
            for role in ("clinic", "insurer", "authority")
        )
        assert len(clinic["entries"]) == len(made.entries)
        assert insurer["policy"] == FIELDS["oms_policy"]
        assert "entries" not in insurer
        assert "rules" not in insurer
        assert inspector["employer"] == made.employer
        assert {rule["answer"] for rule in inspector["rules"]} == {"valid"}
        assert "entries" not in inspector


@pytest.mark.usefixtures("made")
@pytest.mark.req("act-04", "act-05")
def test_a_link_opens_only_to_those_for_whom_it_was_made() -> None:
    links = {profile: share(profile).token for profile in Profile}
    doors = {
        Profile.EMPLOYER: (Gateway(app, account=None), "/v1/shares/"),
        Profile.CLINIC: (at_work("clinic"), "/v1/clinic/presented/"),
        Profile.INSURER: (at_work("insurer"), "/v1/insurer/presented/"),
        None: (at_work("authority"), "/v1/authority/presented/"),
    }
    for opened, (call, door) in doors.items():
        for profile, token in links.items():
            answer = call("GET", f"{door}{token}")
            expected = (200, None) if opened == profile else (403, "SHARE_FOR_ANOTHER")
            assert (answer.status, answer.json.get("code")) == expected


@pytest.mark.usefixtures("made")
@pytest.mark.req("act-04")
def test_a_link_opens_until_its_last_moment_and_not_after_its_holder_ended_it(clock: type[Clock]) -> None:
    call = Gateway(app, account=None)
    link = share(expires_at=clock.now() + timedelta(days=7))
    later(clock, days=7, seconds=-1)
    assert call("GET", f"/v1/shares/{link.token}").status == 200
    later(clock, seconds=1)
    assert call("GET", f"/v1/shares/{link.token}").json["code"] == "SHARE_ENDED"
    ended = share(id="s2", token="t2", expires_at=clock.now() + timedelta(days=1))
    shares.change(ended, ended.model_copy(update={"revoked_at": clock.now()}))
    for token in ("t2", "t3", "%20"):
        assert (call("GET", f"/v1/shares/{token}").status) == 404
    assert len(looks()) == 1


@pytest.mark.usefixtures("made")
@pytest.mark.req("act-05")
def test_whoever_speaks_for_nobody_is_shown_nothing(made: Version) -> None:
    for role in ("clinic", "insurer", "authority"):
        stranger = Gateway(app, account="stranger", roles=role)
        answer = stranger("GET", f"/v1/{role}/presented/{made.token}")
        assert (answer.status, answer.json["code"]) == (403, "NOT_APPOINTED")
    assert looks() == []


@pytest.mark.req("act-05", "sec-07")
def test_twenty_looks_of_five_kinds_of_people_are_twenty_lines(made: Version, clock: type[Clock]) -> None:
    link = share().token
    doors = [
        (Gateway(app, account=None), f"/v1/check/{made.token}"),
        (Gateway(app, account=None), f"/v1/shares/{link}"),
        *(
            (at_work(role), f"/v1/{role}/presented/{made.token}")
            for role in ("clinic", "insurer", "authority")
        ),
    ]
    for _ in range(4):
        for call, door in doors:
            later(clock, seconds=7)
            assert call("GET", door).status == 200
    seen = looks()
    assert len(seen) == 20
    assert seen == sorted(seen, key=lambda visit: visit.at, reverse=True)
    assert [(one.role, one.organisation, one.view, one.way) for one in reversed(seen[-5:])] == [
        (None, None, "verdict", "code"),
        (None, None, "employer", "share"),
        ("clinic", "Организация clinic", "clinic", "code"),
        ("insurer", "Организация insurer", "insurer", "code"),
        ("authority", "Организация authority", "authority", "code"),
    ]
    assert visits.by_share(NUMBER) == {"s-employer": 4}


@pytest.mark.req("ver-02", "bok-14")
def test_a_presented_code_of_a_former_version_shows_that_version_and_says_so(made: Version) -> None:
    first = books.get(made.book_number)
    versions.prepare(
        coded(made.model_copy(update={"number": 2, "status_index": 1, "issued_on": date(2026, 12, 1)}))
    )
    second = machine.step(first, BookKind.REISSUED, NOW, Actor.SYSTEM, {"active_version": 2})
    books.commit(first, second)
    shown = at_work("authority")("GET", f"/v1/authority/presented/{made.token}").json
    assert (shown["verdict"], shown["version"], shown["issued_on"]) == ("superseded", 1, "2026-11-23")
    assert Gateway(app, account=None)("GET", f"/v1/shares/{share().token}").json["version"] == 2
