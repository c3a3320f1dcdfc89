"""Replies that staff can put into a conversation with one press, and edit before sending."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CannedReply:
    title: str
    text: str


CANNED_REPLIES = (
    CannedReply("Welcome", "Hello, you are now talking to a person. I have read what you wrote; one moment, please."),
    CannedReply("Looking into it", "Thank you. I am looking into this now and will be back with you in a few minutes."),
    CannedReply(
        "More details",
        "Could you tell me a little more, please: what happened, when, and on which account or card?",
    ),
    CannedReply(
        "Never send codes",
        "Please do not write PINs, passwords or one-time codes here. We will never ask you for them.",
    ),
    CannedReply("Call the branch", "This needs your signature. Shall I book you an appointment at your branch?"),
    CannedReply(
        "Back to the assistant",
        "I am glad that is settled. I will hand you back to the assistant now; all the best.",
    ),
)
