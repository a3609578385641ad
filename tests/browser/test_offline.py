"""Opened once, the page answers without the network, and says how old its data are (ver-07, ver-05)."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared.domain.status_list import Status
from shared.domain.texts import texts
from tests.browser.conftest import Workers
from tests.browser.issuer import NOW, VERDICTS, Issuer
from tests.browser.site import KEYS, LIST, Site
from web.publish import FOLDER

TITLES, ADVICE = texts("verdict_titles"), {**texts("verdicts"), **texts("unknowable_verdicts")}
PROMISING = re.compile("действительна|действует|подлинная", re.IGNORECASE)
DAY_AND_MORE = timedelta(hours=25)

_OUTCOME = """async () => {
    const { installing, active } = await navigator.serviceWorker.register("/V/worker.js");
    const worker = installing ?? active;
    while (!["redundant", "activated"].includes(worker.state)) {
        await new Promise((seen) => worker.addEventListener("statechange", seen, { once: true }));
    }
    return worker.state;
}"""
_REPLACED = """async () => {
    const replaced = async () => {
        const editions = (await caches.keys()).filter((name) => name.startsWith("check page"));
        const text = await (await caches.match("/v/index.html")).text();
        return editions.length === 1 && text.includes("ещё одну");
    };
    while (!(await replaced())) await new Promise((wait) => setTimeout(wait, 20));
}"""


@pytest.fixture
def workers() -> Workers:
    return "allow"


def opened(page: Page, site: Site, said: str, verdict: str) -> None:
    """Open a code, and wait for its verdict."""
    page.goto(site.code(said))
    shows(page, verdict)


def shows(page: Page, verdict: str) -> None:
    expect(page.locator("#title")).to_have_text(TITLES[verdict])
    expect(page.locator("#advice")).to_have_text(ADVICE[verdict])
    expect(page).to_have_title(f"{TITLES[verdict]} — Проверка медицинской книжки")


def kept(page: Page) -> None:
    """Wait until the browser says that it has kept the page."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def cut(context: BrowserContext, site: Site) -> None:
    """Take the network away on both sides."""
    site.__exit__(None, None, None)
    context.set_offline(True)


@pytest.mark.req("ver-07", "ver-02", "iss-12")
def test_opened_once_it_answers_for_every_code_without_the_network(
    page: Page, context: BrowserContext, issuer: Issuer, site: Site
) -> None:
    opened(page, site, issuer.code("valid"), "valid")
    kept(page)
    cut(context, site)
    page.clock.set_fixed_time(NOW + timedelta(hours=3))
    for verdict in VERDICTS:
        opened(page, site, issuer.code(verdict), verdict)
        expect(page.locator("#as-of")).to_have_text(
            "Проверено на этом устройстве: данные от 23.11.2026, 12:00, 3 часа назад"
        )
        expect(page.locator("#initials")).to_have_text("И. А. С.")
        expect(page.locator("#number-shown")).to_have_text("JQNQ-XHXK-M4W1")
        expect(page.locator("#category")).to_have_text("Общественное питание")
    opened(page, site, issuer.code("valid").lower(), "valid")
    opened(page, site, issuer.code("valid")[:-2], "unknown")
    opened(page, site, Issuer().code("valid"), "signature_wrong")
    expect(page.locator("#claims")).to_be_hidden()


@pytest.mark.req("ver-07")
def test_data_of_a_day_ago_promise_nothing(
    page: Page, context: BrowserContext, issuer: Issuer, site: Site
) -> None:
    opened(page, site, issuer.code("valid"), "valid")
    kept(page)
    cut(context, site)
    page.clock.set_fixed_time(NOW + timedelta(hours=24))
    opened(page, site, issuer.code("valid"), "valid")
    page.clock.set_fixed_time(NOW + DAY_AND_MORE)
    known = texts("kept_verdicts")
    for verdict in VERDICTS:
        opened(page, site, issuer.code(verdict), "stale")
        expect(page.locator("#then")).to_have_text(known[verdict])
        expect(page.locator("#as-of")).to_contain_text("данные от 23.11.2026, 12:00, 25 часов назад")
        assert not PROMISING.search(page.locator("#verdict").inner_text())
    opened(page, site, Issuer().code("valid"), "stale")  # perhaps a key of ours that is newer than our data
    expect(page.locator("#claims")).to_be_hidden()
    opened(page, site, "A" * 141, "unknown")


@pytest.mark.req("ver-07")
def test_a_page_that_is_left_open_does_not_go_on_promising(page: Page, issuer: Issuer, site: Site) -> None:
    opened(page, site, issuer.code("valid"), "valid")
    site.publish(LIST, b"")
    page.clock.set_fixed_time(NOW + DAY_AND_MORE)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    shows(page, "no_list")


@pytest.mark.req("ver-07")
def test_a_list_that_is_old_already_when_it_comes_is_stale(page: Page, issuer: Issuer, site: Site) -> None:
    site.publish(LIST, issuer.listed(NOW - DAY_AND_MORE))
    opened(page, site, issuer.code("revoked"), "stale")
    expect(page.locator("#then")).to_have_text("Уже тогда книжка была отозвана. Не принимайте её.")


@pytest.mark.req("ver-07")
def test_a_clock_that_is_slow_does_not_bring_an_expired_book_back(
    page: Page, issuer: Issuer, site: Site
) -> None:
    page.clock.set_fixed_time(NOW - timedelta(days=300))
    opened(page, site, issuer.code("not_valid"), "not_valid")


@pytest.mark.req("ver-07", "iss-09")
def test_a_list_that_is_not_ours_is_no_list(page: Page, issuer: Issuer, site: Site) -> None:
    genuine = issuer.listed()
    flipped = bytes([*genuine[:-70], genuine[-70] ^ 1, *genuine[-69:]])
    for listed in (flipped, Issuer().listed(), genuine[:-1], genuine + b"\0", b"<html></html>", b""):
        site.publish(LIST, listed)
        opened(page, site, issuer.code("valid"), "no_list")
        assert not PROMISING.search(page.locator("#verdict").inner_text())
        expect(page.locator("#as-of")).to_contain_text("списка отозванных книжек на нём нет")
    opened(page, site, issuer.code("not_valid"), "no_list")
    expect(page.locator("#then")).to_have_text(
        "Срок, записанный в коде, истёк. Попросите действующую книжку."
    )


@pytest.mark.req("ver-07")
def test_without_keys_nothing_is_known(page: Page, issuer: Issuer, site: Site) -> None:
    site.publish(KEYS, b"{}")
    opened(page, site, issuer.code("valid"), "no_list")
    expect(page.locator("#claims")).to_be_hidden()


@pytest.mark.req("ver-07")
def test_a_newer_list_takes_the_place_of_what_was_kept_and_a_strangers_page_does_not(
    page: Page, context: BrowserContext, issuer: Issuer, site: Site
) -> None:
    opened(page, site, issuer.code("valid"), "valid")
    kept(page)
    site.publish(LIST, issuer.listed(NOW + timedelta(minutes=1), valid=Status.INVALID))
    opened(page, site, issuer.code("valid"), "revoked")
    site.objects[LIST] = ("text/html", b"<html>Sign in to the network</html>")
    opened(page, site, issuer.code("valid"), "revoked")
    cut(context, site)
    opened(page, site, issuer.code("valid"), "revoked")


@pytest.mark.req("ver-07")
def test_an_edition_is_kept_whole_or_not_at_all(page: Page, issuer: Issuer, site: Site) -> None:
    site.publish("/v/view.js", site.objects["/v/view.js"][1] + b"\n")
    opened(page, site, issuer.code("valid"), "valid")
    assert page.evaluate(_OUTCOME) == "redundant"


@pytest.mark.req("ver-07")
def test_a_new_edition_replaces_the_one_that_was_kept(
    page: Page, context: BrowserContext, issuer: Issuer, site: Site, tmp_path: Path
) -> None:
    opened(page, site, issuer.code("valid"), "valid")
    kept(page)
    newer = shutil.copytree(FOLDER, tmp_path / "verifier") / "index.html"
    newer.write_text(newer.read_text(encoding="utf-8").replace("Проверить другую", "Проверить ещё одну"))
    site.publish_page(newer.parent)
    page.reload()
    page.evaluate(_REPLACED)
    cut(context, site)
    opened(page, site, issuer.code("valid"), "valid")
    expect(page.get_by_role("link")).to_have_text("Проверить ещё одну книжку")


@pytest.mark.req("ver-07")
def test_a_code_is_sent_to_nobody_but_the_check(page: Page, issuer: Issuer, site: Site) -> None:
    code = issuer.code("valid")
    page.goto(site.code(code))
    kept(page)
    assert {path for path in site.asked if code in path} == {f"/V/{code}", f"/v1/check/{code}"}
    assert {path.split("/")[1] for path in site.asked} == {"V", "v", "v1"}
