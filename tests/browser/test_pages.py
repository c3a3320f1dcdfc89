"""Each page in each of its states: usable by ear, and within the width of a phone, in the light and in the dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import EVERYTHING, faults, tree
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.people import Customer, OpenPage, Staff

pytestmark = pytest.mark.browser

WIDER_THAN_ITS_ROOM = """
    const page = document.documentElement;
    const scrolls = (e) => e.scrollWidth > e.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(e).overflowX);
    (page.scrollWidth > innerWidth ? [page] : [])
        .concat(everything().filter((e) => e.checkVisibility() && scrolls(e)))
        .map((e) => `${e.tagName} ${e.id} ${e.className}`)
"""
LOOKS = [
    pytest.param(size, scheme, id=f"{size['width']} pixels, {scheme}")
    for size in (DESKTOP, PHONE)
    for scheme in ("light", "dark")
]


def look_over(page: Page, state: str) -> None:
    """The page as it is now is told in full and fits."""
    assert faults(page) == [], state
    assert page.evaluate(EVERYTHING + WIDER_THAN_ITS_ROOM) == [], state


@pytest.mark.parametrize(("viewport", "color_scheme"), LOOKS)
def test_the_banks_page_fits_and_is_told_in_full(
    open_page: OpenPage, viewport: dict[str, int], color_scheme: str
) -> None:
    customer = Customer(open_page(viewport=viewport, color_scheme=color_scheme))
    expect(customer.page.get_by_text("Demo customers")).to_be_visible()
    look_over(customer.page, "not signed in")
    customer.open_chat()
    customer.say("what's my balance?", "Please sign in first")
    look_over(customer.page, "asked to sign in")
    customer.chat.get_by_role("button", name="Sign in").click()
    expect(customer.page.get_by_role("textbox", name="Name")).to_be_focused()
    customer.sign_in("ben")
    look_over(customer.page, "signed in")

    if not customer.box.is_visible():
        customer.open_chat()
    customer.say("what's my balance?", "Your accounts")
    customer.say("pay clara 31", "Pay €31.00")
    look_over(customer.page, "a read-back")
    customer.press("Yes, pay it", "code to your phone")
    expect(customer.code_panel).to_be_visible()
    look_over(customer.page, "a code is asked for")
    customer.page.get_by_role("button", name="More", exact=True).click()
    look_over(customer.page, "the menu is open")


@pytest.mark.parametrize(("viewport", "color_scheme"), LOOKS)
def test_the_desk_fits_and_is_told_in_full(open_page: OpenPage, viewport: dict[str, int], color_scheme: str) -> None:
    customer = Customer(open_page())
    customer.open_chat()
    customer.say("talk to a person", "fetching a person")

    staff = Staff(open_page("/desk", viewport=viewport, color_scheme=color_scheme))
    expect(staff.page.get_by_role("heading", name="Staff sign-in")).to_be_visible()
    look_over(staff.page, "not signed in")
    staff.sign_in()
    look_over(staff.page, "the queue")
    staff.open("Not signed in")
    look_over(staff.page, "a conversation that waits")
    staff.claim()
    staff.say("One moment, please.")
    look_over(staff.page, "a conversation of one's own")
    staff.page.get_by_role("button", name="Canned replies").click()
    look_over(staff.page, "the canned replies")
    staff.page.get_by_role("dialog").get_by_role("button", name="Close").click()
    staff.hand_back()
    customer.hears("I'm back")


def test_the_chat_is_a_dialog_whose_messages_are_told_as_they_come(customer: Customer) -> None:
    customer.open_chat()
    told = tree(customer.page)
    assert ("dialog", "Teller Demo Bank") in {(node.role, node.name) for node in told}
    assert [node.properties.get("live") for node in told if node.role == "log"] == ["polite"]
