"""Payments over HTTP at `teller serve`, which is killed at random moments: none may be lost, doubled or half-done.

    .venv/bin/python -m tests.faults.kills_over_http --payments 300 --kills 40 --replicas 2 --database postgresql

Three customers pay as people do: they say it, say yes, and enter the code that their phone shows. Each yes and each
code is sent from two tabs at once, to different replicas where there are several; what has no answer is sent again
under the same id. With `--apart` the actions run as `teller actions`, and that process is killed as often as a replica.
In the end every amount (each is paid once) must have been told as done, and be posted once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
from sqlalchemy import func, make_url
from sqlalchemy import select as sql_select

from bank import Bank, CustomerId
from bank.demo.people import SIGN_INS, DemoSignIn
from bank.domain.orders import OrderState
from bank.services import payees
from bank.services.check import check
from bank.store.models import EntrySet, Order
from tests.bank_fixtures import POSTGRESQL

TELLER = Path(sys.executable).with_name("teller")
ANSWERS_SECONDS = 120
# A kill comes so long after a payment was done at most: about as long as one takes.
LATEST_KILL_SECONDS = 1.0
LEAST_MINOR = 1_01
UNSURE = "I can't see yet whether that was done"
# What had no answer is sent again so soon: a tab that asks without a pause takes the cores that the start needs.
AGAIN_SECONDS = 0.25
SEED = ("--customers", "5", "--months", "2", "--seed", "7")


@dataclass
class Outcome:
    """What was counted. Only `payments`, `kills`, `retried`, `unsure` and `seconds` may be more than zero.

    `unsure`: payments of which the customer was told that nobody can see yet whether they were made, as it was: the
    actions stayed away for longer than they are waited for. `untold`: those of which nothing was told in the end.
    """

    payments: int
    kills: int
    retried: int = 0
    unsure: int = 0
    untold: int = 0
    lost: int = 0
    doubled: int = 0
    half_done: int = 0
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_fine(self) -> bool:
        return not (self.untold or self.lost or self.doubled or self.half_done or self.problems)


class Server:
    """A `teller serve` or `teller actions` on a port of its own, which can be killed and begins again there."""

    def __init__(self, command: str, environment: dict[str, str], log: Path) -> None:
        self._command, self._environment, self._log, self._port = command, environment, log, "0"
        self._process = self._start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.communicate()

    def restart(self) -> None:
        self._process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        with self._log.open("a") as log:
            process = subprocess.Popen(  # noqa: S603 - our own command
                [str(TELLER), self._command, "--port", self._port],
                env=self._environment, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
        assert process.stdout is not None
        line = process.stdout.readline()  # comes when it is ready
        found = re.search(r"http://[^/]+:(\d+)", line)
        assert found is not None, f"{line}{self._log.read_text()}"
        self._port = found.group(1)
        return process


class Customer:
    """One customer in two tabs of a browser. `retried`: how often something had no answer and was sent again."""

    def __init__(self, who: DemoSignIn, replicas: list[Server], payee: str) -> None:
        self._who, self._replicas, self._payee = who, replicas, payee
        self._cookies: dict[str, str] = {}
        self._tabs = ThreadPoolExecutor(2)
        self.retried = 0

    def sign_in(self) -> None:
        token = self._until_answered(0, "/api/demo/sign-in", {"name": self._who.name, "password": self._who.password})
        with httpx.Client(base_url=self._replicas[0].address, trust_env=False, timeout=ANSWERS_SECONDS) as http:
            answer = http.post("/api/sign-in", json=token, headers={"Origin": self._replicas[0].address})
            assert answer.status_code == 200, answer.text
            self._cookies = dict(http.cookies)

    def pay(self, number: int) -> str:
        """One payment to its end: whether the customer was told that it is done, was told "unsure", or neither."""
        amount = f"{(LEAST_MINOR + number) // 100}.{(LEAST_MINOR + number) % 100:02d}"
        needs_code = number % 2 == 0
        words = f"send {amount} to {self._payee}" if needs_code else f"move {amount} to savings"
        if amount not in self._last_reply(self._say(number, words, f"wish-{number}")):
            # asked back about, as one in a thousand is: said once more, in other words
            words = f"please transfer {amount} from my current account to savings"
            self._say(number, words, f"wish-again-{number}")
        told = self._in_two_tabs(lambda tab: self._say(number + tab, "yes", f"yes-{number}-{tab}"))
        if needs_code and (request := self._code_request(told, amount)):
            phone = self._until_answered(number, "/api/phone", None)["messages"]
            code = next(one["code"] for one in phone if amount in one["text"])
            entered = {"order": request, "code": code}
            told = self._in_two_tabs(lambda tab: self._until_answered(number + tab, "/api/code", entered))
        if f"Done: €{amount}" in str(told):
            return "told"
        return self._told_later(words, amount)

    def _code_request(self, told: list[Any], amount: str) -> str | None:
        """The order that waits for a code, from the replies or, if they were lost, from the conversation."""
        for answer in (*told, self._until_answered(0, "/api/conversation", None)):
            for message in reversed(answer["messages"]):
                data = message.get("data") or {}
                if data.get("kind") == "code_request" and amount in str(data["summary"]):
                    return str(data["order"])
        return None

    @staticmethod
    def _last_reply(answer: Any) -> str:
        return next(
            (str(message["text"]) for message in reversed(answer["messages"]) if message["author"] != "customer"), ""
        )

    def _told_later(self, words: str, amount: str) -> str:
        messages = self._until_answered(0, "/api/conversation", None)["messages"]
        said = max(at for at, message in enumerate(messages) if message["text"] == words)
        since = [f"{message['author']}: {message['text']}" for message in messages[said:]]
        if f"Done: €{amount}" in str(since):
            return "told"
        sys.stderr.write("\n    ".join(["Not told as done:", *since]) + "\n")
        return "unsure" if UNSURE in str(since) else "untold"

    def _say(self, first: int, text: str, id: str) -> Any:
        return self._until_answered(first, "/api/messages", {"id": f"{self._who.name}-{id}", "text": text})

    def _in_two_tabs(self, act: Callable[[int], Any]) -> list[Any]:
        return list(self._tabs.map(act, range(2)))

    def _until_answered(self, first: int, path: str, body: dict[str, Any] | None) -> Any:
        """The answer of one replica or another, however often it has to be asked."""
        until = time.monotonic() + ANSWERS_SECONDS
        turn = first
        while True:
            base = self._replicas[turn % len(self._replicas)].address
            try:
                with httpx.Client(
                    base_url=base, trust_env=False, timeout=ANSWERS_SECONDS, cookies=self._cookies
                ) as http:
                    answer = http.get(path) if body is None else http.post(path, json=body, headers={"Origin": base})
                # too many requests, since some had to be sent again: a customer waits then, too
                if answer.status_code < 500 and answer.status_code != 429:
                    assert answer.status_code in {200, 404}, answer.text
                    return answer.json()
            except httpx.HTTPError:
                pass
            assert time.monotonic() < until, f"{path} had no answer"
            self.retried += 1
            turn += 1
            time.sleep(AGAIN_SECONDS)


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Addresses for the bank and for the conversations, where nothing is yet."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bank.db'}", f"sqlite:///{folder / 'bot.db'}"
        return
    names = [f"teller_kills_{part}_{secrets.token_hex(4)}" for part in ("bank", "bot")]
    address = make_url(POSTGRESQL).set(drivername="postgresql+psycopg")
    with psycopg.connect(POSTGRESQL, autocommit=True) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}"')
        try:
            bank, bot = (address.set(database=name).render_as_string(hide_password=False) for name in names)
            yield bank, bot
        finally:
            for name in names:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(outcome: Outcome, kind: str, replicas: int, apart: bool, models: Path, chance: random.Random) -> None:
    """Make the payments while the processes are killed, and count."""
    with tempfile.TemporaryDirectory(prefix="teller-kills-") as name, ExitStack() as last:
        folder = Path(name)
        bank_url, bot_url = last.enter_context(databases(kind, folder))
        environment = {key: value for key, value in os.environ.items() if not key.startswith("TELLER_")} | {
            "TELLER_BANK_URL": bank_url,
            "TELLER_BOT_URL": bot_url,
            "TELLER_MODELS_PATH": str(models),
            "TELLER_SIGN_IN_KEYS_PATH": str(folder / "sign-in" / "keys.json"),
            "PYTHONUNBUFFERED": "1",
        }
        subprocess.run([str(TELLER), "bank", "seed", *SEED], env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        bank = Bank.open(bank_url)
        last.callback(bank.close)
        others: list[Server] = []
        if apart:
            key = folder / "actions.key"
            key.write_text(secrets.token_hex(32))
            environment["TELLER_ACTIONS_KEY_PATH"] = str(key)
            others.append(Server("actions", environment, folder / "actions.log"))
            last.callback(others[-1].kill)
            environment["TELLER_ACTIONS_URL"] = others[-1].address
        served: list[Server] = []
        for place in range(replicas):
            served.append(Server("serve", environment, folder / f"{place}.log"))
            last.callback(served[-1].kill)
        pay_and_kill(outcome, bank, served, others, chance)
        count(outcome, bank)


def pay_and_kill(
    outcome: Outcome, bank: Bank, served: list[Server], others: list[Server], chance: random.Random
) -> None:
    """Let every customer pay in a thread of their own, and kill a process now and then until all is paid."""
    customers = [Customer(who, served, _payee(bank, who)) for who in SIGN_INS]
    for customer in customers:
        customer.sign_in()
    # between two kills something is paid: without an end of kills nothing ever could be
    most = max(1, 2 * outcome.payments // max(1, outcome.kills) - 1)
    made, is_over = Counter[int](), threading.Event()

    def pay(place: int) -> Counter[str]:
        told = Counter[str]()
        for number in range(place, outcome.payments, len(customers)):
            told[customers[place].pay(number)] += 1
            made[place] += 1
        return told

    def kill() -> int:
        for kills in range(outcome.kills):
            moment = made.total() + chance.randint(1, most)
            while made.total() < moment:
                if is_over.wait(0.01):
                    return kills
            time.sleep(chance.uniform(0, LATEST_KILL_SECONDS))
            victim = chance.choice(chance.choice([group for group in (served, others) if group]))
            victim.kill()
            victim.restart()
            sys.stderr.write(f"{kills + 1} kills, {made.total()} payments\n")
        return outcome.kills

    with ThreadPoolExecutor(len(customers) + 1) as pool:
        killer = pool.submit(kill)
        try:
            told = sum(pool.map(pay, range(len(customers))), Counter[str]())
            outcome.untold, outcome.unsure = told["untold"], told["unsure"]
        finally:
            is_over.set()
        outcome.kills = killer.result()
    outcome.retried = sum(customer.retried for customer in customers)


def _payee(bank: Bank, who: DemoSignIn) -> str:
    """Somebody whom the customer has known for long, and whose first name is nobody else's."""
    with bank.unit_of_work() as uow:
        names = [payee.name for payee in payees.list_payees(uow, CustomerId(who.customer)) if not payee.nickname]
    firsts = [name.split()[0] for name in names]
    return next(name for name in names if firsts.count(name.split()[0]) == 1)


def count(outcome: Outcome, bank: Bank) -> None:
    """Compare the books with what was asked for: for each amount one order, executed, posted once."""
    with bank.unit_of_work() as uow:
        customers = [who.customer for who in SIGN_INS]
        made = func.count(EntrySet.id)
        rows = uow.session.execute(
            sql_select(Order.customer_id, Order.amount_minor, Order.state, made)
            .outerjoin(EntrySet, EntrySet.order_id == Order.id)
            .where(Order.customer_id.in_(customers))
            .group_by(Order.id, Order.customer_id, Order.amount_minor, Order.state)
        ).all()
    for number in range(outcome.payments):
        who, minor = customers[number % len(customers)], LEAST_MINOR + number
        mine = [(state, posted) for customer, amount, state, posted in rows if (customer, amount) == (who, minor)]
        executed = sum(state == OrderState.EXECUTED for state, _ in mine)
        posted = sum(posted for _, posted in mine)
        outcome.lost += posted == 0
        outcome.doubled += posted > 1
        outcome.half_done += executed != posted or any(state in {"confirmed", "authorised"} for state, _ in mine)
    outcome.problems = [f"{problem.rule}: {problem.what}" for problem in check(bank).problems]


def main() -> None:
    parser = argparse.ArgumentParser(description="Kills teller serve while customers pay over HTTP.")
    parser.add_argument("--payments", type=int, default=300)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--apart", action="store_true", help="the actions in a process of their own")
    parser.add_argument("--models", type=Path, default=Path("models"))
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    outcome, began = Outcome(chosen.payments, chosen.kills), time.monotonic()
    chance = random.Random(chosen.seed)  # noqa: S311 - no secret hangs on it
    run(outcome, chosen.database, chosen.replicas, chosen.apart, chosen.models, chance)
    outcome.seconds = round(time.monotonic() - began, 1)
    sys.stdout.write(json.dumps(asdict(outcome)) + "\n")
    sys.exit(0 if outcome.is_fine else 1)


if __name__ == "__main__":
    main()
