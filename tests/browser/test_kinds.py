"""What a message can show beside its words is drawn, told in full, and does no more than its reader lets it do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from bot.store import Store, transcript
from bot.store.transcript import ASSISTANT, Draft
from tests.browser.accessibility import faults
from tests.browser.people import Customer, OpenPage
from tests.browser.served import Served

pytestmark = pytest.mark.browser

MONTHS = ("June", "July", "August", "September", "October")
PIN_REQUEST = {
    "kind": "secret_request",
    "order": "pin-change",
    "purpose": "pin",
    "length": 4,
    "summary": [{"label": "Card", "value": "Debit card …8488"}],
}


def in_minutes(minutes: int) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


@pytest.fixture
def chloe(customer: Customer) -> Customer:
    customer.sign_in("chloe")
    customer.open_chat()
    return customer


def show(served: Served, customer: Customer, text: str, data: Mapping[str, Any]) -> None:
    """Let the assistant have said this: write it where the door reads what was said, and look again."""
    answer = customer.page.request.post("/api/session", data={}, headers={"Origin": served.address})
    store = Store.open(f"sqlite:///{served.bot_path}")
    with store.write() as db:
        transcript.append(db, answer.json()["conversation"], [Draft(ASSISTANT, text, "Teller", data=data)])
    store.close()
    customer.page.reload()
    customer.hears(text.split("\n")[0])


def test_bars_are_a_table(served: Served, chloe: Customer) -> None:
    points = [{"label": "Housing", "minor": 82000}, {"label": "Refunds", "minor": -3150}]
    data = {"kind": "chart", "form": "bars", "title": "October", "unit": "EUR", "points": points}
    show(served, chloe, "Your spending:\n• Housing: €820.00", data)
    table = chloe.chat.get_by_role("table", name="October")
    expect(table.get_by_role("row")).to_have_text(["Housing€820.00", "Refunds−€31.50"])
    expect(chloe.messages.last.locator(".bubble")).to_have_text("Your spending:")
    assert faults(chloe.page) == []


def test_a_line_says_what_it_shows_and_has_its_figures(served: Served, chloe: Customer) -> None:
    points = [{"label": month, "value": place * 10} for place, month in enumerate(MONTHS)]
    data = {"kind": "chart", "form": "line", "title": "Visits", "unit": None, "points": points}
    show(served, chloe, "How it went:", data)
    expect(chloe.chat.get_by_role("img", name="Visits: 5 points, from 0 (June) to 40 (October)")).to_be_visible()
    chloe.chat.get_by_text("Show the figures").click()
    expect(chloe.chat.get_by_role("table", name="Visits").get_by_role("row")).to_have_count(len(MONTHS))
    assert faults(chloe.page) == []


def test_a_list_shows_day_and_amount(served: Served, chloe: Customer) -> None:
    rent = {
        "title": "Rent",
        "detail": "Standing order",
        "date": "2031-02-01",
        "amount": {"minor": -82000, "currency": "EUR"},
    }
    advice = {"title": "Mortgage advice", "detail": None, "date": "2031-02-03", "amount": None}
    show(served, chloe, "Coming up:", {"kind": "list", "title": "Upcoming", "rows": [rent, advice]})
    items = chloe.chat.get_by_role("list", name="Upcoming").get_by_role("listitem")
    expect(items.nth(0)).to_contain_text("−€820.00")
    expect(items.nth(1)).to_contain_text("3 Feb 2031")


def test_a_document_is_downloaded_from_the_pages_own_origin_while_it_is_good(served: Served, chloe: Customer) -> None:
    document = {"kind": "document", "name": "Statement.svg", "size_bytes": 434, "url": "/static/icon.svg"}
    show(served, chloe, "Here it is.", document | {"expires_at": in_minutes(5)})
    with chloe.page.expect_download() as download:
        chloe.chat.get_by_role("link", name="Statement.svg").click()
    assert download.value.suggested_filename == "Statement.svg"

    show(served, chloe, "Too late.", document | {"name": "Old", "expires_at": in_minutes(-1)})
    expect(chloe.messages.last).to_contain_text("No longer available")
    show(served, chloe, "Elsewhere.", document | {"name": "Bad", "url": "//example.org/x", "expires_at": in_minutes(5)})
    expect(chloe.messages.last).to_contain_text("Bad")
    expect(chloe.chat.get_by_role("link")).to_have_count(1)


def test_a_pin_is_entered_twice_and_goes_nowhere_but_to_its_own_call(served: Served, chloe: Customer) -> None:
    sent: list[Any] = []

    def answer(route: Route) -> None:
        sent.append(route.request.post_data_json)
        result = "weak" if len(sent) == 1 else "accepted"
        route.fulfill(json={"result": result, "messages": []})

    chloe.page.route("**/api/secret", answer)  # the bank's side of it comes with the skill that asks for a PIN
    show(served, chloe, "Choose a new PIN.", PIN_REQUEST | {"expires_at": in_minutes(5)})
    panel = chloe.page.get_by_role("region", name="Choose a new PIN")
    first, second = panel.get_by_label("New PIN, 4 digits"), panel.get_by_label("The same PIN again")
    expect(panel).to_contain_text("Debit card …8488")
    assert faults(chloe.page) == []

    chloe.say("2580")
    expect(chloe.note).to_contain_text("PINs belong here")
    first.fill("1111")
    second.fill("1112")
    second.press("Enter")
    expect(chloe.note).to_contain_text("two different PINs")
    for pin, outcome in (("1111", "too easy to guess"), ("2580", None)):
        first.fill(pin)
        second.fill(pin)
        second.press("Enter")
        if outcome:
            expect(chloe.note).to_contain_text(outcome)
    expect(panel).to_be_hidden()
    assert sent == [{"order": "pin-change", "secret": "1111"}, {"order": "pin-change", "secret": "2580"}]
    assert not served.remembers("2580")
    assert "2580" not in chloe.page.evaluate("JSON.stringify({ ...sessionStorage, ...localStorage })")


def test_a_panel_closes_when_its_own_order_is_decided_and_not_for_another(served: Served, chloe: Customer) -> None:
    code_request = {"kind": "code_request", "order": "one", "summary": [], "expires_at": in_minutes(5)}
    other = {"kind": "order", "order": "two", "state": "executed", "summary": []}
    show(served, chloe, "Enter the code.", code_request)
    expect(chloe.code_panel).to_be_visible()
    show(served, chloe, "Another order went out.", other)
    expect(chloe.code_panel).to_be_visible()
    show(served, chloe, "Cancelled.", other | {"order": "one", "state": "cancelled"})
    expect(chloe.code_panel).to_be_hidden()


def test_what_a_message_holds_is_text_and_never_markup(served: Served, chloe: Customer) -> None:
    markup = "<img src=x onerror=\"throw new Error('markup ran')\"><b>bold</b>"
    rows = [{"title": markup, "detail": markup, "date": None, "amount": None}]
    show(served, chloe, markup, {"kind": "list", "title": markup, "rows": rows})
    chloe.say(markup)
    expect(chloe.messages.filter(has_text=markup)).not_to_have_count(0)
    assert chloe.chat.locator("img, b").count() == 0


def test_a_kind_that_the_page_does_not_know_is_left_to_the_words(served: Served, chloe: Customer) -> None:
    show(served, chloe, "It says so here.", {"kind": "hologram", "rows": 3})
    expect(chloe.messages.last.locator(".bubble")).to_have_text("It says so here.")


def test_on_a_phone_the_button_to_sign_in_uncovers_the_form(open_page: OpenPage) -> None:
    customer = Customer(open_page(viewport={"width": 390, "height": 780}))
    customer.open_chat()
    customer.say("what's my balance?", "Please sign in first")
    customer.chat.get_by_role("button", name="Sign in").click()
    expect(customer.box).to_be_hidden()
    expect(customer.page.get_by_role("textbox", name="Name")).to_be_focused()
