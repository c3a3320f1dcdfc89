"""A conversation outlives what happens to pages: reloads, sign-in, a line that breaks; and ends with sign-out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Customer, OpenPage, Staff, Watch
from tests.browser.served import Served

pytestmark = pytest.mark.browser

NO_WEBSOCKET = """
window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.()); } close() {} };
"""


def test_a_reload_in_the_middle_of_a_payment_keeps_everything(served: Served, customer: Customer) -> None:
    customer.sign_in("chloe")
    customer.open_chat()
    customer.say("pay noor 21", "Pay €21.00 to Noor Ibrahim")
    said = customer.texts()
    customer.page.reload()
    expect(customer.button("Yes, pay it")).to_be_visible()
    assert customer.texts() == said

    customer.press("Yes, pay it", "code to your phone")
    code = customer.phone_code("21.00")
    customer.page.reload()
    expect(customer.code_panel).to_contain_text("€21.00")
    assert customer.phone_code("21.00") == code
    customer.code.fill(code)
    customer.code.press("Enter")
    customer.hears("Done: €21.00")
    customer.page.reload()
    customer.hears("Done: €21.00")
    expect(customer.code_panel).to_be_hidden()
    assert served.orders(3, 2100) == ["executed"]


def test_who_is_not_signed_in_is_served_and_asked_to_sign_in_only_where_it_must_be(customer: Customer) -> None:
    customer.open_chat("Hello")
    customer.say("where is the nearest branch?", "Which town or post code?")
    customer.say("what's my balance?", "Please sign in first")
    said = customer.texts()
    customer.chat.get_by_role("button", name="Sign in").click()
    expect(customer.page.get_by_role("textbox", name="Name")).to_be_focused()

    customer.sign_in("chloe")
    expect(customer.chat.get_by_role("button", name="Sign in")).to_be_hidden()
    customer.say("what's my balance?", "Your accounts")
    assert customer.texts()[: len(said)] == said


def test_signing_out_ends_the_conversation(customer: Customer) -> None:
    customer.sign_in("chloe")
    customer.open_chat()
    customer.say("what's my balance?", "Your accounts")
    customer.page.get_by_role("button", name="Sign out", exact=True).click()
    expect(customer.page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(customer.messages).to_have_count(0)

    customer.open_chat("Hello")
    assert not any("Your accounts" in text or "Chloe" in text for text in customer.texts())
    customer.say("what's my balance?", "Please sign in first")


def test_signing_out_everywhere_ends_the_conversation_in_the_other_browser_too(open_page: OpenPage) -> None:
    here, there = Customer(open_page()), Customer(open_page())
    for browser in (here, there):
        browser.sign_in("ben")
        browser.open_chat()
        browser.say("what's my balance?", "Your accounts")

    here.page.get_by_role("button", name="Sign out everywhere").click()

    expect(here.page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(there.chat).to_contain_text("Your session ended")
    there.say("what's my balance?", "Please sign in first")


def test_a_wrong_password_is_told_in_a_sentence(customer: Customer) -> None:
    customer.page.get_by_role("textbox", name="Name").fill("chloe")
    customer.page.get_by_role("textbox", name="Password").fill("not this one")
    customer.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(customer.page.get_by_role("alert").filter(has_text=re.compile(r"\w+ \w+"))).to_be_visible()
    expect(customer.page.get_by_role("textbox", name="Password")).to_be_focused()


def test_starting_over_from_the_menu_cancels_what_was_begun(served: Served, customer: Customer) -> None:
    customer.sign_in("chloe")
    customer.open_chat()
    customer.say("pay noor 22", "Pay €22.00")
    customer.page.get_by_role("button", name="More", exact=True).click()
    customer.page.get_by_role("menuitem", name="Start over").click()
    customer.hears("Nothing was paid")
    assert served.orders(3, 2200) == ["cancelled"]


def test_what_is_written_without_a_line_is_sent_once_when_it_is_back(
    served: Served, customer: Customer, staff: Staff, watch: Watch
) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED|WebSocket connection to")
    customer.sign_in("chloe")
    customer.open_chat()
    customer.say("let me talk to a person please", "fetching a person")
    staff.open("Chloe")
    staff.claim()
    customer.hears("Robin has joined")

    customer.page.context.set_offline(True)
    customer.say("Written in a tunnel.")
    customer.say("And once more.")
    expect(customer.messages.last).to_contain_text("Waiting to be sent")
    staff.say("Said while the customer was away.")
    customer.page.context.set_offline(False)

    for text in ("Written in a tunnel.", "And once more.", "Said while the customer was away."):
        expect(customer.messages.filter(has_text=text)).to_have_count(1)
        expect(staff.transcript.get_by_text(text)).to_have_count(1)
    expect(customer.chat.get_by_text("Waiting to be sent")).to_have_count(0)
    assert served.said("Written in a tunnel.") == served.said("And once more.") == 1
    staff.hand_back()
    customer.hears("I'm back")


def test_where_no_websocket_opens_the_conversation_goes_by_plain_calls(customer: Customer, staff: Staff) -> None:
    customer.page.context.add_init_script(NO_WEBSOCKET)
    customer.page.reload()
    customer.sign_in("chloe")
    customer.open_chat()
    customer.say("what's my balance?", "Your accounts")
    customer.say("I want to talk to a person", "fetching a person")
    staff.open("Chloe")
    staff.claim()
    staff.say("Hello, this is Robin.")
    customer.hears("Hello, this is Robin.")
    customer.say("That was quick.")
    expect(staff.transcript).to_contain_text("That was quick.")
    assert len(customer.texts()) == len(set(customer.texts()))
    staff.hand_back()
    customer.hears("I'm back")


def test_a_customer_waits_less_when_somebody_before_them_leaves_the_queue(open_page: OpenPage) -> None:
    first, second = Customer(open_page()), Customer(open_page())
    for one in (first, second):
        one.open_chat()
        one.say("talk to a person", "fetching a person")
    place = re.compile(r"You are number (\d+)")
    expect(second.chat.get_by_role("status")).to_have_text(place)
    before = second.chat.get_by_role("status").inner_text()
    first.say("hello?", "A person is coming")
    first.press("Go on with the assistant", "I'm back")
    expect(second.chat.get_by_role("status")).not_to_have_text(before)
    second.say("hello?", "A person is coming")  # nobody is left waiting for the tests that come after
    second.press("Go on with the assistant", "I'm back")
