"""What the page says without the network is what the server says (ver-07)."""

import functools
import random
from collections import Counter
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from functions.check.app import app
from functions.register import app as register
from shared.domain.book import BookKind
from shared.domain.texts import texts
from shared.store import books, public, versions
from tests.browser.cases import happen, issued, spoilt
from tests.browser.site import LIST, Site
from tests.clock import Clock
from tests.gateway import Gateway

MOMENTS = [
    datetime(2026, 11, 23, 0, 0, tzinfo=UTC),
    datetime(2026, 11, 23, 21, 30, tzinfo=UTC),  # in Moscow it is the 24th already
    datetime(2026, 11, 23, 23, 59, 59, 999_000, tzinfo=UTC),
    datetime(2026, 11, 24, 0, 0, tzinfo=UTC),
    datetime(2026, 11, 25, 12, 0, tzinfo=UTC),
    datetime(2026, 12, 23, 12, 0, tzinfo=UTC),
    datetime(2026, 12, 24, 12, 0, tzinfo=UTC),
    datetime(2027, 2, 1, 12, 0, tzinfo=UTC),
    datetime(2027, 2, 2, 12, 0, tzinfo=UTC),
    datetime(2027, 3, 4, 12, 0, tzinfo=UTC),
]
CASES = 1000
CHANCE = random.Random(20261123)  # noqa: S311 - repeatable

_JUDGE = """async ([codes, now]) => {
    const { examined, published } = await import("/v/sources.js");
    const known = await published();
    return Promise.all(codes.map(async (code) => (await examined(code, known))(new Date(now))));
}"""


@pytest.mark.req("ver-07", "ver-02")
@pytest.mark.usefixtures("published")
def test_a_thousand_codes_get_the_servers_verdict_without_the_server(
    page: Page, clock: type[Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = issued(CHANCE, 45)
    per_moment = CASES // len(MOMENTS)
    for store in (books, versions):  # nothing changes any more, and reading takes its time
        monkeypatch.setattr(store, "get", functools.cache(store.get))
    monkeypatch.setattr(register, "datetime", clock)
    ask, spoiling = Gateway(app, account=None), spoilt(CHANCE, genuine)
    seen: Counter[str] = Counter()
    with Site(public.read(public.KEYS) or b"", b"") as site:
        page.goto(f"{site.address}/v/")
        for moment in MOMENTS:
            monkeypatch.setattr(clock, "moment", moment)
            register._published({}, anew=True)
            site.publish(LIST, public.read(public.STATUS_LIST) or b"")
            codes = [one.token for one in genuine]
            codes += islice(spoiling, per_moment - len(codes))
            told = [ask("GET", f"/v1/check/{code}").json for code in codes]
            judged = page.evaluate(_JUDGE, [codes, moment.isoformat()])
            differing = [
                pair for pair in zip(told, judged, strict=True) if of_server(pair[0]) != of_page(pair[1])
            ]
            assert differing == []
            seen.update(answer["verdict"] for answer in judged)
    print(f"\n{seen.total()} cases, 0 differences: {dict(seen)}")  # noqa: T201 - the issue asks for the number
    assert seen.total() == CASES
    assert set(seen) == {
        "valid",
        "expires_soon",
        "not_valid",
        "superseded",
        "revoked",
        "unknown",
        "signature_wrong",
    }


@pytest.mark.req("ver-01", "ver-07")
@pytest.mark.usefixtures("published")
def test_server_and_page_tell_the_same_of_a_real_book_until_it_is_revoked(
    page: Page, clock: type[Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "datetime", clock)
    (made,) = issued(random.Random(1), 1)  # noqa: S311 - repeatable
    gateway = Gateway(app, account=None)
    with Site(public.read(public.KEYS) or b"", public.read(public.STATUS_LIST) or b"", gateway) as site:
        page.goto(site.code(made.token))
        shows(page, "valid", "by_server")
        shown = {
            name: page.locator(f"#{name}").inner_text() for name in ("initials", "number-shown", "category")
        }
        site.api = None
        page.reload()
        shows(page, "valid", "by_list")
        assert shown == {name: page.locator(f"#{name}").inner_text() for name in shown}
        site.api = gateway
        happen(books.get(made.book_number), BookKind.REVOKED)
        page.reload()
        shows(page, "revoked", "by_server")


def of_server(answer: Any) -> dict[str, Any]:
    """Take what people are shown."""
    return {
        name: value
        for name, value in answer.items()
        if name not in ("advice", "checked_at") and value is not None
    }


def of_page(answer: Any) -> dict[str, Any]:
    """Take the same of the page's answer, under the server's names."""
    names = {"issuedOn": "issued_on", "validUntil": "valid_until"}
    claims = {names.get(name, name): value for name, value in answer.get("claims", {}).items()}
    shown = {
        name: value for name, value in claims.items() if name not in ("key", "place") and value is not None
    }
    return {"verdict": answer["verdict"], **shown}


def shows(page: Page, verdict: str, source: str) -> None:
    """Wait for a verdict and where it comes from."""
    expect(page.locator("#title")).to_have_text(texts("verdict_titles")[verdict])
    expect(page.locator("#as-of")).to_contain_text(texts("verifier")[source])
