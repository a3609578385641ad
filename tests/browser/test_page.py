"""The page before people: who answers, what is sent, what is asked, whom it serves."""

import hashlib
import json
import re
import threading
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from local import front
from shared.domain import numbers
from shared.domain.texts import texts
from tests.browser.issuer import Issuer
from tests.browser.site import Site
from tests.conftest import TEMPLATE
from tests.gateway import Reply

TITLES, WORDS = texts("verdict_titles"), texts("verifier")


def told(verdict: str, status: int = 200, **said: object) -> Reply:
    """Answer as the server does."""
    moment = {"checked_at": "2026-11-23T09:00:00.000Z", "advice": "", **said}
    return Reply(status, {"content-type": "application/json"}, json.dumps({"verdict": verdict, **moment}))


def shows(page: Page, verdict: str, source: str) -> None:
    expect(page.locator("#title")).to_have_text(TITLES[verdict])
    expect(page.locator("#as-of")).to_contain_text(WORDS[source])


@pytest.mark.req("ver-02")
def test_where_server_and_list_differ_the_server_counts(page: Page, issuer: Issuer, site: Site) -> None:
    site.api = lambda *_: told("revoked")
    page.goto(site.code(issuer.code("valid")))
    shows(page, "revoked", "by_server")
    site.api = lambda *_: told("unknown")  # signed, and then never published
    page.goto(site.code(issuer.code("valid", book_number=numbers.mint(7))))
    shows(page, "unknown", "by_server")


@pytest.mark.req("ver-01", "ver-07")
def test_the_list_answers_at_once_while_the_server_thinks(page: Page, issuer: Issuer, site: Site) -> None:
    thinking = threading.Event()

    def slowly(*_: Any) -> Reply:
        thinking.wait(5)
        return told("superseded")

    site.api = slowly
    page.goto(site.code(issuer.code("valid")))
    shows(page, "valid", "by_list")
    thinking.set()
    shows(page, "superseded", "by_server")


@pytest.mark.req("ver-01")
def test_a_server_that_has_not_answered_within_two_seconds_is_not_heard(
    page: Page, issuer: Issuer, site: Site
) -> None:
    page.add_init_script(
        "AbortSignal.timeout = (ms) => (ms === 2000 ? AbortSignal.abort() : new AbortController().signal)"
    )
    site.api = lambda *_: told("superseded")
    page.goto(site.code(issuer.code("valid")))
    shows(page, "valid", "by_list")
    page.wait_for_load_state("networkidle")
    shows(page, "valid", "by_list")


@pytest.mark.req("ver-05")
def test_an_answer_that_is_none_leaves_the_verdict_as_it_is(page: Page, issuer: Issuer, site: Site) -> None:
    html = Reply(200, {"content-type": "text/html"}, "<p>")
    for reply in (told("valid", 429), told("valid", 503), told("bought"), html):
        site.api = lambda *_, reply=reply: reply
        page.goto(site.code(issuer.code("expires_soon")))
        page.wait_for_load_state("networkidle")
        shows(page, "expires_soon", "by_list")


@pytest.mark.req("ver-01", "ver-02")
def test_a_number_is_asked_about_and_the_answer_gets_the_focus(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/v/")
    page.keyboard.press("Tab")
    page.keyboard.type("jqnq xhxk m4w1")
    site.api = lambda *_: told(
        "valid",
        number="JQNQ-XHXK-M4W1",
        version=2,
        initials="И. А.",
        category="Образование",
        issued_on="2026-01-31",
        valid_until="2027-01-30",
    )
    page.keyboard.press("Enter")
    shows(page, "valid", "by_server")
    expect(page.locator("#title")).to_be_focused()
    assert page.locator("#claims dd").all_inner_texts() == [
        "И. А.",
        "JQNQ-XHXK-M4W1",
        "30\u00a0января\u00a02027",
        "Образование",
        "31\u00a0января\u00a02026",
        "2",
    ]
    assert [path for path in site.asked if path.startswith("/v1/")] == ["/v1/check?number=jqnq+xhxk+m4w1"]


@pytest.mark.req("ver-01", "ver-02")
def test_of_a_file_only_its_digest_leaves_the_browser(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/v/")
    sent: list[Any] = []

    def known(_: str, __: str, body: Any) -> Reply:
        sent.append(body)
        return told("unknown")

    site.api = known
    data = b"%PDF-1.7 and what somebody suffers from"
    page.set_input_files("#file", {"name": "book.pdf", "mimeType": "application/pdf", "buffer": data})
    page.get_by_role("button", name="Проверить файл").click()
    shows(page, "unknown", "by_server")
    assert sent == [{"sha256": hashlib.sha256(data).hexdigest()}]
    expect(page.locator("#claims")).to_be_hidden()
    expect(page.locator("#file-hint")).to_contain_text("Файл не покинет это устройство")


@pytest.mark.req("ver-02")
def test_what_cannot_be_answered_is_said_at_its_field(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/v/")
    by_number, by_file = (page.get_by_role("button", name=f"Проверить {what}") for what in ("номер", "файл"))

    def complains(field: str, about: str) -> None:
        expect(page.locator(f"#{field}-error")).to_have_text(WORDS[about])
        expect(page.locator(f"#{field}")).to_be_focused()
        expect(page.locator(f"#{field}")).to_have_attribute("aria-invalid", "true")
        expect(page).to_have_title("Ошибка: Проверка медицинской книжки")

    by_number.click()
    complains("number", "number_missing")
    by_file.click()
    complains("file", "file_missing")
    page.fill("#number", "1")
    by_number.click()
    complains("number", "offline")
    site.api = lambda *_: told("", 429)
    by_number.click()
    complains("number", "too_often")
    site.api = lambda *_: told("unknown")
    by_number.click()
    shows(page, "unknown", "by_server")
    expect(page.locator("#number-error")).to_be_hidden()
    expect(page).to_have_title(f"{TITLES['unknown']} — Проверка медицинской книжки")


@pytest.mark.req("sec-01")
def test_edge_and_page_have_the_same_policy_which_allows_only_ourselves(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/v/")
    declared = TEMPLATE["Resources"]["EdgeHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    at_edge = declared["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    in_page = page.locator("meta[http-equiv]").get_attribute("content")
    assert at_edge == f"{in_page}; frame-ancestors 'none'"
    assert set(re.findall(r"'\S+'|https?:\S*|\*", at_edge)) == {"'self'", "'none'"}


@pytest.mark.req("ver-05")
def test_the_edge_opens_what_is_opened_here(page: Page) -> None:
    function = TEMPLATE["Resources"]["EdgeCodes"]["Properties"]["FunctionCode"]
    for path in (
        "/V/ABC",
        "/V/",
        "/v/",
        "/v/page.js",
        "/V/worker.js",
        "/v/worker.js",
        "/v/keys.json",
        "/V/page.js",
    ):
        asked = page.evaluate(
            f"(uri) => {{ {function}; return handler({{ request: {{ uri }} }}).uri }}", path
        )
        assert asked == front.published(path)
