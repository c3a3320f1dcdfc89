"""What holds for every entity, and for names that come from the customer's own data."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import date

import pytest

from bot.nlu.entities import EntityExtractor
from bot.nlu.entities.extractor import MAX_CHARACTERS
from bot.nlu.lexicon import Lexicon, current_lexicon

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def extractor() -> EntityExtractor:
    return EntityExtractor()


def found(extractor: EntityExtractor, text: str, **names: tuple[str, ...]) -> dict[str, object]:
    return {e.entity: e.value for e in extractor.extract(text, TODAY, Lexicon(**names))}


def test_an_entity_says_where_it_stands(extractor: EntityExtractor) -> None:
    text = "please send 50 euros to Mia on friday"
    for entity in extractor.extract(text, TODAY, Lexicon(payees=("Mia",))):
        assert text[entity.start : entity.end] == entity.text
        assert entity.to_json()["text"] == entity.text


def test_a_role_is_given_only_where_there_is_one(extractor: EntityExtractor) -> None:
    account, amount = extractor.extract("from savings 20", TODAY, Lexicon())
    assert account.to_json()["role"] == "from"
    assert "role" not in amount.to_json()


def test_a_name_is_found_without_accents_and_with_a_slip(extractor: EntityExtractor) -> None:
    payees = ("Søren Østergård", "Łukasz Wójcik")
    assert found(extractor, "pay soren 20", payees=payees)["payee"] == "Søren Østergård"
    assert found(extractor, "send 5 to lukas", payees=payees)["payee"] == "Łukasz Wójcik"


def test_a_name_that_two_payees_share_stays_as_written(extractor: EntityExtractor) -> None:
    payees = ("Anna Okafor", "Anna Lindgren")
    assert found(extractor, "pay anna 20", payees=payees)["payee"] == "anna"
    assert found(extractor, "pay anna lindgren 20", payees=payees)["payee"] == "Anna Lindgren"


def test_a_name_that_is_also_a_word_must_stand_where_a_name_is_expected(extractor: EntityExtractor) -> None:
    payees = ("Will Hunter", "May Chen")
    assert "payee" not in found(extractor, "will it arrive in may", payees=payees)
    assert found(extractor, "send will 20", payees=payees)["payee"] == "Will Hunter"


def test_nothing_of_one_customers_names_is_known_for_the_next(extractor: EntityExtractor) -> None:
    assert "merchant" in found(extractor, "payments to greenleaf", merchants=("Greenleaf Market",))
    assert "merchant" not in found(extractor, "payments to greenleaf")


def test_the_lexicon_is_empty_outside_a_turn() -> None:
    assert current_lexicon.get() == Lexicon()


def test_only_the_beginning_of_a_very_long_message_is_searched(extractor: EntityExtractor) -> None:
    assert MAX_CHARACTERS == 1_000
    assert "amount" not in found(extractor, "x" * MAX_CHARACTERS + " send 50 euros")


def test_a_customers_words_are_forgotten(extractor: EntityExtractor) -> None:
    known = len(extractor._splitter.vocab.strings)
    extractor.extract("transfer 20 to Zyxwvut Qwertzuiop", TODAY, Lexicon(payees=("Zyxwvut Qwertzuiop",)))
    assert len(extractor._splitter.vocab.strings) == known


def test_threads_may_share_an_extractor(extractor: EntityExtractor) -> None:
    wrong: list[int] = []

    def extract(number: int) -> None:
        for _ in range(20):
            if found(extractor, f"send {number} euros")["amount"]["minor"] != number * 100:  # type: ignore[index]
                wrong.append(number)

    threads = [threading.Thread(target=extract, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_spacys_command_line_is_not_loaded() -> None:
    code = "import sys, bot.nlu.entities; print([m for m in ('typer', 'requests', 'weasel') if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"  # noqa: S603
