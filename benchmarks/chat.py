"""How long a turn takes over the websocket, as the widget has it: `python benchmarks/chat.py [--turns N] [--json]`."""

from __future__ import annotations

import json
import time

from common import HOST, Visitor, demo_bank, options, percentiles, report, served
from websockets.sync.client import ClientConnection, connect

HOW = (
    "milliseconds from sending a message over the websocket to having its reply, over the loopback, one customer at a "
    "time, 20 turns to a conversation"
)
SIGN_IN = ("ada", "harbour-lantern-7")
TURNS_PER_CONVERSATION = 20
MESSAGES = ("hello", "what's my balance?", "show me my last transactions", "how do I order a new card?")
ANSWER_WITHIN_SECONDS = 30


def converse(port: int, turns: int) -> list[float]:
    """The milliseconds of each turn of one conversation."""
    visitor = Visitor(port, *SIGN_IN)
    cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
    taken = []
    with connect(
        f"ws://{HOST}:{port}/api/chat",
        origin=f"http://{HOST}:{port}",
        additional_headers={"Cookie": cookie},
        proxy=None,
    ) as socket:
        socket.recv(ANSWER_WITHIN_SECONDS)  # hello
        for number in range(turns):
            identity = f"chat-{number}"
            started = time.perf_counter()
            text = MESSAGES[number % len(MESSAGES)]
            socket.send(json.dumps({"type": "message", "id": identity, "text": text}))
            _wait_for(socket, "customer", identity)  # the message itself comes back first, then its reply
            _wait_for(socket, "assistant", None)
            taken.append((time.perf_counter() - started) * 1_000)
    return taken


def _wait_for(socket: ClientConnection, author: str, client_id: str | None) -> None:
    """Read frames until a message of this author comes."""
    while True:
        frame = json.loads(socket.recv(ANSWER_WITHIN_SECONDS))
        if frame["type"] == "error":
            raise SystemExit(f"The door refused: {frame['sentence']}")
        message = frame.get("message", {})
        if message.get("author") == author and message.get("client_id") == client_id:
            return


def main() -> None:
    chosen = options("How long a turn takes over the websocket.", turns=100)
    taken: list[float] = []
    with demo_bank() as settings, served(settings) as running:
        while len(taken) < chosen.turns:
            taken += converse(running.port, TURNS_PER_CONVERSATION)
    report({"turn_ms": percentiles(taken), "turns": len(taken)}, HOW, as_json=chosen.json)


if __name__ == "__main__":
    main()
