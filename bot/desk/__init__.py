"""Conversations handed to staff: the queue, who has claimed what, and the staff's own sign-in.

What the customer sees of it (messages, live updates) is `bot/conversation`'s.
"""

from bot.desk.desk import Desk

__all__ = ["Desk"]
