"""A new PIN through the page: entered twice in a panel of its own, and in no message, record or log of ours."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import Customer
from tests.browser.served import Served

pytestmark = pytest.mark.browser

PIN = "7391"


@pytest.fixture
def ada(customer: Customer) -> Customer:
    """Ada, signed in, who has asked for a new PIN and entered the code for it."""
    customer.sign_in("ada")
    customer.open_chat()
    customer.say("change the pin of my debit card", "new PIN for your debit card")
    customer.press("Yes, a new PIN", "code to your phone")
    customer.code.fill(customer.phone_code("debit card"))
    customer.code.press("Enter")
    customer.hears("Choose the new PIN")
    return customer


def test_a_new_pin_is_entered_twice_in_its_panel_and_told_nowhere(served: Served, ada: Customer) -> None:
    panel = ada.page.get_by_role("region", name="Choose a new PIN")
    first, again = (ada.page.get_by_label(label) for label in ("New PIN, 4 digits", "The same PIN again"))
    expect(panel).to_contain_text("debit card")
    expect(first).to_have_attribute("type", "password")

    first.fill("1234")
    again.fill("1234")
    again.press("Enter")
    expect(ada.note).to_contain_text("too easy to guess")
    first.fill(PIN)
    again.fill("7392")
    again.press("Enter")
    expect(ada.note).to_contain_text("two different PINs")
    ada.say(PIN)
    expect(ada.note).to_contain_text("PINs belong here")

    first.fill(PIN)
    again.fill(PIN)
    again.press("Enter")
    ada.hears("has its new PIN")
    expect(panel).to_be_hidden()
    assert not served.remembers(PIN)


def test_a_pin_that_is_given_up_closes_its_panel(ada: Customer) -> None:
    panel = ada.page.get_by_role("region", name="Choose a new PIN")
    expect(panel).to_be_visible()
    ada.press("Cancel", "Your PIN is as it was")
    expect(panel).to_be_hidden()
