"""The helpdesk for each role: setting up the second factor, and what a page shows, offers and refuses."""

from __future__ import annotations

import itertools
import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from bot.desk import totp
from bot.desk.demo import DEMO_ACCOUNTS, DemoStaff
from bot.desk.permissions import Role
from tests.browser.accessibility import faults
from tests.browser.people import Customer, OpenPage, Staff, Watch, first_name
from tests.browser.served import Served
from tests.conftest import run_teller

pytestmark = pytest.mark.browser

ROBIN, SASHA, NOOR, KIM = DEMO_ACCOUNTS
REASON = "Complaint 4711: was the customer told the fee?"
VIEWS = ("console", "audit", "people", "nothing-here")
VIEW_OF = {
    Role.AGENT: "console",
    Role.SUPERVISOR: "console",
    Role.AUDITOR: "audit",
    Role.ADMINISTRATOR: "people",
    Role.TESTER: "nothing-here",
}
READS = ("queue", "canned", "audit", "staff")
READ_BY = {
    Role.AGENT: {"queue", "canned"},
    Role.SUPERVISOR: {"queue", "canned"},
    Role.AUDITOR: {"audit"},
    Role.ADMINISTRATOR: {"staff"},
    Role.TESTER: set(),
}
_numbers = itertools.count()


class Newcomer:
    """Somebody who was given an account, at the sign-in, with an authenticator app on their phone."""

    def __init__(self, served: Served, role: Role, page: Page) -> None:
        self.name = f"{role}{next(_numbers)}"
        added = run_teller("staff", "add", self.name, "--role", role, bot_url=f"sqlite:///{served.bot_path}")
        found = re.search(r"with the password (\S+)", added.stdout)
        assert found is not None, added.stderr
        self.password = found.group(1)
        self.page = page
        self.secret = ""

    def begin(self) -> None:
        """Name and password."""
        sign_in(self.page, self.name, self.password)

    def code(self, steps_ahead: int = 0) -> str:
        return totp.code_at(self.secret, int(time.time()) // totp.STEP_SECONDS + steps_ahead)

    def enter(self, code: str) -> None:
        self.page.get_by_label("Code of your app").fill(code)
        self.page.get_by_role("button", name="Sign in").click()

    def enrol(self) -> list[str]:
        """Set the app up with what the page shows; the recovery codes."""
        self.begin()
        shown = self.page.locator("#enrol-secret")
        expect(shown).to_be_visible()
        self.secret = shown.inner_text().replace(" ", "")
        self.enter(self.code())
        dialog = self.page.get_by_role("dialog", name="Keep your recovery codes")
        expect(dialog.get_by_role("listitem")).to_have_count(10)
        codes = dialog.get_by_role("listitem").all_inner_texts()
        expect(self.page.locator("#staff-name")).to_be_hidden()
        dialog.get_by_role("button", name="I have kept them").click()
        expect(self.page.locator("#staff-name")).to_have_text(self.name.capitalize())
        return codes


def sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def at_the_desk(open_page: OpenPage, who: DemoStaff) -> Staff:
    page = open_page("/desk")
    sign_in(page, who.sign_in_name, who.password)
    expect(page.locator("#staff-name")).to_have_text(who.name)
    return Staff(page)


def view_shown(page: Page) -> list[str]:
    return [view for view in VIEWS if page.locator(f"#{view}").is_visible()]


def readable(page: Page) -> set[str]:
    """What the gateway gives this page, whatever the page draws."""
    script = "async (what) => (await fetch(`/api/desk/${what}`)).status"
    answers = {what: page.evaluate(script, what) for what in READS}
    assert set(answers.values()) <= {200, 403}
    return {what for what, status in answers.items() if status == 200}


@pytest.mark.parametrize("role", Role)
def test_a_newcomer_sets_up_a_second_factor_and_sees_what_the_role_is_for(
    served: Served, open_page: OpenPage, watch: Watch, role: Role
) -> None:
    watch.expect("the server responded with a status of 403")  # what the role may not read
    newcomer = Newcomer(served, role, open_page("/desk"))
    codes = newcomer.enrol()
    assert len(set(codes)) == 10
    assert view_shown(newcomer.page) == [VIEW_OF[role]]
    assert faults(newcomer.page) == []
    assert readable(newcomer.page) == READ_BY[role]
    newcomer.page.reload()
    expect(newcomer.page.locator(f"#{VIEW_OF[role]}")).to_be_visible()
    assert codes[0] not in newcomer.page.content()

    newcomer.page.get_by_role("button", name="Sign out").click()
    expect(newcomer.page.get_by_role("heading", name="Staff sign-in")).to_be_visible()
    assert view_shown(newcomer.page) == []


def test_the_second_time_a_code_of_the_app_or_a_recovery_code_is_needed(served: Served, open_page: OpenPage) -> None:
    newcomer = Newcomer(served, Role.AGENT, open_page("/desk"))
    codes = newcomer.enrol()
    note = newcomer.page.locator("#sign-in-note")
    for entered, taken in (("000000", False), (newcomer.code(1), True), (codes[0], True), (codes[0], False)):
        if newcomer.page.locator("#staff-name").is_visible():
            newcomer.page.get_by_role("button", name="Sign out").click()
        newcomer.begin()
        expect(newcomer.page.locator("#enrol-step")).to_be_hidden()
        newcomer.enter(entered)
        if taken:
            expect(newcomer.page.locator("#staff-name")).to_be_visible()
        else:
            expect(note).to_contain_text("This code is wrong, or was used before")
            expect(newcomer.page.locator("#staff-name")).to_be_hidden()
            newcomer.page.reload()


def test_an_answer_that_comes_after_the_sign_out_leaves_the_form_as_it_is(
    customer: Customer, open_page: OpenPage, watch: Watch
) -> None:
    watch.expect("the server responded with a status of 401")
    robin = at_the_desk(open_page, ROBIN)
    page = robin.page
    held: list[Route] = []
    page.route("**/api/desk/queue", lambda route: held.append(route))
    customer.sign_in("chloe")
    customer.open_chat()
    with page.expect_request("**/api/desk/queue"):
        customer.say("talk to a person", "fetching a person")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("textbox", name="Name").fill(ROBIN.sign_in_name)
    with page.expect_response("**/api/desk/queue") as answer:
        held[0].continue_()
    assert answer.value.status == 401
    answer.value.finished()
    page.evaluate("() => new Promise(requestAnimationFrame)")  # what waits for the answer has run
    expect(page.get_by_role("textbox", name="Name")).to_have_value(ROBIN.sign_in_name)

    page.unroute("**/api/desk/queue")
    robin.sign_in()
    robin.open(first_name("chloe"))
    robin.claim()
    robin.hand_back()


def test_a_supervisor_reads_anothers_conversation_for_a_reason_that_the_auditor_finds(
    customer: Customer, open_page: OpenPage, watch: Watch
) -> None:
    watch.expect("the server responded with a status of 422")  # a reason that is none
    customer.sign_in("chloe")
    customer.open_chat()
    customer.say("talk to a person", "fetching a person")
    robin = at_the_desk(open_page, ROBIN)
    robin.open(first_name("chloe"))
    robin.claim()
    robin.say("One moment, please.")
    assert robin.page.get_by_text("With others, or closed today").is_hidden()

    sasha = at_the_desk(open_page, SASHA)
    others = sasha.page.locator("#others").get_by_role("button", name=re.compile(first_name("chloe")))
    others.first.click()
    dialog = sasha.page.get_by_role("dialog", name="Why do you need to read this conversation?")
    assert faults(sasha.page) == []
    dialog.get_by_label("Reason").fill("because")
    dialog.get_by_role("button", name="Read it").click()
    expect(dialog.get_by_role("alert")).to_contain_text("in a few words why")
    expect(sasha.transcript).to_be_hidden()
    dialog.get_by_label("Reason").fill(REASON)
    dialog.get_by_role("button", name="Read it").click()
    expect(sasha.transcript).to_contain_text("One moment, please.")
    expect(sasha.box).to_be_hidden()
    for offered in ("Claim", "Hand back", "Cases"):
        expect(sasha.page.get_by_role("button", name=offered, exact=True)).to_be_hidden()

    noor = at_the_desk(open_page, NOOR)
    row = noor.page.get_by_role("row").filter(has_text=REASON).first
    expect(row).to_contain_text("sasha supervisor")
    expect(row).to_contain_text("Viewed a conversation")
    expect(noor.page.get_by_text("One moment, please.")).to_have_count(0)
    robin.hand_back()


def test_the_auditor_pages_back_through_the_record(open_page: OpenPage) -> None:
    noor = at_the_desk(open_page, NOOR)
    rows = noor.page.locator("#audit-rows tr")
    expect(rows.first).to_contain_text("Read this record")
    numbers = [int(text) for text in rows.get_by_role("rowheader").all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)
    earlier = noor.page.get_by_role("button", name="Show earlier rows")
    while earlier.is_visible():
        count = rows.count()
        earlier.click()
        expect(rows).not_to_have_count(count)
    expect(rows.last.get_by_role("rowheader")).to_have_text("1")


def test_an_administrator_gives_another_role_that_counts_at_once(served: Served, open_page: OpenPage) -> None:
    newcomer = Newcomer(served, Role.AGENT, open_page("/desk"))
    newcomer.enrol()
    kim = at_the_desk(open_page, KIM)
    expect(kim.page.get_by_label(f"Role of {KIM.sign_in_name}")).to_be_disabled()
    row = kim.page.get_by_role("row").filter(has_text=newcomer.name)
    expect(row).to_contain_text("set up")
    kim.page.get_by_label(f"Role of {newcomer.name}").select_option("auditor")
    expect(kim.page.get_by_label(f"Role of {newcomer.name}")).to_have_value("auditor")
    kim.page.reload()
    expect(kim.page.get_by_label(f"Role of {newcomer.name}")).to_have_value("auditor")

    newcomer.page.reload()
    expect(newcomer.page.get_by_role("heading", name="Staff sign-in")).to_be_visible()
    newcomer.begin()
    newcomer.enter(newcomer.code(1))
    expect(newcomer.page.get_by_role("heading", name="Who did and saw what")).to_be_visible()
    assert view_shown(newcomer.page) == ["audit"]
