"""One turn of the assistant within a conversation: asked, stored, heard, and apologised for when it fails."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy.orm import Session

from bot.conversation import wording
from bot.conversation.limits import TURN_SECONDS
from bot.conversation.live import Live, Stored
from bot.conversation.parties import BankSide, Speaker
from bot.desk import handovers
from bot.nlu.lexicon import current_lexicon
from bot.runtime.turns import AssistantTurn, HandOver, Reply
from bot.store import transcript
from bot.store.transcript import ASSISTANT, Draft, Message

log = logging.getLogger("teller.conversation")

Ask = Callable[[], Awaitable[AssistantTurn]]
Asked = tuple[Stored, AssistantTurn | None]


class Asking:
    """Asks the assistant. Callers hold the conversation's lock."""

    def __init__(self, live: Live, bank: BankSide) -> None:
        self._live = live
        self._bank = bank

    async def ask(
        self,
        speaker: Speaker,
        ask: Ask,
        *,
        turn_number: int | None = None,
        apology: Callable[[str], str] = wording.apology,
        wants_person: bool = False,
    ) -> Asked:
        """What was stored, and the turn unless the assistant failed: then the reply is an apology.

        `turn_number`: the turn of the answered message. `wants_person`: call a person even if it fails.
        """
        await self._live.typing(speaker.conversation_id, ASSISTANT, True)
        try:
            turn = await self._turn(speaker, ask)
        except Exception:
            incident = f"incident {secrets.token_hex(4)}"
            log.exception("The assistant failed: %s", incident)
            return await self._failed(speaker, turn_number, apology(incident), wants_person), None
        finally:
            await self._live.typing(speaker.conversation_id, ASSISTANT, False)
        drafts = [_draft(reply) for reply in turn.replies]
        return await self._keep(speaker, turn_number, drafts, turn.hand_over), turn

    async def _turn(self, speaker: Speaker, ask: Ask) -> AssistantTurn:
        lexicon = await asyncio.to_thread(self._bank.lexicon, speaker.customer_id)
        token = current_lexicon.set(lexicon)
        try:
            async with asyncio.timeout(TURN_SECONDS):
                return await ask()
        finally:
            current_lexicon.reset(token)

    async def _failed(self, speaker: Speaker, turn_number: int | None, words: str, wants_person: bool) -> Stored:
        if wants_person:
            draft = Draft(ASSISTANT, wording.A_PERSON_IS_ASKED, wording.ASSISTANT_NAME)
            hand_over = HandOver(wording.HAND_OVER_AFTER_FAILURE)
            return await self._keep(speaker, turn_number, [draft], hand_over)
        draft = Draft(ASSISTANT, words, wording.ASSISTANT_NAME, (wording.PERSON_BUTTON,))
        return await self._keep(speaker, turn_number, [draft], None)

    async def _keep(
        self,
        speaker: Speaker,
        turn_number: int | None,
        drafts: Sequence[Draft],
        hand_over: HandOver | None,
    ) -> Stored:
        """Store replies and hand-over in one transaction, then let them be heard."""
        conversation_id = speaker.conversation_id

        def write(db: Session) -> tuple[Message, ...]:
            if turn_number is not None:
                transcript.mark_answered(db, conversation_id, turn_number)
            if hand_over is not None:
                handovers.open_handover(
                    db,
                    conversation_id,
                    speaker.first_name,
                    hand_over.reason,
                    hand_over.summary,
                    is_urgent=hand_over.is_urgent,
                )
            return transcript.append(db, conversation_id, drafts, turn_number)

        stored = await self._live.store_and_publish(conversation_id, write)
        if hand_over is not None:
            await self._live.queue_changed(conversation_id)
        return stored


def _draft(reply: Reply) -> Draft:
    buttons = tuple({"title": button.title, "payload": button.payload} for button in reply.buttons)
    return Draft(ASSISTANT, reply.text, wording.ASSISTANT_NAME, buttons, reply.data)
