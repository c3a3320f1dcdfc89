"""Things to notice: told once when it fits, all of them on asking, and never to who has said no."""

from __future__ import annotations

import re
from typing import Any

from actions import wording
from actions.context import customer_work, today
from actions.pointing import remember
from actions.turn import Choice, Event, SkillAction, Turn
from bank.domain.notices import NoticeKind
from bank.services import notices
from bank.services.money_views import Notice

SHOWN = 4
"""Notices told at once when they are asked for."""

ON = re.compile(r"\b(turn|switch)\w* (\w+ )*(back )?on\b|\b(start|resume|enable|re-?activate|again)\b", re.IGNORECASE)
OFF = re.compile(
    r"\b(stop|no more|off|quit|enough of|disable|mute|unsubscribe|rid of|leave me alone)\b"
    r"|\b(don['’]?t|do not|never|no longer) (want|need|tell|show|bring|send|bother|remind|notify|mention|like)\b",
    re.IGNORECASE,
)
TURN_OFF = Choice("Stop telling me these", "notices", {"switch": "off"})
SHOW_ALL = Choice("What else did you notice?", "notices")


class Notices(SkillAction):
    """All that is worth noticing now; or stop, or resume, telling it unasked."""

    action_name = "action_notices"
    skill = "notices"

    def answer(self, turn: Turn) -> list[Event]:
        wish = turn.value("switch") or _wish(turn.typed)
        with customer_work(turn.conversation_id) as (uow, customer):
            if wish:
                notices.set_wanted(uow, customer, wish == "on")
                found: tuple[Notice, ...] = ()
            else:
                found = notices.list_notices(uow, customer)[:SHOWN]
                notices.mark_shown(uow, customer, tuple(notice.key for notice in found))
            are_wanted = notices.are_wanted(uow, customer)
            uow.commit()
        if wish:
            turn.say(f"utter_notices_{wish}")
            return []
        if not found:
            turn.say("utter_notices_none")
            return []
        for notice in found[:-1]:
            _say(turn, notice)
        _say(turn, found[-1], [TURN_OFF] if are_wanted else [])
        return _pointed(found)


def tell_one(turn: Turn) -> list[Event]:
    """One thing unasked, if there is one and it does not nag; never in the middle of something."""
    if turn.form is not None:
        return []
    with customer_work(turn.conversation_id) as (uow, customer):
        notice = notices.offer(uow, customer)
        uow.commit()
    if notice is None:
        return []
    _say(turn, notice, [SHOW_ALL])
    return _pointed((notice,))


def _wish(text: str) -> str | None:
    return "off" if OFF.search(text) else "on" if ON.search(text) else None


def _say(turn: Turn, notice: Notice, choices: list[Choice] | None = None) -> None:
    facts: dict[str, Any] = {
        "amount": notice.amount,
        "counterparty": notice.counterparty,
        "day": wording.on_day(notice.day, today()),
        "since": wording.day(notice.day, today()),
        "before": notice.before,
        "account": notice.account,
    }
    of_kind = [Choice("Dispute it", "dispute")] if notice.kind is NoticeKind.DUPLICATE else []
    turn.say(f"utter_notice_{notice.kind.value}", choices=[*of_kind, *(choices or [])], **facts)


def _pointed(found: tuple[Notice, ...]) -> list[Event]:
    """What was told can be pointed at: "what was that?"."""
    ids = [notice.transaction_ids[0] for notice in found if notice.transaction_ids]
    return remember(ids) if ids else []
