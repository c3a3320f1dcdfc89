"""The transcript of a conversation: written once, read by every open page and by the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.store.models import MessageRow

CUSTOMER = "customer"
ASSISTANT = "assistant"
STAFF = "staff"
SYSTEM = "system"

# What a page gets when it opens; older messages stay in the database.
HISTORY_MESSAGES = 200
# Among how many messages with data a code request is looked for.
DATA_MESSAGES = 50


@dataclass(frozen=True)
class Draft:
    """A message before it has a place in a conversation."""

    author: str
    text: str
    name: str | None = None
    buttons: tuple[Mapping[str, str], ...] = ()
    data: Mapping[str, Any] | None = None
    client_id: str | None = None
    answered: bool = True


@dataclass(frozen=True)
class Message:
    """A message of a conversation; `id` and `turn` grow within it."""

    id: int
    turn: int
    author: str
    name: str | None
    text: str
    at: datetime
    buttons: tuple[Mapping[str, str], ...] = ()
    data: Mapping[str, Any] | None = None
    client_id: str | None = None
    answered: bool = field(default=True, compare=False)

    def to_json(self) -> dict[str, Any]:
        """The form that pages read (docs/architecture.md, *The door*)."""
        return {
            "id": self.id,
            "author": self.author,
            "name": self.name,
            "text": self.text,
            "buttons": [dict(button) for button in self.buttons],
            "data": None if self.data is None else dict(self.data),
            "at": self.at.isoformat(timespec="milliseconds"),
            "client_id": self.client_id,
        }


def append(db: Session, conversation_id: str, drafts: Iterable[Draft], turn: int | None = None) -> tuple[Message, ...]:
    """Write messages at the end, into `turn` or a new one.

    Two writers of one conversation collide on the key, and the second fails: callers hold its lock.
    """
    last_number, last_turn = db.execute(
        select(func.coalesce(func.max(MessageRow.number), 0), func.coalesce(func.max(MessageRow.turn), 0)).where(
            MessageRow.conversation_id == conversation_id
        )
    ).one()
    rows = [
        MessageRow(
            conversation_id=conversation_id,
            number=last_number + place,
            turn=last_turn + 1 if turn is None else turn,
            author=draft.author,
            name=draft.name,
            text=draft.text,
            buttons=[dict(button) for button in draft.buttons],
            data=None if draft.data is None else dict(draft.data),
            client_id=draft.client_id,
            answered=draft.answered,
            at=datetime.now(UTC),
        )
        for place, draft in enumerate(drafts, start=1)
    ]
    db.add_all(rows)
    db.flush()
    return tuple(_message(row) for row in rows)


def mark_answered(db: Session, conversation_id: str, turn: int) -> None:
    """Say that the replies of `turn` are stored."""
    db.execute(
        update(MessageRow)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.turn == turn)
        .values(answered=True)
    )


def messages_after(
    db: Session, conversation_id: str, after: int = 0, limit: int = HISTORY_MESSAGES
) -> tuple[Message, ...]:
    """The newest `limit` messages whose id is greater than `after`, oldest first."""
    rows = db.scalars(
        select(MessageRow)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.number > after)
        .order_by(MessageRow.number.desc())
        .limit(limit)
    ).all()
    return tuple(_message(row) for row in reversed(rows))


def said_under(db: Session, conversation_id: str, author: str, client_id: str) -> Message | None:
    """The message that `author` has sent under `client_id`, if there is one."""
    row = db.scalars(
        select(MessageRow).where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.author == author,
            MessageRow.client_id == client_id,
        )
    ).one_or_none()
    return None if row is None else _message(row)


def messages_of_turn(db: Session, conversation_id: str, turn: int) -> tuple[Message, ...]:
    """All messages of one turn, oldest first."""
    rows = db.scalars(
        select(MessageRow)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.turn == turn)
        .order_by(MessageRow.number)
    )
    return tuple(_message(row) for row in rows)


def offered_buttons(db: Session, conversation_id: str, before_turn: int | None = None) -> dict[str, str]:
    """Payload → title of what may be pressed: the buttons of the assistant's last turn (`before_turn`)."""
    mine = (MessageRow.conversation_id == conversation_id, MessageRow.author == ASSISTANT)
    earlier = () if before_turn is None else (MessageRow.turn < before_turn,)
    last = select(func.max(MessageRow.turn)).where(*mine, *earlier).scalar_subquery()
    rows = db.scalars(select(MessageRow.buttons).where(*mine, MessageRow.turn == last))
    return {button["payload"]: button["title"] for buttons in rows for button in buttons}


def shown_data(db: Session, conversation_id: str, kind: str) -> tuple[Mapping[str, Any], ...]:
    """The `data` of one kind, among the conversation's newest messages with any, oldest first."""
    newest = db.scalars(
        select(MessageRow.data)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.data.is_not(None))
        .order_by(MessageRow.number.desc())
        .limit(DATA_MESSAGES)
    ).all()
    return tuple(data for data in reversed(newest) if data and data.get("kind") == kind)


def last_data(db: Session, conversation_id: str) -> tuple[Mapping[str, Any], ...]:
    """The `data` of the assistant's last turn, oldest first."""
    mine = (MessageRow.conversation_id == conversation_id, MessageRow.author == ASSISTANT)
    last = select(func.max(MessageRow.turn)).where(*mine).scalar_subquery()
    rows = db.scalars(select(MessageRow.data).where(*mine, MessageRow.turn == last).order_by(MessageRow.number))
    return tuple(data for data in rows if data)


def _message(row: MessageRow) -> Message:
    return Message(
        id=row.number,
        turn=row.turn,
        author=row.author,
        name=row.name,
        text=row.text,
        at=row.at,
        buttons=tuple(row.buttons),
        data=row.data,
        client_id=row.client_id,
        answered=row.answered,
    )
