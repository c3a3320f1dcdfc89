"""What the encoder is specialised in: this project's own sentences, the mixed and the withheld ones left out."""

from __future__ import annotations

from bot.nlu.withheld import withheld
from bot.training.specialise import MIXED_INTENTS, sentences


def test_each_intent_and_each_article_is_a_kind_of_sentence() -> None:
    kinds = {kind for kind, _ in sentences()}
    assert {"balances", "pay_payee", "article accessibility"} <= kinds
    assert not kinds & MIXED_INTENTS


def test_every_intent_has_sentences_to_be_learnt_and_sentences_to_be_judged_by() -> None:
    judged: dict[str, set[bool]] = {}
    for kind, text in sentences():
        judged.setdefault(kind, set()).add(bool(withheld([text])[0]))
    assert {kind for kind, both in judged.items() if len(both) < 2 and not kind.startswith("article ")} == set()
