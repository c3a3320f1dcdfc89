"""How the assistant speaks: in British English, plainly, calmly, never twice the same, and as the machine it is."""

from __future__ import annotations

import importlib
import pkgutil
import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

import actions
from actions.forms import SkillForm

ROOT = Path(__file__).parents[3]
VARIANTS: dict[str, list[str]] = {
    key: [variant["text"] for variant in variants]
    for path in sorted((ROOT / "data/responses").glob("*.yml"))
    for key, variants in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].items()
}
ABBREVIATIONS = {"CSV", "GBP", "IBAN", "PDF", "PIN", "SEPA", "BIC", "EUR"}
WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")

AMERICAN = re.compile(
    r"\b(\w*(authori|recogni|apologi|reali|organi|minimi|maximi|summari|finali|categori|prioriti|utili|customi)z\w*"
    r"|analyz\w*|paralyz\w*|colou?r(?<!colour)s?|favor\w*|honor\w*|labor|neighbor\w*|behavior\w*|center\w*|meter|liter"
    r"|theater|cancel(ed|ing|er)|travel(ed|ing|er)\w*|model(ed|ing)|label(ed|ing)|fulfill|enroll|installments?|skillful"
    r"|defense|offense|catalog|dialog|gray|gotten|checks?book|checking account|zip code|cell ?phone|mom|math|jewelry"
    r"|transportation|vacation|sidewalk|deposit slip|wire transfer|routing number)\b",
    re.IGNORECASE,
)

HIGHEST_GRADE = 6.0
"""The sixth grade of an American school is a child of about twelve."""
HIGHEST_GRADE_OF_A_RESPONSE = 8.0
"""Of one text alone a grade is rough: one long name more or less moves it by two."""
WORDS_TO_JUDGE_BY = 12
"""Of fewer words a grade says little: one long name and it is a professor's."""
VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    """A count by vowel groups; a final e is silent, save after a consonant and l."""
    word = word.casefold()
    count = len(VOWELS.findall(word))
    if word.endswith("e") and not re.search(r"[^aeiouy]le$", word) and count > 1:
        count -= 1
    if re.search(r"[^aeiouytd]ed$", word) and count > 1:
        count -= 1
    return max(count, 1)


def grade(text: str) -> float:
    """The school grade that reads a text with ease (Kincaid, Fishburne, Rogers, Chissom 1975)."""
    text = re.sub(r"\{\w+\}", "this", text)
    count = sum(1 for part in re.split(r"[.?!\n]+", text) if WORD.search(part))
    words = WORD.findall(text)
    return 0.39 * len(words) / count + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


MAY_COME_TWICE = re.compile(
    r"utter_(back_to_\w+|no_such_\w+|not_understood\w*|nothing_to_\w+|nothing_declined|which_one\w*|none_of_these|asked_\w+"
    r"|already_at_it|offer_a_person|out_of_scope_again|what_to_change|waiting_for_code|sign_in_first|no_article"
    r"|which_did_you_mean|which_price|which_transaction|transaction_not_found|transactions_none|transactions_nothing_to_continue|put_aside"
    r"|person_later|order_\w+_(none|at_once|unknown)|how_are_you|thanks|goodbye|are_you_a_machine|what_can_you_do)"
)
"""What is said when nothing comes of a message, or again and again in any conversation; answers with figures differ."""


def refusals_that_are_asked_again() -> set[str]:
    """What the bank refuses and a form then asks for anew: the next answer may be no better."""
    for module in pkgutil.iter_modules(actions.__path__):
        importlib.import_module(f"actions.{module.name}")
    forms, codes = [SkillForm], set[str]()
    while forms:
        form = forms.pop()
        codes |= set(getattr(form, "slot_to_blame", {}))
        forms += form.__subclasses__()
    return {f"utter_refused_{code}" for code in codes}


def sentences(text: str) -> set[str]:
    return {part.strip() for part in re.split(r"(?<=[.?!])\s+", text) if part.strip()}


every_response = pytest.mark.parametrize("key", sorted(VARIANTS))


@every_response
def test_a_response_is_in_british_english(key: str) -> None:
    assert [text for text in VARIANTS[key] if AMERICAN.search(text)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "data/knowledge").glob("*.md")), ids=lambda path: path.stem)
def test_an_article_is_in_british_english_and_calm(path: Path) -> None:
    text = path.read_text(encoding="utf-8").split("---\n", 2)[2]  # customers' own words, above it, are theirs
    assert AMERICAN.search(text) is None
    assert "!" not in text


@every_response
def test_a_response_does_not_shout(key: str) -> None:
    for text in VARIANTS[key]:
        assert text.count("!") <= (1 if key.startswith("utter_greet") else 0)
        assert set(re.findall(r"\b[A-Z]{2,}\b", re.sub(r"\{\w+\}", "", text))) <= ABBREVIATIONS


@every_response
def test_a_child_of_twelve_can_read_a_response(key: str) -> None:
    for text in VARIANTS[key]:
        if len(WORD.findall(text)) >= WORDS_TO_JUDGE_BY:
            assert grade(text) <= HIGHEST_GRADE_OF_A_RESPONSE, text


def test_a_child_of_twelve_can_read_all_of_them() -> None:
    assert grade("\n".join(text for texts in VARIANTS.values() for text in texts)) <= HIGHEST_GRADE


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The cat sat on the mat.", -2, 1),
        ("You can pay your bill here, or ask a person to help you with it.", 2, 4),
        ("Notwithstanding contractual stipulations, remuneration necessitates authorisation.", 20, 60),
    ],
)
def test_the_grade_of_a_text_is_what_its_formula_says(text: str, low: float, high: float) -> None:
    assert low <= grade(text) <= high


@pytest.mark.parametrize(("word", "count"), [("card", 1), ("payment", 2), ("available", 4), ("table", 2), ("moved", 1)])
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize("key", sorted(key for key in VARIANTS if MAY_COME_TWICE.fullmatch(key)))
def test_what_may_come_twice_in_a_row_has_other_words_for_it(key: str) -> None:
    assert len(set(VARIANTS[key])) >= 2


def test_what_a_form_asks_again_for_is_refused_in_other_words() -> None:
    asked_again = refusals_that_are_asked_again() & VARIANTS.keys()
    assert asked_again
    assert [key for key in sorted(asked_again) if len(set(VARIANTS[key])) < 2] == []


@every_response
def test_no_sentence_is_in_two_variants_that_follow_each_other(key: str) -> None:
    """They are said in turn (`bot/runtime/variants.py`): the words of the last one are not those of the next."""
    texts = VARIANTS[key]
    for one, following in pairwise([*texts, texts[0]] if len(texts) > 1 else []):
        assert not {line for line in sentences(one) & sentences(following) if "{" not in line}


@pytest.mark.parametrize("key", ["utter_greet", "utter_greet_by_name"])
def test_it_says_at_the_start_that_it_is_a_machine(key: str) -> None:
    assert all("automated" in text for text in VARIANTS[key])
