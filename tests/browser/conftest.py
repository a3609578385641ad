"""A browser, and pages in it that complain about nothing."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from functions.check import limits
from functions.register import app as register
from shared.cloud import queues
from tests import codes
from tests.browser.issuer import NOW, Issuer
from tests.browser.site import Site
from tests.clock import clock

__all__ = ["clock"]

Workers = Literal["allow", "block"]

_CHROMIUM = "/usr/bin/chromium"
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=_CHROMIUM, args=[*_FLAGS])
        yield launched
        launched.close()


@pytest.fixture
def workers() -> Workers:
    """Whether the browser keeps the page: only where that matters, for it takes its time."""
    return "block"


@pytest.fixture
def context(browser: Browser, workers: Workers) -> Iterator[BrowserContext]:
    """Somebody's phone in Moscow, which has never seen the page."""
    made = browser.new_context(
        locale="ru-RU",
        timezone_id="Europe/Moscow",
        viewport={"width": 360, "height": 740},
        service_workers=workers,
    )
    yield made
    made.close()


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def site(issuer: Issuer) -> Iterator[Site]:
    """What is published; the API is down."""
    with Site(issuer.keys, issuer.listed()) as serving:
        yield serving


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that may not fail in silence, nor ask another host for anything."""
    opened = context.new_page()
    opened.clock.set_fixed_time(NOW)
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    context.on("request", lambda sent: None if "//127.0.0.1:" in sent.url else wrong.append(sent.url))
    yield opened
    assert wrong == []


@pytest.fixture
def published(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - what is published lies there
    """Publish the keys, sign lists in a way that moto does not spoil, and let one address ask much."""
    monkeypatch.setattr(register, "_signed", codes.signed)
    monkeypatch.setattr(limits, "count", lambda _: None)
    monkeypatch.setattr(queues, "record", lambda _: None)
    codes.publish_keys()
