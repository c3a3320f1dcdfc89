"""The score of messages whose skill is known: what lands, what is asked back about, what is passed over."""

from __future__ import annotations

from bot.nlu.answers import PassageIndex
from bot.nlu.encoder import Encoder
from bot.nlu.intents import IntentModel
from bot.nlu.skills import Skills
from bot.nlu.understanding import Understanding
from bot.training.skill_scores import RESULTS, Message, score_messages

EXAMPLES = {
    "balances": ["what is my balance", "how much money have I got", "show my balance", "balance of my account"],
    "human": ["talk to a person", "I want a human", "connect me to an agent", "get me a real person"],
    "out_of_scope": ["what is the weather", "tell me a joke", "order a pizza", "who won the match"],
}


def understanding(encoder: Encoder) -> Understanding:
    texts = [text for examples in EXAMPLES.values() for text in examples]
    labels = [label for label, examples in EXAMPLES.items() for _ in examples]
    skills = Skills({name: name for name in EXAMPLES}, {"balances": "See my balances", "human": "Talk to a person"})
    index = PassageIndex.build([], encoder.encode)
    return Understanding(IntentModel.fit(encoder.encode(texts), texts, labels), skills, index)


def test_messages_are_counted_by_what_came_of_them_and_unlearnt_skills_are_passed_over() -> None:
    encoder = Encoder.load()
    messages = [
        Message("what is my balance", "balances"),
        Message("I want a human", "human"),
        Message("what is the weather", "out_of_scope"),
        Message("change my pin", "card_pin"),
        Message("what is my balance please", "human"),
    ]
    told = score_messages(understanding(encoder), encoder, messages)
    assert told["messages"] == 3
    assert told["skipped"] == {"card_pin": 1}
    assert told["likeliest_is_right"] == 0.75
    assert sum(told[name] for name in RESULTS) > 0.999
    assert told["confusions"] == [{"skill": "human", "taken_for": "balances", "messages": 1}]
    assert told["out_of_scope"]["messages"] == 1
    assert [one["text"] for one in told["missed"] if one["likeliest"] != one["skill"]] == ["what is my balance please"]
