"""The table of Rasa's events, one row each, in the bot's database."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()
events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("sender_id", String(64), nullable=False),
    Column("type_name", String(64), nullable=False),
    Column("timestamp", Float, nullable=False),
    Column("data", Text, nullable=False),
    Index("ix_events_sender_id_id", "sender_id", "id"),
)
# What `teller model review` has dealt with; an event in neither is still to be looked at.
reviewed_events = Table(
    "reviewed_events",
    metadata,
    Column("event_id", Integer, primary_key=True, autoincrement=False),
    Column("intent", String(64), nullable=True),
    Column("at", Float, nullable=False),
)
