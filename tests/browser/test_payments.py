"""A payment through the page: its panel for the code, two tabs, a double click, the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Customer, OpenPage
from tests.browser.served import Served

pytestmark = pytest.mark.browser

STOPS_AT_MOST = 60
"""Presses of Tab after which a control counts as out of the keyboard's reach."""


@pytest.fixture
def ben(customer: Customer) -> Customer:
    """Ben, signed in, with the chat open."""
    customer.sign_in("ben")
    customer.open_chat()
    return customer


def test_after_a_wrong_code_the_right_one_still_pays(served: Served, ben: Customer) -> None:
    ben.say("pay clara 11", "Pay €11.00 to Clara Rossi")
    ben.press("Yes, pay it", "code to your phone")
    code = ben.phone_code("11.00")
    ben.code.fill(f"{(int(code) + 1) % 1_000_000:06d}")
    ben.code.press("Enter")
    expect(ben.note).to_contain_text("That is not the code")
    expect(ben.code).to_be_focused()
    expect(ben.code).to_have_value("")
    assert served.orders(2, 1100) == ["confirmed"]

    ben.code.fill(code)
    ben.code.press("Enter")
    ben.hears("Done: €11.00 paid to Clara Rossi")
    expect(ben.box).to_be_focused()
    assert served.orders(2, 1100) == ["executed"]


def test_a_code_written_as_a_message_goes_into_the_panel_and_is_not_sent(served: Served, ben: Customer) -> None:
    ben.say("pay clara 12", "Pay €12.00")
    ben.press("Yes, pay it", "code to your phone")
    code = ben.phone_code("12.00")
    ben.say(f"{code[:3]} {code[3:]}")
    expect(ben.note).to_contain_text("Codes belong here")
    ben.code.press("Enter")
    ben.hears("Done: €12.00")
    assert not served.remembers(code)


def test_cancelling_and_correcting_close_the_panel_of_a_code_that_no_longer_counts(
    served: Served, ben: Customer
) -> None:
    ben.say("pay clara 13", "Pay €13.00")
    ben.press("Yes, pay it", "code to your phone")
    ben.phone_code("13.00")
    ben.say("make it 14", "Pay €14.00 to Clara Rossi")
    expect(ben.code_panel).to_be_hidden()
    ben.press("Yes, pay it", "code to your phone")
    expect(ben.code_panel).to_contain_text("€14.00")
    ben.press("Cancel", "Nothing was paid")
    expect(ben.code_panel).to_be_hidden()
    assert served.orders(2, 1300) == served.orders(2, 1400) == ["cancelled"]


def test_a_double_click_pays_once_and_two_tabs_show_the_same(served: Served, ben: Customer) -> None:
    ben.say("pay clara 15", "Pay €15.00")
    other = Customer(ben.page.context.new_page())
    other.page.goto("/")
    other.open_chat("Hello Ben")
    expect(other.button("Yes, pay it")).to_be_visible()
    ben.button("Yes, pay it").dblclick()
    ben.hears("code to your phone")
    other.hears("code to your phone")
    expect(other.code_panel).to_contain_text("€15.00")

    ben.code.fill(ben.phone_code("15.00"))
    ben.code.press("Enter")
    for tab in (ben, other):
        tab.hears("Done: €15.00")
        expect(tab.code_panel).to_be_hidden()
    assert other.texts() == ben.texts()
    assert served.orders(2, 1500) == ["executed"]
    assert ben.texts().count("Yes, pay it") == 1


def test_a_payment_needs_no_mouse(served: Served, open_page: OpenPage) -> None:
    customer = Customer(open_page())
    page, keys = customer.page, customer.page.keyboard
    expect(page.get_by_role("button", name=re.compile("^chloe"))).to_be_visible()
    tab_to(page, page.get_by_role("button", name=re.compile("^chloe")))
    keys.press("Enter")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

    tab_to(page, page.get_by_role("button", name="Open chat"))
    keys.press("Enter")
    expect(customer.box).to_be_focused()
    customer.hears("Hello Chloe")
    keys.type("pay noor 16")
    keys.press("Enter")
    customer.hears("Pay €16.00 to Noor Ibrahim")
    tab_to(page, customer.button("Yes, pay it"), "Shift+Tab")
    keys.press("Enter")
    customer.hears("code to your phone")
    expect(customer.code).to_be_focused()
    keys.type(customer.phone_code("16.00"))
    keys.press("Enter")
    customer.hears("Done: €16.00")
    expect(customer.box).to_be_focused()
    keys.press("Escape")
    expect(page.get_by_role("button", name="Open chat")).to_be_focused()
    assert served.orders(3, 1600) == ["executed"]


def tab_to(page: Page, control: Locator, key: str = "Tab") -> None:
    """Press Tab until the control has the focus."""
    for _ in range(STOPS_AT_MOST):
        if control.evaluate("control => control.getRootNode().activeElement === control"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{control} cannot be reached with {key}.")
