"""The cases of the customer whose conversation a member of staff has: read and moved on at the desk, for a reason."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bank import Bank
from bank.domain.cases import CaseState
from bank.services import case_work, identity
from bank.services.trouble_views import CaseFile
from bot.conversation.hub import conversation_topic
from bot.conversation.live import Live
from bot.desk import handovers
from bot.desk.desk import require_reason
from bot.desk.handovers import Handover
from bot.desk.permissions import Permission
from bot.desk.staff import Staff
from bot.store import audit
from bot.store.transcript import SYSTEM, Draft


@dataclass(frozen=True)
class CaseMove:
    """What is wished for: the state, the note for the customer, the reason for the record; `key` counts once."""

    number: str
    to: CaseState
    note: str
    reason: str
    key: str
    refund: bool = False


class CaseSide:
    """Every method raises `DeskError` where staff may not, and `BankError` where the case cannot."""

    def __init__(self, live: Live, bank: Bank) -> None:
        self._live = live
        self._bank = bank

    async def list_cases(self, staff: Staff, handover_id: str) -> tuple[CaseFile, ...]:
        """The cases of the customer whose conversation this member of staff has. That they were seen is recorded."""

        def read() -> tuple[CaseFile, ...]:
            with self._live.store.write() as db:
                handover = self._require(db, staff, handover_id)
                _record(db, staff, "cases_viewed", handover, None, f"At the desk: {handover.reason}")
                return self._files(handover.conversation_id)

        return await asyncio.to_thread(read)

    async def move(self, staff: Staff, handover_id: str, move: CaseMove) -> tuple[CaseFile, ...]:
        """Take a step of one of them; a customer who is there hears of it at once."""
        if move.refund:
            staff.require(Permission.REFUND)
        reason = require_reason(move.reason)

        def take() -> str:
            # the record's row is written first and kept only if the bank has done it
            with self._live.store.write() as db:
                handover = self._require(db, staff, handover_id)
                event = "case_refunded" if move.refund else f"case_{move.to}"
                _record(db, staff, event, handover, move.number.upper(), reason)
                with self._bank.unit_of_work() as uow:
                    case_work.take_step(
                        uow,
                        move.number,
                        move.to,
                        actor=staff.sign_in_name,
                        note=move.note,
                        key=f"desk:{handover.id}:{move.key}",
                        refund=move.refund,
                        conversation_id=handover.conversation_id,
                    )
                    uow.commit()
                return handover.conversation_id

        conversation_id = await asyncio.to_thread(take)
        await self._tell(conversation_id)
        return await asyncio.to_thread(self._files, conversation_id)

    def _files(self, conversation_id: str) -> tuple[CaseFile, ...]:
        with self._bank.unit_of_work() as uow:
            return case_work.files_of_conversation(uow, conversation_id)

    async def _tell(self, conversation_id: str) -> None:
        """Say what is new to an open page; where there is none, the assistant does when the customer writes again."""
        if not self._live.hub.is_heard(conversation_topic(conversation_id)):
            return

        def take() -> tuple[str, ...]:
            with self._bank.unit_of_work() as uow:
                customer = identity.customer_of_conversation(uow, conversation_id)
                news = case_work.take_untold(uow, customer, conversation_id)
                uow.commit()
                return news

        if news := await asyncio.to_thread(take):
            await self._live.write(conversation_id, [Draft(SYSTEM, words) for words in news])

    @staticmethod
    def _require(db: Session, staff: Staff, handover_id: str) -> Handover:
        staff.require(Permission.HANDLE_CASES)
        return handovers.require_mine(db, handover_id, staff.id)


def _record(db: Session, staff: Staff, event: str, handover: Handover, number: str | None, reason: str) -> None:
    audit.append(
        db, staff.actor, event, about=number or handover.id, conversation_id=handover.conversation_id, reason=reason
    )
