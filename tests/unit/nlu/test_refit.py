"""A fit mended after a few changes is, for all that a customer sees, the fit that would have been made anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu import kernel, refit
from bot.nlu.errors import ModelError
from bot.nlu.intents import IntentModel
from bot.nlu.kernel import Examples
from bot.nlu.refit import FILE, MAX_CHANGED, TOLERANCE, fit_or_mend, forget

COUNT, LABELS = 400, ("balances", "card_freeze", "pay_payee")


class Bank:
    """Examples that can be changed, and the fits of them in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        chance = np.random.default_rng(0)
        self.labels = [LABELS[number] for number in chance.integers(3, size=COUNT)]
        self.texts = [f"{label} wish {number}" for number, label in enumerate(self.labels)]
        centres = chance.normal(size=(3, 32))
        rows = centres[[LABELS.index(label) for label in self.labels]] + chance.normal(size=(COUNT, 32))
        self.vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    def add(self, text: str, label: str, like: int) -> None:
        self.texts.append(text)
        self.labels.append(label)
        self.vectors = np.vstack([self.vectors, self.vectors[like]])

    def remove(self, at: int) -> None:
        del self.texts[at], self.labels[at]
        self.vectors = np.delete(self.vectors, at, axis=0)

    def fit(self, maker: str = "this code") -> IntentModel:
        unseen = np.ones(len(self.texts), bool)
        return fit_or_mend(self.vectors, self.texts, self.labels, unseen, self.folder, maker)

    def whole(self) -> IntentModel:
        return IntentModel.fit(self.vectors, self.texts, self.labels)

    def scores(self, model: IntentModel) -> np.ndarray:
        likeness, _ = model.examples.likeness(self.vectors, self.texts)
        return likeness @ model.weights


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    return Bank(tmp_path)


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many examples each whole fit was given."""
    counts: list[int] = []
    whole = IntentModel.fit

    def fit(vectors: np.ndarray, texts: list[str], *rest: object) -> IntentModel:
        counts.append(len(texts))
        return whole(vectors, texts, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(IntentModel, "fit", fit)
    return counts


def test_after_a_few_changes_the_scores_are_those_of_a_whole_fit(
    bank: Bank, fits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refit, "NEIGHBOURS", 100)
    monkeypatch.setattr(refit, "NEIGHBOURS_EACH", 10)
    before = bank.fit()
    bank.remove(17)
    bank.add("a balance, quickly", "balances", like=3)
    bank.add("that card again", "card_freeze", like=200)
    bank.labels[50] = "pay_payee"
    stale = bank.scores(before)
    mended = bank.fit()
    assert fits == [COUNT]
    wanted = bank.scores(bank.whole())
    assert np.abs(bank.scores(mended) - wanted).max() < 2 * TOLERANCE < np.abs(stale - wanted).max()
    assert len(mended.weights) == COUNT + 1
    assert (mended.temperature, mended.thresholds) == (before.temperature, before.thresholds)


def test_the_order_of_the_examples_does_not_matter(bank: Bank, fits: list[int]) -> None:
    before = bank.fit()
    turned = Bank(bank.folder)
    turned.texts, turned.labels, turned.vectors = bank.texts[::-1], bank.labels[::-1], bank.vectors[::-1]
    assert np.allclose(turned.fit().weights[::-1], before.weights, atol=TOLERANCE)
    assert fits == [COUNT]


def test_what_was_mended_is_not_what_is_mended_next(bank: Bank, fits: list[int]) -> None:
    bank.fit()
    for number in range(MAX_CHANGED):
        bank.add(f"one more {number}", "balances", like=number)
        bank.fit()
    assert fits == [COUNT]
    bank.add("one too many", "balances", like=0)
    bank.fit()
    assert fits == [COUNT, COUNT + MAX_CHANGED + 1]


def test_more_examples_than_a_whole_fit_takes_are_not_mended_in(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    bank.fit()
    for module in (kernel, refit):
        monkeypatch.setattr(module, "MAX_EXAMPLES", COUNT)
    bank.add("one too many", "balances", like=0)
    with pytest.raises(ModelError, match=f"takes at most {COUNT}"):
        bank.fit()


def test_a_new_label_or_another_maker_is_fitted_anew(bank: Bank, fits: list[int]) -> None:
    bank.fit()
    bank.fit("other code")
    bank.add("a thing never heard", "fx", like=0)
    assert "fx" in bank.fit("other code").labels
    assert fits == [COUNT, COUNT, COUNT + 1]


@pytest.mark.parametrize("content", ["", "no JSON", "[]", "7", "{}", '{"examples": [], "files": {"intents.npz": "0"}}'])
def test_a_damaged_last_fit_is_passed_over(bank: Bank, fits: list[int], content: str) -> None:
    bank.fit()
    (bank.folder / FILE).write_text(content, encoding="utf-8")
    bank.fit()
    (bank.folder / "intents.npz").write_bytes(b"cut short")
    bank.fit()
    assert fits == [COUNT] * 3


def test_the_next_fit_is_a_whole_one_once_the_last_is_forgotten(bank: Bank, fits: list[int]) -> None:
    bank.fit()
    forget(bank.folder)
    bank.fit()
    assert fits == [COUNT, COUNT]


def test_where_the_neighbours_do_not_suffice_all_is_fitted_anew(
    bank: Bank, fits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.fit()
    monkeypatch.setattr(refit, "NEIGHBOURS", 2)
    monkeypatch.setattr(refit, "NEIGHBOURS_EACH", 0)
    monkeypatch.setattr(refit, "EVERY", COUNT)
    monkeypatch.setattr(refit, "SWEEPS", 1)
    bank.add("that card again", "card_freeze", like=200)
    bank.fit()
    assert fits == [COUNT, COUNT + 1]


def test_the_same_example_twice_is_told_apart(bank: Bank, fits: list[int]) -> None:
    bank.add(bank.texts[0], bank.labels[0], like=0)
    bank.fit()
    bank.add(bank.texts[0], bank.labels[0], like=0)
    assert len(bank.fit().weights) == COUNT + 2
    assert fits == [COUNT + 1]


def test_what_is_kept_are_codes_of_the_examples_given(bank: Bank) -> None:
    bank.fit()
    bank.add("👍", "balances", like=0)
    mended = bank.fit()
    assert mended.symbols == {"👍"}
    assert np.array_equal(mended.examples.codes.values, Examples.of(bank.vectors, bank.texts).codes.values)
