"""The page before all sorts of people, and on paper: legible, small, told aloud (ver-01, ver-03)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pymupdf
import pytest
from playwright.sync_api import Page, expect

from shared.domain.status_list import Status
from shared.domain.texts import texts
from tests.browser.issuer import NOW, VERDICTS, Issuer
from tests.browser.site import LIST, Site

TITLES = texts("verdict_titles")
NOTE = "Распечатанный вариант не имеет юридической силы. Подлинник проверяется по адресу"
"""As on the pages of the document (`functions/issue`)."""

_LOOK = Path(__file__).with_name("look.js").read_text(encoding="utf-8")


@pytest.mark.req("ver-03", "ver-04", "C-18")
def test_the_printed_page_is_one_page_that_says_what_it_is_worth(
    page: Page, issuer: Issuer, site: Site
) -> None:
    page.goto(site.code(issuer.code("expires_soon", category="hazardous_substances")))
    expect(page.locator("#title")).to_have_text(TITLES["expires_soon"])
    with pymupdf.open("pdf", page.pdf(prefer_css_page_size=True)) as printed:
        assert [tuple(round(side) for side in sheet.rect[2:]) for sheet in printed] == [(595, 842)]
        text = " ".join(printed[0].get_text().split())
    assert f"{NOTE} {site.address}/v/" in text
    assert TITLES["expires_soon"] in text
    assert "JQNQ-XHXK-M4W1" in text
    assert "Распечатать" not in text


def everywhere(page: Page, issuer: Issuer, site: Site) -> Iterator[str]:
    """Show the page in each of its states."""
    for verdict in VERDICTS:
        page.goto(site.code(issuer.code(verdict, category="hazardous_substances")))
        expect(page.locator("#title")).to_have_text(TITLES[verdict])
        yield verdict
    site.publish(LIST, issuer.listed(NOW - timedelta(hours=25), valid=Status.INVALID))
    page.goto(site.code(issuer.code("valid")))
    expect(page.locator("#title")).to_have_text(TITLES["stale"])
    yield "stale"
    page.goto(f"{site.address}/v/")
    page.get_by_role("button", name="Проверить номер").click()
    yield "forms"


@pytest.mark.req("ver-01")
def test_it_is_legible_in_every_state_and_fits_the_smallest_phone(
    page: Page, issuer: Issuer, site: Site
) -> None:
    page.set_viewport_size({"width": 320, "height": 568})
    for state in everywhere(page, issuer, site):
        seen = page.evaluate(_LOOK)
        assert seen["width"] <= 320, state
        assert seen["smallest"] >= 16, state
        assert seen["contrast"] >= 4.5, (state, seen)
        assert seen["lowest"] >= 44, state


@pytest.mark.req("ver-01")
def test_a_screen_reader_finds_its_way(page: Page, issuer: Issuer, site: Site) -> None:
    for state in everywhere(page, issuer, site):
        assert page.locator("html").get_attribute("lang") == "ru"
        assert [page.get_by_role(role).count() for role in ("banner", "main", "contentinfo")] == [1, 1, 1]
        assert page.get_by_role("heading", level=1).all_inner_texts() == ["Проверка медицинской книжки"]
        assert page.get_by_role("img").count() == 0, "icons only repeat what the words say"
        assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map((one) => one.id)).size") == (
            page.locator("[id]").count()
        )
        if state == "forms":
            expect(page.get_by_label("По номеру книжки")).to_be_visible()
            expect(page.get_by_label("По файлу PDF")).to_be_visible()
            expect(page.get_by_label("По номеру книжки")).to_have_accessible_description(
                re.compile("Дефисы можно не вводить.*Введите номер книжки")
            )
        else:
            expect(page.get_by_role("status")).to_contain_text(TITLES[state])
