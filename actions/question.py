"""Questions of any kind: the passage of the bank's articles that answers, with its name and date, or an honest no."""

from __future__ import annotations

from datetime import date, timedelta

from actions import wording
from actions.context import today
from actions.figures import with_figures
from actions.turn import TALK_TO_A_PERSON, Event, SkillAction, Turn

STALE_AFTER = timedelta(days=365)
"""An article that nobody has checked for so long says so in its answer, and `teller doctor` names it."""


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
    reviewed = date.fromisoformat(found["reviewed"])
    is_stale = today() - reviewed > STALE_AFTER
    turn.say(
        "utter_article_stale" if is_stale else "utter_article",
        choices=[TALK_TO_A_PERSON] if is_stale else [],
        passage=with_figures(found["written"]),
        title=found["title"],
        reviewed=wording.long_day(reviewed),
    )
