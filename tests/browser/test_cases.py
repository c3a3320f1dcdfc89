"""Cases at the helpdesk's page: seen, moved on with a note, and heard by the customer at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import faults
from tests.browser.conftest import PHONE
from tests.browser.people import Customer, OpenPage, Staff, Watch, first_name

pytestmark = pytest.mark.browser

WHO = "chloe"
NOTE = "Please tell us which branch it was."


@pytest.mark.parametrize("look", [{}, {"viewport": PHONE}, {"color_scheme": "dark"}])
def test_a_case_is_moved_on_and_the_customer_hears_of_it(
    customer: Customer, open_page: OpenPage, watch: Watch, look: dict[str, object]
) -> None:
    watch.expect("the server responded with a status of 422")  # a reason that is none
    customer.sign_in(WHO)
    customer.open_chat()
    customer.say("I want to make a complaint", "What went wrong?")
    customer.say("nobody answered my letters for three weeks", "has the number C-")
    number = re.findall(r"C-\d{4}-\d{5}", " ".join(customer.texts()))[-1]
    customer.say("talk to a person", "fetching a person")
    staff = Staff(open_page("/desk", **look))
    staff.sign_in()
    staff.open(first_name(WHO))
    staff.claim()

    staff.page.get_by_role("button", name="Cases").click()
    dialog = staff.page.get_by_role("dialog", name="Cases")
    case = dialog.get_by_role("listitem").filter(has=staff.page.get_by_role("heading", name=re.compile(number)))
    expect(case).to_contain_text("nobody answered my letters for three weeks")
    assert faults(staff.page) == []
    case.get_by_label("Next state").select_option("waiting")
    case.get_by_label("Note for the customer").fill(NOTE)
    expect(case.get_by_text("Give back")).to_be_hidden()
    case.get_by_label("Reason, for the record").fill("no")
    case.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("why you need to see this")
    case.get_by_label("Reason, for the record").fill("The complaint names no branch")
    case.get_by_role("button", name="Save").click()
    expect(case.get_by_role("list", name=f"Steps of {number}")).to_contain_text(
        f"waiting for the customer. {NOTE} (told)"
    )
    customer.hears(f"Your complaint {number} is waiting for you. {NOTE}")
    dialog.get_by_role("button", name="Close").click()
    staff.hand_back()
