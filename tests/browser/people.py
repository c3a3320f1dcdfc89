"""Who sits at the pages: a visitor who notices whatever goes wrong in the browser, a customer, a member of staff."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from bank.demo.people import SIGN_INS
from bot.desk.demo import DEMO_STAFF

# Asking who is signed in, when nobody is, is answered so; browsers write that down as an error.
USUAL = re.compile(r"the server responded with a status of 401")
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => console.error("CSP", event.violatedDirective, event.blockedURI));
"""

OpenPage = Callable[..., Page]

PATIENCE_SECONDS = 20
# A message of the customer's own ends what was said before it. Spaces are counted as a reader does.
SAID_SINCE_OWN = """nodes => nodes
    .slice(nodes.map(node => node.classList.contains("customer")).lastIndexOf(true) + 1)
    .map(node => node.textContent.replace(/\\s+/g, " "))
    .join("\\n")"""


@dataclass
class Watch:
    """What a browser context has complained of, and where it has sent requests to."""

    origin: str
    usual: list[re.Pattern[str]] = field(default_factory=lambda: [USUAL])
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch a context from now on."""
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", self._requested)
        context.on("page", lambda page: page.on("websocket", lambda socket: self._went(socket.url)))

    def expect(self, complaint: str) -> None:
        """Let this complaint pass: the test means it to come."""
        self.usual.append(re.compile(complaint))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(usual.search(message.text) for usual in self.usual):
            self.complaints.append(f"{message.type}: {message.text}")

    def _requested(self, request: Request) -> None:
        self._went(request.url)

    def _went(self, url: str) -> None:
        if urlsplit(url).scheme not in {"blob", "data"} and urlsplit(url).netloc != urlsplit(self.origin).netloc:
            self.foreign.append(url)


class Customer:
    """Somebody at the demo bank's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.chat = page.locator("teller-chat")
        self.messages = self.chat.locator(".message")
        self.box = page.get_by_role("textbox", name="Your message")
        self.code_panel = page.get_by_role("region", name="Confirm with a code")
        self.code = page.get_by_role("textbox", name="Six-digit code from your phone")
        self.note = self.chat.get_by_role("alert")

    def sign_in(self, name: str) -> None:
        """With the button that the demo offers, then the form."""
        self.page.get_by_role("button", name=re.compile(f"^{name}")).click()
        self.page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(first_name(name))

    def open_chat(self, greeting: str = "Hello") -> None:
        self.page.get_by_role("button", name="Open chat").click()
        expect(self.messages.first).to_contain_text(greeting)

    def say(self, text: str, reply: str = "") -> None:
        """Write a message; what is said to it holds `reply`."""
        self.box.fill(text)
        self.box.press("Enter")
        if reply:
            self.hears(reply)

    def hears(self, reply: str) -> None:
        """What was said since the customer's own last message holds these words: often one message, sometimes two."""
        until = time.monotonic() + PATIENCE_SECONDS
        while reply not in (said := self.messages.evaluate_all(SAID_SINCE_OWN)):
            assert time.monotonic() < until, f"{reply!r} is not in {said!r}"
            self.page.wait_for_timeout(50)

    def button(self, title: str) -> Locator:
        """A reply that the assistant offers now."""
        return self.page.get_by_role("group", name="Suggested replies").get_by_role("button", name=title, exact=True)

    def press(self, title: str, reply: str) -> None:
        self.button(title).click()
        self.hears(reply)

    def phone_code(self, amount: str) -> str:
        """The code on the phone beside the chat that is for this amount ("12.00"), which the panel asks for."""
        expect(self.code_panel).to_contain_text(amount)
        return self.page.locator("#phone-list li").filter(has_text=amount).first.locator(".copy bdi").inner_text()

    def texts(self) -> list[str]:
        """Everything said, as it stands in the page."""
        return [text.strip() for text in self.chat.locator(".bubble").all_inner_texts()]


class Staff:
    """Somebody at the helpdesk."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.queue = page.get_by_role("navigation", name="Conversations")
        self.transcript = page.get_by_role("log", name="Transcript")
        self.box = page.get_by_role("textbox", name="Your reply")

    def sign_in(self) -> None:
        self.page.get_by_role("textbox", name="Name").fill(DEMO_STAFF.sign_in_name)
        self.page.get_by_role("textbox", name="Password").fill(DEMO_STAFF.password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.locator("#staff-name")).to_have_text(DEMO_STAFF.name)

    def open(self, customer: str) -> None:
        """Open the conversation of a customer that waits."""
        self.queue.get_by_role("button", name=re.compile(customer)).first.click()
        expect(self.page.get_by_role("heading", level=2, name=re.compile(customer))).to_be_visible()

    def claim(self) -> None:
        self.page.get_by_role("button", name="Claim", exact=True).click()
        expect(self.box).to_be_focused()

    def say(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")
        expect(self.transcript).to_contain_text(text)

    def hand_back(self) -> None:
        self.page.get_by_role("button", name="Hand back").click()
        self.page.get_by_role("dialog").get_by_role("button", name="Hand back").click()
        expect(self.box).to_be_hidden()


def first_name(sign_in_name: str) -> str:
    return next(each.first_name for each in SIGN_INS if each.name == sign_in_name)
