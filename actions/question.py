"""Questions of any kind: the passage of an article that answers, with its name and date; or a few articles of which one
may; or an honest no."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from rasa_sdk.events import SlotSet

from actions import follow_up, wording
from actions.clarify import offer
from actions.context import NotSignedInError, is_signed_in, today
from actions.figures import with_figures
from actions.turn import TALK_TO_A_PERSON, Choice, Event, SkillAction, Turn

STALE_AFTER = timedelta(days=365)
"""An article that nobody has checked for so long says so in its answer, and `teller doctor` names it."""
OFFERED = "offered_articles"
FOR_CUSTOMERS = "signed_in"
"""The level of an article that is shown to nobody else."""


class Question(SkillAction):
    """The model has picked the passage; it is shown as a person wrote it, nothing added."""

    action_name = "action_question"
    skill = "question"

    def answer(self, turn: Turn) -> list[Event]:
        """A button's article is one of those offered last: buttons of earlier replies are not taken any more."""
        offered = turn.message.get("offered_articles") or []
        picked = [one for one in turn.slot(OFFERED) or [] if one["article"] == turn.value("article")]
        if found := next(iter(picked), turn.message.get("answer")):
            say_article(turn, found)
        elif news := follow_up.opens(turn):
            return news  # "when does it end", of the loan that was just shown
        elif offered:
            titles = [Choice(one["title"], "question", {"article": one["article"]}) for one in offered]
            turn.say("utter_articles_offered", choices=[*titles, TALK_TO_A_PERSON])
        else:
            turn.say("utter_no_article", choices=[TALK_TO_A_PERSON])
        return [SlotSet(OFFERED, offered or None)]


def say_article(turn: Turn, found: Mapping[str, Any]) -> None:
    """The passage that the model has picked, with its article's name and day, and where the matter can be settled.

    Raises `NotSignedInError` where the article is for customers only.
    """
    if found["level"] == FOR_CUSTOMERS and not is_signed_in(turn.conversation_id):
        raise NotSignedInError
    reviewed = date.fromisoformat(found["reviewed"])
    is_stale = today() - reviewed > STALE_AFTER
    turn.say(
        "utter_article_stale" if is_stale else "utter_article",
        choices=_next_steps(turn, found["skill"], is_stale),
        passage=with_figures(found["written"]),
        title=found["title"],
        reviewed=wording.long_day(reviewed),
    )


def _next_steps(turn: Turn, skill: str | None, is_stale: bool) -> list[Choice]:
    """What the article leads to, but not out of a form; a person, where nobody vouches for what it says."""
    steps = [TALK_TO_A_PERSON] if is_stale else []
    if skill and not turn.form and (step := offer(skill)) not in steps:
        steps.insert(0, step)
    return steps
