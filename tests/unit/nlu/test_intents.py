"""A model fitted on a few examples ranks new messages, says how sure it is, and knows what is foreign."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.nlu import intents, withheld
from bot.nlu.encoder import Encoder
from bot.nlu.errors import ModelError
from bot.nlu.intents import NEIGHBOURS, PART, IntentModel, Ranking, _nearness, is_symbols, with_names

EXAMPLES = {
    "balances": "what's my balance; how much money do i have; show my balances; how much is in savings; balance please",
    "card_freeze": "freeze my card; block my card; i lost my card; lock the visa; my card was stolen",
    "pay_payee": "send 50 to mia; pay anna 20; transfer 300 to tomasz; i need to pay my landlord; 20 to ben",
    "confirm": "yes; yes please; go ahead; that's right; 👍",
}

ENDS = ("", "please", "pls", "now", "today", "for me", "if you can", "thanks")


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


@pytest.fixture(scope="module")
def model(encoder: Encoder) -> IntentModel:
    pairs = [(text, intent) for intent, texts in EXAMPLES.items() for text in texts.split("; ")]
    texts, labels = with_names([text for text, _ in pairs], [intent for _, intent in pairs])
    return IntentModel.fit(encoder.encode(texts), texts, labels)


def rank(model: IntentModel, encoder: Encoder, text: str) -> Ranking:
    return model.rank(encoder.encode([text]), [text])[0]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("how much do i have left", "balances"),
        ("whats my blance", "balances"),
        ("please block the card", "card_freeze"),
        ("freeze my crad", "card_freeze"),
        ("give 30 euros to lars", "pay_payee"),
        ("yes do it", "confirm"),
    ],
)
def test_new_words_for_a_known_wish_are_understood(
    model: IntentModel, encoder: Encoder, text: str, intent: str
) -> None:
    assert rank(model, encoder, text).intents[0][0] == intent


def test_confidences_are_a_distribution_over_all_intents(model: IntentModel, encoder: Encoder) -> None:
    ranking = rank(model, encoder, "freeze my card")
    confidences = [confidence for _, confidence in ranking.intents]
    assert {intent for intent, _ in ranking.intents} == set(EXAMPLES)
    assert sum(confidences) == pytest.approx(1, abs=1e-4)
    assert confidences == sorted(confidences, reverse=True)


def test_a_foreign_message_is_more_foreign_than_a_familiar_one(model: IntentModel, encoder: Encoder) -> None:
    foreign = rank(model, encoder, "how tall is mount everest").out_of_scope
    assert foreign > rank(model, encoder, "show me my balance").out_of_scope + 0.1


@pytest.mark.parametrize("text", ["", "   ", "😡", "???", "\u202e", "👎"])
def test_nothing_is_read_into_symbols_that_no_example_holds(model: IntentModel, encoder: Encoder, text: str) -> None:
    ranking = rank(model, encoder, text)
    assert ranking.out_of_scope == 1
    assert ranking.intents[0][1] == pytest.approx(1 / len(EXAMPLES))


@pytest.mark.parametrize("text", ["👍", " 👍 ", "👍🏽", "👍\ufe0f"])
def test_a_symbol_among_the_examples_is_known_in_any_colour(model: IntentModel, encoder: Encoder, text: str) -> None:
    assert rank(model, encoder, text).intents[0][0] == "confirm"


def test_a_part_of_the_examples_says_nearly_as_well_how_sure_to_be(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = [
        (f"{text} {end}", intent) for intent, some in EXAMPLES.items() for text in some.split("; ") for end in ENDS
    ]
    texts, labels = with_names([text for text, _ in pairs], [intent for _, intent in pairs])
    vectors = encoder.encode(texts)
    whole = IntentModel.fit(vectors, texts, labels)
    monkeypatch.setattr(intents, "HELD_OUT", len(texts) // 2)
    part = IntentModel.fit(vectors, texts, labels)
    assert np.allclose(part.weights, whole.weights, atol=1e-4)
    assert part.temperature == pytest.approx(whole.temperature, rel=0.5)
    assert (part.foreignness, part.thresholds) != (whole.foreignness, whole.thresholds)


def test_confidence_is_judged_by_what_the_encoder_was_not_trained_on_alone(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = [
        (f"{text} {end}", intent) for intent, some in EXAMPLES.items() for text in some.split("; ") for end in ENDS
    ]
    texts, labels = [text for text, _ in pairs], [intent for _, intent in pairs]
    vectors = encoder.encode(texts)
    unseen = np.arange(len(texts)) % 3 == 0
    asked: list[int] = []

    def fit_temperature(scores: NDArray[np.float32], numbers: NDArray[np.intp]) -> float:
        asked.append(len(numbers))
        return 1.0

    monkeypatch.setattr(intents, "fit_temperature", fit_temperature)
    for least in (10, len(texts)):
        monkeypatch.setattr(withheld, "LEAST", least)
        IntentModel.fit(vectors, texts, labels, unseen)
    assert asked == [unseen.sum(), len(texts)]


@pytest.mark.parametrize("count", [3, NEIGHBOURS, 500, PART * NEIGHBOURS - 1, 5_000])
def test_how_near_the_nearest_are_is_the_mean_of_the_largest_cosines(count: int) -> None:
    cosines = np.random.default_rng(count).random((4, count)).astype(np.float32)
    cosines[1] = cosines[2, 0]  # all alike
    assert np.allclose(_nearness(cosines), np.sort(cosines)[:, -NEIGHBOURS:].mean(axis=1))


def test_what_was_saved_ranks_as_before(model: IntentModel, encoder: Encoder, tmp_path: Path) -> None:
    model.save(tmp_path)
    loaded = IntentModel.load(tmp_path)
    assert rank(loaded, encoder, "freeze it") == rank(model, encoder, "freeze it")
    assert {path.suffix for path in tmp_path.iterdir()} == {".npz", ".json"}


def test_ranking_many_is_ranking_each(model: IntentModel, encoder: Encoder) -> None:
    texts = ["pay mia", "my balance", "🤷"]
    together = model.rank(encoder.encode(texts), texts)
    for ranking, text in zip(together, texts, strict=True):
        alone = rank(model, encoder, text)
        assert [intent for intent, _ in alone.intents] == [intent for intent, _ in ranking.intents]
        assert alone.out_of_scope == pytest.approx(ranking.out_of_scope, abs=1e-5)


def test_a_model_that_is_not_whole_says_what_to_do(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    (tmp_path / "intents.npz").write_bytes(b"cut short")
    with pytest.raises(ModelError, match="Train it again: teller train"):
        IntentModel.load(tmp_path)
    with pytest.raises(ModelError, match="Train it again"):
        IntentModel.load(tmp_path / "nowhere")


def test_one_intent_is_not_enough() -> None:
    with pytest.raises(ModelError, match="at least two intents"):
        IntentModel.fit(np.ones((2, 4), np.float32), ["a", "b"], ["same", "same"])


def test_the_name_of_an_intent_is_one_more_example() -> None:
    assert with_names(["hi"], ["card_freeze"]) == (["hi", "card freeze"], ["card_freeze", "card_freeze"])


def test_letters_and_digits_are_no_symbols() -> None:
    assert not is_symbols("ja")
    assert not is_symbols("5")
    assert is_symbols("👍!")
