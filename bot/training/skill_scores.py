"""Measures a trained assistant on messages whose skill is known: landed, asked back, declined, or taken for another.

A message is `right` only if it is acted on as what it is; `offered` and `asked` are questions back, with the right
skill among the choices or not; `wrong` was acted on as something else. Foreign messages are counted by themselves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.nlu.encoder import Encoder
from bot.nlu.intents import OUT_OF_SCOPE_INTENT, Ranking
from bot.nlu.outcome import Outcome, decide
from bot.nlu.skills import Skills
from bot.nlu.understanding import Understanding

RIGHT, WRONG, OFFERED, ASKED, DECLINED = "right", "wrong", "offered", "asked", "declined"
RESULTS = (RIGHT, OFFERED, ASKED, WRONG, DECLINED)


@dataclass(frozen=True)
class Message:
    """A text and the skill that it should land on."""

    text: str
    skill: str


def score_messages(understanding: Understanding, encoder: Encoder, messages: Sequence[Message]) -> dict[str, Any]:
    """Shares of all, counts `by_skill`, `confusions`, and every message that did not land.

    Messages of a skill that the assistant has not learnt are passed over; `skipped` counts them.
    """
    model, skills = understanding.intents, understanding.skills
    learnt = [message for message in messages if message.skill in skills.names]
    texts = [message.text for message in learnt]
    by_skill: dict[str, Counter[str]] = defaultdict(Counter)
    confusions = Counter[tuple[str, str]]()
    missed = []
    likeliest = 0
    for message, ranking in zip(learnt, model.rank(encoder.encode(texts), texts), strict=True):
        outcome = decide(ranking, skills, model.thresholds)
        best = _likeliest(ranking, skills)
        likeliest += best == message.skill
        result = _result(message.skill, outcome, skills.skill_of.get(ranking.intents[0][0]))
        by_skill[message.skill][result] += 1
        if result != RIGHT:
            confusions[message.skill, str(best)] += best != message.skill
            missed.append({"text": message.text, "skill": message.skill, "result": result, "likeliest": best})
    own = sum((count for skill, count in by_skill.items() if skill != OUT_OF_SCOPE_INTENT), Counter[str]())
    foreign = by_skill.get(OUT_OF_SCOPE_INTENT, Counter())
    return {
        "messages": own.total(),
        "likeliest_is_right": round(likeliest / max(len(learnt), 1), 4),
        **{name: round(own[name] / max(own.total(), 1), 4) for name in RESULTS},
        "out_of_scope": {"messages": foreign.total(), "declined": round(foreign[RIGHT] / max(foreign.total(), 1), 4)},
        "by_skill": {skill: {name: count[name] for name in RESULTS} for skill, count in sorted(by_skill.items())},
        "confusions": [
            {"skill": skill, "taken_for": taken, "messages": number}
            for (skill, taken), number in confusions.most_common()
            if number
        ],
        "skipped": dict(Counter(message.skill for message in messages if message.skill not in skills.names)),
        "missed": missed,
    }


def _likeliest(ranking: Ranking, skills: Skills) -> str | None:
    likely: Counter[str | None] = Counter()
    for intent, confidence in ranking.intents:
        likely[skills.skill_of.get(intent)] += confidence  # type: ignore[assignment]  # a counter of shares
    return max(likely, key=lambda skill: likely[skill])


def _result(skill: str, outcome: Outcome, answered: str | None) -> str:
    if outcome.kind == "clarify":
        return OFFERED if skill in outcome.choices else ASKED
    if outcome.kind == "out_of_scope":
        return RIGHT if skill == OUT_OF_SCOPE_INTENT else DECLINED
    return RIGHT if answered == skill else WRONG
