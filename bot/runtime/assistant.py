"""The assistant: Rasa's agent with a trained model, and what one turn of it comes to.

It knows conversations, not customers: an action asks the bank whose conversation it is. Whether a person or the
assistant answers, and who may press what, is decided in `bot/conversation`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.runtime import lifted

lifted.apply()

from rasa.core.agent import Agent  # noqa: E402 - Rasa must be lifted first
from rasa.core.channels.channel import OutputChannel, UserMessage  # noqa: E402
from rasa.core.lock_store import InMemoryLockStore  # noqa: E402
from rasa.core.tracker_store import InMemoryTrackerStore  # noqa: E402
from rasa.engine.exceptions import GraphComponentException  # noqa: E402
from rasa.exceptions import ModelNotFound  # noqa: E402
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME, REQUESTED_SLOT  # noqa: E402
from rasa.shared.core.domain import Domain  # noqa: E402
from rasa.shared.core.events import (  # noqa: E402
    ActionExecuted,
    BotUttered,
    ConversationResumed,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402
from rasa.shared.exceptions import RasaException  # noqa: E402
from rasa.utils.endpoints import EndpointConfig  # noqa: E402
from sqlalchemy import Engine  # noqa: E402

from bot.nlu.calibration import ASKS  # noqa: E402
from bot.nlu.errors import ModelError  # noqa: E402
from bot.nlu.outcome import must_be_sure  # noqa: E402
from bot.nlu.requests import Understand, split_requests  # noqa: E402
from bot.nlu.skills import Skills, load_skills  # noqa: E402
from bot.runtime.actions_in_process import InProcessActions, shorten_action_calls  # noqa: E402
from bot.runtime.archives import NoModelError, archive_to_serve  # noqa: E402
from bot.runtime.rules import RuleNames  # noqa: E402
from bot.runtime.settings import PROJECT_ROOT  # noqa: E402
from bot.runtime.tracker_store import EventTable  # noqa: E402
from bot.runtime.turns import ANSWER, CLARIFY, HAND_OVER, AssistantTurn, Button, HandOver, Reply, merged  # noqa: E402
from bot.runtime.variants import InTurn  # noqa: E402

CHANNEL = "teller"
FORM_SUFFIX = "_form"
UNREADABLE = (ModelNotFound, RasaException, GraphComponentException, OSError, EOFError, KeyError, ValueError)
"""What Rasa raises for an archive that is none, is damaged, or is another release's."""
EVENTS_OF_A_SESSION = 150
"""About a dozen turns; see `_new_session`."""
HAND_OVER_SLOT = "hand_over"
WAITING_REQUESTS, REQUEST = "waiting_requests", "request"
"""The slot of the requests that wait, and the entity that brings them there (actions/one_at_a_time.py)."""
SIGN_IN_WISH = "sign_in_wish"
"""The slot of the request that waits for a sign-in (actions/turn.py)."""
NAMES_TOLD = 3
"""How many of the things that an old archive lacks are named."""
UNSEEN_ACTIONS = frozenset({"action_listen", "action_session_start", "action_extract_slots"})


class Assistant:
    """One trained assistant, loaded once per process."""

    def __init__(self, agent: Agent, rules: RuleNames, skills: Skills) -> None:
        self._agent = agent
        self._rules = rules
        self._skills = skills

    @classmethod
    def load(cls, models: Path, engine: Engine | None, actions: EndpointConfig | None = None) -> Assistant:
        """Load the archive in service in a folder (or the archive itself), with its events in the engine's database.

        Without an engine, nothing is kept: enough to parse. `actions`: where they run, if not in this process.
        """
        shorten_action_calls()
        archive = archive_to_serve(models)
        events = InMemoryTrackerStore(None) if engine is None else EventTable(engine)
        try:
            agent = Agent.load(
                archive,
                tracker_store=events,
                lock_store=InMemoryLockStore(),
                action_endpoint=actions or InProcessActions(),
            )
        except UNREADABLE as error:
            raise NoModelError(_what_mends(archive, error)) from error
        _require_fitting(agent.domain, archive)
        agent.nlg = agent.processor.nlg = InTurn(agent.domain.responses)
        # Rasa wraps a store so that it goes on in memory when the database fails: a bank's events must not be lost so
        agent.tracker_store = agent.processor.tracker_store = events
        events.domain = agent.domain
        data = PROJECT_ROOT / "data"
        return cls(agent, RuleNames.load(data / "rules"), load_skills(data / "skills.yml"))

    async def parse(self, text: str) -> dict[str, Any]:
        """What the model makes of a text, without a conversation: see "The model" in docs/architecture.md."""
        parsed: dict[str, Any] = await self._agent.parse_message(as_plain_text(text))
        return parsed

    async def turn(self, conversation_id: str, text: str, message_id: str) -> AssistantTurn:
        """Answer a typed message. It is text and nothing else: "/confirm" typed is not a confirmation.

        `message_id`: one that was answered before is not heard again; what was said to it is said again.
        """
        understand = cache(self._understood)
        now, later = self._one_at_a_time(split_requests(as_plain_text(text), understand), understand)
        told = []
        if later:
            payload = "/later" + json.dumps({REQUEST: later}, ensure_ascii=False)
            told = [await self._handle(conversation_id, payload, message_id=f"{message_id}.later")]
        answered = [
            await self._handle(conversation_id, request, message_id=f"{message_id}.{place}")
            for place, request in enumerate(now)
        ]
        return merged(await self._go_on(conversation_id, answered, message_id), before=told)

    async def press(self, conversation_id: str, payload: str, message_id: str) -> AssistantTurn:
        """Answer a pressed button; the caller has made sure that it was on offer. `message_id` as in `turn`."""
        return await self._settle(conversation_id, payload, message_id)

    async def greet(self, conversation_id: str) -> AssistantTurn:
        """Open the conversation."""
        return await self._handle(conversation_id, "/greet")

    async def code_accepted(self, conversation_id: str, order_key: str) -> AssistantTurn:
        """Go on after the bank has taken the one-time code; the action looks the order up itself."""
        return await self._settle(conversation_id, "/code_accepted", f"code.{order_key}")

    async def code_failed(self, conversation_id: str, order_key: str, result: str) -> AssistantTurn:
        """Go on after a code that will not do any more (`expired` or `locked`)."""
        return await self._settle(conversation_id, "/code_failed")

    async def secret_accepted(self, conversation_id: str, order_key: str) -> AssistantTurn:
        """Go on after the bank has taken a PIN from the panel; the assistant never sees it."""
        return await self._settle(conversation_id, "/secret_accepted", f"secret.{order_key}")

    async def secret_failed(self, conversation_id: str, order_key: str) -> AssistantTurn:
        """Go on after a PIN that came too late."""
        return await self._settle(conversation_id, "/secret_failed")

    async def signed_in(self, conversation_id: str) -> AssistantTurn:
        """Go on with what was asked for before the customer had signed in; nothing is said where that was nothing."""
        tracker = await self._agent.tracker_store.retrieve(conversation_id)
        wish = tracker.get_slot(SIGN_IN_WISH) if tracker else None
        if not wish:
            return AssistantTurn(replies=(), outcome=ANSWER)
        waiting = (wish, *(tracker.get_slot(WAITING_REQUESTS) or ()))
        turns = await self._next(conversation_id, waiting, None, SlotSet(SIGN_IN_WISH, None))
        return merged(await self._go_on(conversation_id, turns))

    async def resume(self, conversation_id: str) -> AssistantTurn:
        """Take the conversation back from a person."""
        # the turn that paused the conversation never came to listening, and no rule begins before that
        listening = ActionExecuted(ACTION_LISTEN_NAME)
        return await self._handle(conversation_id, "/resume", ConversationResumed(), listening)

    async def _settle(self, conversation_id: str, payload: str, message_id: str | None = None) -> AssistantTurn:
        """Answer what was not typed, and then the requests that waited for it."""
        heard = await self._handle(conversation_id, payload, message_id=message_id)
        return merged(await self._go_on(conversation_id, [heard], message_id))

    def _one_at_a_time(self, requests: list[str], understand: Understand) -> tuple[list[str], list[str]]:
        """Those to answer now, and those that wait: of several that ask before they do anything, all but the first."""
        if len(requests) == 1:
            return requests, []
        asking = [self._skills.does.get(understand(request)[0] or "") == ASKS for request in requests]
        waits = [asks and any(asking[:place]) for place, asks in enumerate(asking)]
        now, later = (
            [text for text, must in zip(requests, waits, strict=True) if must is wanted] for wanted in (False, True)
        )
        return now, later

    async def _go_on(
        self, conversation_id: str, turns: list[AssistantTurn], message_id: str | None = None
    ) -> list[AssistantTurn]:
        """The turns so far and, where nothing is open after them, those of the requests that waited for that."""
        while waiting := turns[-1].waiting:
            turns += await self._next(conversation_id, waiting, message_id)
        return turns

    async def _next(
        self, conversation_id: str, waiting: tuple[str, ...], message_id: str | None = None, *first: Event
    ) -> list[AssistantTurn]:
        """The turns of the first request that waited."""
        heard_as = None if message_id is None else f"{message_id}.next.{len(waiting)}"
        kept = SlotSet(WAITING_REQUESTS, list(waiting))
        told = await self._handle(conversation_id, "/next_request", *first, kept, message_id=heard_as)
        rest = SlotSet(WAITING_REQUESTS, list(waiting[1:]) or None)
        request_id = None if heard_as is None else f"{heard_as}.request"
        return [told, await self._handle(conversation_id, waiting[0], rest, message_id=request_id)]

    def _understood(self, text: str) -> tuple[str | None, float]:
        """Which of the skills that can be offered a text asks for, and how sure that is."""
        tracker = DialogueStateTracker.from_events("", [])
        with _surely(True):
            parsed = self._agent.processor._parse_message_with_graph(UserMessage(text), tracker)
        intent = parsed["intent"]
        skill = self._skills.skill_of.get(str(intent["name"]))
        return (skill if skill in self._skills.offers else None), float(intent["confidence"])

    async def _new_session(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        """Rasa reads all events of a session several times a turn: a long conversation goes on in a new one.

        The values of its slots are carried over, so that nothing is forgotten that the assistant remembers. Rasa's own
        action_session_start would carry over every value that a slot ever had: each session longer than the last.
        """
        processor = self._agent.processor
        slots = [SlotSet(slot.name, slot.value) for slot in tracker.slots.values() if slot.value != slot.initial_value]
        opening = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
        tracker.update_with_events([*opening, *slots, ActionExecuted(ACTION_LISTEN_NAME)], self._agent.domain)
        await processor.save_tracker(tracker)
        self._agent.tracker_store.forget(tracker.sender_id)
        return await processor.get_tracker(tracker.sender_id)

    async def _handle(
        self, conversation_id: str, text: str, *first: Event, message_id: str | None = None
    ) -> AssistantTurn:
        """Rasa's `handle_message`, step by step, so that what the turn changed can be told from what was there."""
        started = time.perf_counter()
        processor, channel = self._agent.processor, _Collector()
        async with self._agent.lock_store.lock(conversation_id):
            tracker = await processor.fetch_tracker_and_update_session(conversation_id, channel)
            if message_id is not None and (place := _place_of(tracker, message_id)) is not None:
                await _say_again(tracker, place, channel)
                return self._turn(tracker, place, None, tuple(channel.replies), 0.0)
            tracker.update_with_events(list(first), self._agent.domain)
            if tracker.active_loop_name is None and len(tracker.events) > EVENTS_OF_A_SESSION:
                tracker = await self._new_session(tracker)
            form, seen = tracker.active_loop_name, len(tracker.events)
            message = UserMessage(text, channel, conversation_id, input_channel=CHANNEL, message_id=message_id)
            with _surely(form is not None):
                await processor._handle_message_with_tracker(message, tracker)
            tracker = await processor.run_action_extract_slots(channel, tracker)
            await processor._run_prediction_loop(channel, tracker)
            await processor.save_tracker(tracker)
        milliseconds = (time.perf_counter() - started) * 1_000
        return self._turn(tracker, seen, form, tuple(channel.replies), milliseconds)

    def _turn(
        self,
        tracker: DialogueStateTracker,
        seen: int,
        form: str | None,
        replies: tuple[Reply, ...],
        milliseconds: float,
    ) -> AssistantTurn:
        """What the turn came to; `seen` events and the open `form` are those from before it."""
        parsed: Mapping[str, Any] = tracker.latest_message.parse_data if tracker.latest_message else {}
        new = list(tracker.events)[seen:]
        actions = tuple(e.action_name for e in new if isinstance(e, ActionExecuted) and e.action_name)
        actions = tuple(name for name in actions if name not in UNSEEN_ACTIONS)
        intent = parsed.get("intent") or {}
        outcome = parsed.get("outcome") or {}
        wanted = tracker.get_slot(HAND_OVER_SLOT) if tracker.is_paused() else None
        # a bare detail went on with what the conversation was about ("and in October?")
        gone_on = tracker.get_slot("last_skill") if "action_inform" in actions else None
        busy = tracker.active_loop_name is not None or tracker.is_paused()
        clarified = "action_clarify" in actions and len(outcome.get("choices") or ()) > 1
        return AssistantTurn(
            replies=replies,
            outcome=HAND_OVER if wanted else CLARIFY if clarified else ANSWER,
            # of an uncertain message the likeliest skill; `outcome` says that it was asked back about
            skill=self._skills.skill_of.get(str(intent.get("name")))
            or _skill_of_form(form)
            or gone_on
            or (outcome["choices"][0] if clarified else None),
            intent=intent.get("name"),
            confidence=round(float(intent.get("confidence") or 0.0), 4),
            choices=tuple(outcome.get("choices") or ()) if clarified else (),
            ranking=tuple(parsed.get("intent_ranking") or ()),
            entities=tuple(parsed.get("entities") or ()),
            slots={
                name: value
                for name, value in tracker.current_slot_values().items()
                if value is not None and name != REQUESTED_SLOT
            },
            actions=actions,
            rule=self._rules.of_turn(intent.get("name"), actions, tracker.get_slot(REQUESTED_SLOT)),
            hand_over=_hand_over(wanted) if wanted else None,
            milliseconds=round(milliseconds, 2),
            waiting=() if busy else tuple(tracker.get_slot(WAITING_REQUESTS) or ()),
        )


@contextmanager
def _surely(must: bool) -> Iterator[None]:
    """What is understood inside is acted on only if it is as sure as the dearest mistake asks for."""
    token = must_be_sure.set(must)
    try:
        yield
    finally:
        must_be_sure.reset(token)


def _place_of(tracker: DialogueStateTracker, message_id: str) -> int | None:
    """Where among the tracker's events a message was heard, though nobody may have seen the replies to it."""
    for place, event in enumerate(tracker.events):
        if isinstance(event, UserUttered) and event.message_id == message_id:
            return place
    return None


async def _say_again(tracker: DialogueStateTracker, place: int, channel: OutputChannel) -> None:
    """Send what the assistant said to the message at that place."""
    for event in list(tracker.events)[place + 1 :]:
        if isinstance(event, UserUttered):
            return
        if isinstance(event, BotUttered):
            await channel.send_response(tracker.sender_id, event.message())


def _hand_over(wanted: Mapping[str, Any]) -> HandOver:
    summary = tuple((str(label), str(value)) for label, value in wanted["summary"])
    return HandOver(wanted["reason"], summary, is_urgent=bool(wanted.get("is_urgent")))


def as_plain_text(text: str) -> str:
    """Rasa reads a text that starts with a slash as an intent: a customer's text must never be one."""
    return text.lstrip("/ \t\r\n") or "?"


def _require_fitting(domain: Domain, archive: Path) -> None:
    """NoModelError if domain.yml has what the archive does not know: an action that sets such a slot fails its turn."""
    try:
        written = yaml.load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"), yaml.CSafeLoader)
        wanted = {name for part in ("slots", "forms", "actions") for name in written[part]}
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise NoModelError("domain.yml cannot be read. Mend it: teller doctor names the line.") from error
    known = {*domain.user_actions, *domain.form_names, *(slot.name for slot in domain.slots)}
    if lacking := sorted(wanted - known):
        names = ", ".join(lacking[:NAMES_TOLD])
        raise NoModelError(
            f"The model {archive.name} was trained before domain.yml had {names}. Train again: teller train"
        )


def _what_mends(archive: Path, error: BaseException) -> str:
    """The model's own sentence, which Rasa hides among the causes: an encoder is restored, not trained."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ModelError):
        cause = cause.__cause__
    return str(cause or f"The model {archive.name} cannot be read. Train a new one: teller train")


class _Collector(OutputChannel):  # type: ignore[misc]
    """Keeps the replies of one turn whole: text, buttons and data of one utterance stay one message."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        buttons = tuple(Button(b["title"], b["payload"]) for b in message.get("buttons") or ())
        data = message.get("custom") or None
        if message.get("text") or data:
            self.replies.append(Reply(message.get("text") or "", buttons, data))


def _skill_of_form(form: str | None) -> str | None:
    return form.removesuffix(FORM_SUFFIX) if form else None
