"""Questions of any kind: the passage of the bank's articles that answers, with its name and date, or an honest no."""

from __future__ import annotations

from datetime import date

from actions import wording
from actions.clarify import TALK_TO_A_PERSON
from actions.turn import Event, SkillAction, Turn


class Question(SkillAction):
    """The model has picked the passage; it is shown as a person wrote it, nothing added."""

    action_name = "action_question"
    skill = "question"

    def answer(self, turn: Turn) -> list[Event]:
        if turn.message.get("answer"):
            say_article(turn)
        else:
            turn.say("utter_no_article", choices=[TALK_TO_A_PERSON])
        return []


def say_article(turn: Turn) -> None:
    """The passage that the model has picked, with its article's name and day."""
    found = turn.message["answer"]
    turn.say(
        "utter_article",
        passage=found["passage"],
        title=found["title"],
        reviewed=wording.full_day(date.fromisoformat(found["reviewed"])),
    )
