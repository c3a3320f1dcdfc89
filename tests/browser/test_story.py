"""A customer is served end to end through the pages: the assistant, a payment with a code, a person from the desk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Customer, Staff
from tests.browser.served import Served

pytestmark = pytest.mark.browser


def test_a_customer_is_served_from_sign_in_to_a_person_and_back(
    served: Served, customer: Customer, staff: Staff
) -> None:
    customer.sign_in("ada")
    customer.open_chat("Hello Ada")
    _asks_and_searches(customer)
    code = _pays_with_a_correction(customer)
    _freezes_a_card(customer)
    _is_served_by_a_person(customer, staff)

    assert served.orders(1, 6000) == ["executed"]
    assert served.orders(1, 5000) == ["cancelled"]
    served.check_the_books()
    assert not served.remembers(code)


def _asks_and_searches(customer: Customer) -> None:
    customer.say("how much money have i got?", "Your accounts")
    expect(customer.chat.get_by_role("list", name="Accounts")).to_contain_text("Current account")
    customer.say("what did i spend on groceries last month?", "for groceries")
    expect(customer.chat.get_by_role("table", name="Transactions").get_by_role("row").last).to_contain_text("Total")


def _pays_with_a_correction(customer: Customer) -> str:
    """The code that it took."""
    customer.say("pay mia 50", "Pay €50.00 to Mia Brandt")
    customer.say("no, make it 60", "Pay €60.00 to Mia Brandt")
    customer.press("Yes, pay it", "code to your phone")
    code = customer.phone_code("60.00")
    customer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    customer.page.get_by_role("button", name=re.compile("Copy code")).first.click()
    expect(customer.page.get_by_text("Copied")).to_be_visible()
    customer.code.press("ControlOrMeta+v")
    expect(customer.code).to_have_value(code)
    customer.code.press("Enter")
    customer.hears("Done: €60.00 paid to Mia Brandt")
    expect(customer.code_panel).to_be_hidden()
    assert code not in " ".join(customer.texts())
    return code


def _freezes_a_card(customer: Customer) -> None:
    customer.say("freeze my debit card", "Freeze your debit card")
    customer.press("Yes", "is frozen")


def _is_served_by_a_person(customer: Customer, staff: Staff) -> None:
    customer.say("I'd like to talk to a person", "fetching a person")
    expect(customer.chat.get_by_role("status")).to_contain_text("You are number")
    staff.open("Ada")
    facts = staff.page.get_by_role("group").filter(has_text="What we know")
    expect(facts).to_contain_text("I'd like to talk to a person")
    expect(staff.transcript).to_contain_text("Done: €60.00 paid to Mia Brandt")
    staff.claim()
    customer.hears("Robin has joined")

    staff.say("Hello Ada, this is Robin. What can I do?")
    customer.hears("this is Robin")
    expect(customer.chat.get_by_role("status")).to_have_text("You are talking to Robin.")
    customer.say("what's my balance?")
    expect(staff.transcript).to_contain_text("what's my balance?")
    staff.say("The assistant can tell you: I'll hand you back.")
    customer.hears("I'll hand you back")
    texts = customer.texts()
    joined = next(place for place, text in enumerate(texts) if "Robin has joined" in text)
    said = ["Hello Ada, this is Robin. What can I do?", "what's my balance?"]
    assert texts[joined + 1 :] == [*said, "The assistant can tell you: I'll hand you back."], "the assistant was silent"

    staff.hand_back()
    customer.hears("I'm back")
    customer.say("what's my balance?", "Your accounts")
