"""Signing in from the bank's own site: its server signs, its page hands over, the door opens one session."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from websockets.exceptions import ConnectionClosed

from bank import Bank
from bank.demo.people import SIGN_INS
from bank.demo.site import DemoSite
from bot.conversation.bank_side import BankServices
from bot.conversation.conversations import Conversations
from bot.desk import Desk
from bot.gateway.app import create_app
from bot.runtime.settings import PROJECT_ROOT, Settings
from bot.store import Store
from tests.door_fixtures import Door, Visitor, keys_beside, serve
from tests.store_fixtures import sealer
from tests.unit.conversation.doubles import SmallAssistant

ADA, BEN = SIGN_INS[0], SIGN_INS[1]
REFUSED = {"error": {"code": "token_refused", "sentence": "This sign-in is no longer good. Please sign in again."}}


@dataclass
class OwnSite:
    """A real bank's site with keys of its own, which signs as docs/gateway.md shows."""

    keys_path: Path
    bank: Bank
    store: Store

    def __post_init__(self) -> None:
        self.new_key("first")

    def new_key(self, key_id: str) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        self.key_id = key_id
        self.private_key = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        public = {**jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": key_id}
        self.keys_path.write_text(json.dumps({"keys": [public]}))

    def token(self, customer: int = 1) -> str:
        document = (PROJECT_ROOT / "docs" / "gateway.md").read_text(encoding="utf-8")
        example = SimpleNamespace()
        exec(re.findall(r"```python\n(.*?)```", document, re.DOTALL)[0], vars(example))  # noqa: S102 - our own page
        token: str = example.teller_token(customer, self.private_key, self.key_id)
        return token

    @asynccontextmanager
    async def door(self) -> AsyncIterator[str]:
        """A replica of the door, as it is served where there is no demo."""
        settings = Settings.from_environment(
            {"TELLER_DEMO": "off", "TELLER_SIGN_IN_ISSUER": "https://www.bank.example"}
        )
        conversations = Conversations(
            bank=BankServices(self.bank, keys_beside(self.store)), store=self.store, assistant=SmallAssistant()
        )
        app = create_app(
            replace(settings, sign_in_keys_path=self.keys_path),
            bank=self.bank,
            store=self.store,
            conversations=conversations,
            desk=Desk(self.store, sealer(self.keys_path.parent)),
            secure_cookies=False,
        )
        async with serve(app) as base:
            yield base


@pytest.fixture
def site(tmp_path: Path, bank: Bank, store: Store) -> OwnSite:
    return OwnSite(tmp_path / "keys.json", bank, store)


async def test_a_token_made_as_the_document_shows_opens_a_session_once_over_replicas_and_restarts(
    site: OwnSite,
) -> None:
    token = site.token()
    async with site.door() as base, site.door() as replica, Visitor.open(base) as ada, Visitor.open(replica) as thief:
        answer = await ada.post("/api/sign-in", {"token": token})
        assert answer.json()["customer"] == {"first_name": ADA.first_name}
        for again in (ada, thief):
            refused = await again.post("/api/sign-in", {"token": token})
            assert (refused.status_code, refused.json()) == (401, REFUSED)
        assert (await ada.post("/api/session")).json()["customer"] == {"first_name": ADA.first_name}
    async with site.door() as restarted, Visitor.open(restarted) as thief:
        assert (await thief.post("/api/sign-in", {"token": token})).status_code == 401


async def test_keys_rotate_while_the_door_is_open(site: OwnSite) -> None:
    async with site.door() as base, Visitor.open(base) as visitor:
        old = site.token()
        site.new_key("second")
        assert (await visitor.post("/api/sign-in", {"token": old})).status_code == 401
        assert (await visitor.post("/api/sign-in", {"token": site.token(2)})).json()["customer"] == {
            "first_name": BEN.first_name
        }


async def test_a_customer_whom_the_bank_does_not_know_is_refused_like_any_bad_token(site: OwnSite) -> None:
    async with site.door() as base, Visitor.open(base) as visitor:
        refused = await visitor.post("/api/sign-in", {"token": site.token(10**9)})
        assert (refused.status_code, refused.json()) == (401, REFUSED)


async def test_where_there_is_no_demo_no_password_is_taken(site: OwnSite) -> None:
    async with site.door() as base, Visitor.open(base) as visitor:
        body = {"name": ADA.name, "password": ADA.password}
        assert (await visitor.post("/api/demo/sign-in", body)).status_code == 404
        assert (await visitor.post("/api/sign-in", body)).status_code == 422


async def test_a_refused_token_is_in_the_log_by_its_reason_alone(
    site: OwnSite, caplog: pytest.LogCaptureFixture
) -> None:
    async with site.door() as base, Visitor.open(base) as visitor:
        token = site.token()
        site.new_key("second")
        await visitor.post("/api/sign-in", {"token": token})
    assert "A sign-in token was refused: unknown key" in caplog.text
    assert token.split(".")[1] not in caplog.text


async def test_too_many_refused_tokens_from_one_address_are_too_many(site: OwnSite) -> None:
    async with site.door() as base, Visitor.open(base) as visitor:
        statuses = [
            (await visitor.post("/api/sign-in", {"token": secrets.token_hex(8)})).status_code for _ in range(101)
        ]
    assert statuses == [401] * 100 + [429]


async def test_signing_in_goes_on_with_the_same_conversation_on_every_open_page(visitor: Visitor) -> None:
    conversation = (await visitor.post("/api/session")).json()["conversation"]
    await visitor.say("hello")
    async with visitor.page() as page:
        await page.next()

        signed_in = (await visitor.sign_in(ADA.name, ADA.password)).json()

        assert signed_in["conversation"] == conversation
        with pytest.raises(ConnectionClosed):  # the page connects again, now as Ada's
            await page.next()
    assert len((await visitor.get("/api/conversation")).json()["messages"]) == 2


async def test_signing_out_everywhere_ends_every_session_of_the_customer_and_of_nobody_else(door: Door) -> None:
    async with door.visitor() as at_home, door.visitor() as on_the_phone, door.visitor() as ben:
        for browser, who in ((at_home, ADA), (on_the_phone, ADA), (ben, BEN)):
            await browser.sign_in(who.name, who.password)
        async with on_the_phone.page() as page:
            await page.next()

            assert (await at_home.post("/api/sign-out", {"everywhere": True})).status_code == 204

            with pytest.raises(ConnectionClosed):
                await page.next()
            assert page.websocket.close_code == 4401
        statuses = [(await each.get("/api/conversation")).status_code for each in (at_home, on_the_phone, ben)]
        assert statuses == [401, 401, 200]


async def test_signing_out_here_leaves_the_other_browsers_signed_in(door: Door) -> None:
    async with door.visitor() as at_home, door.visitor() as on_the_phone:
        for browser in (at_home, on_the_phone):
            await browser.sign_in(ADA.name, ADA.password)
        await at_home.post("/api/sign-out")
        assert (await at_home.get("/api/conversation")).status_code == 401
        assert (await on_the_phone.get("/api/conversation")).status_code == 200


async def test_nobody_who_is_not_signed_in_ends_anybody_elses_session(door: Door) -> None:
    async with door.visitor() as nobody, door.visitor() as ada:
        await nobody.post("/api/session")
        await ada.sign_in(ADA.name, ADA.password)
        assert (await nobody.post("/api/sign-out", {"everywhere": True})).status_code == 204
        assert (await ada.get("/api/conversation")).status_code == 200


def test_the_demos_keys_are_made_once_and_the_private_one_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "sign-in" / "keys.json"
    first = DemoSite.open(path, "a", "b")
    assert DemoSite.open(path, "a", "b") == first
    assert path.with_name("private.pem").stat().st_mode & 0o777 == 0o600
    assert "d" not in json.loads(path.read_text())["keys"][0]
    assert [each.name for each in path.parent.parent.iterdir()] == ["sign-in"]
