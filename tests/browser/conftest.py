"""A served Teller for a whole run, a browser for each file, and a fresh browser context for each visitor."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.people import Customer, OpenPage, Staff, Watch
from tests.browser.served import Served, serve

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MILLISECONDS = 20_000
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 780}


@pytest.fixture(scope="session")
def served(seeded_bank: Path, models_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Teller over a freshly seeded bank; the books are in order at the end."""
    folder = tmp_path_factory.mktemp("served")
    bank_path = Path(shutil.copy(seeded_bank, folder / "bank.db"))
    with serve(folder, bank_path, models_path) as running:
        yield running
        running.check_the_books()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. For a file only: while Playwright runs, no test of another file can run an event loop."""
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "The browser tests need chromium: install it (apt-get install chromium)."
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def watch(served: Served) -> Iterator[Watch]:
    """Whatever the test's browsers complain of; nothing at the end, and no request went elsewhere."""
    watch = Watch(served.address)
    yield watch
    assert watch.complaints == []
    assert watch.foreign == []


@pytest.fixture
def open_page(served: Served, browser: Browser, watch: Watch) -> Iterator[OpenPage]:
    """Open a page in a browser context of its own, watched: `open_page("/desk", viewport=PHONE)`."""
    contexts: list[BrowserContext] = []

    def open_page(path: str = "/", **options: object) -> Page:
        context = browser.new_context(base_url=served.address, **{"viewport": DESKTOP} | options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        contexts.append(context)
        watch.over(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def customer(open_page: OpenPage) -> Customer:
    """Somebody who has just opened the bank's page."""
    return Customer(open_page())


@pytest.fixture
def staff(open_page: OpenPage) -> Staff:
    """Robin, signed in at the desk, in a browser of their own."""
    staff = Staff(open_page("/desk"))
    staff.sign_in()
    return staff
