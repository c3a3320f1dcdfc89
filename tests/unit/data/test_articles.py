"""The bank's articles: complete, dated, each with its own questions, and saying the same as the bank's rules."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bank.domain.limits import CODE_LIFETIME, CODE_TRIES, SESSION_IDLE, SIGN_IN_TRIES
from bank.store.payment_rules import load

ROOT = Path(__file__).parents[3]
ARTICLES = sorted((ROOT / "data/knowledge").glob("*.md"))
FIELDS = {"title", "questions", "owner", "reviewed", "level", "skill"}
LEVELS = {"public", "signed_in"}
ARTICLES_MINIMUM = 60
QUESTIONS_MINIMUM = 3
FIRST_SENTENCE_CHARACTERS = 200
SENTENCES_MAXIMUM = 8
SENTENCE_END = re.compile(r"[.?!](?=\s|$)")

every_article = pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)


def plain(text: str) -> str:
    """The text as a comparison sees it: case, spaces and the mark at the end do not count."""
    return " ".join(text.casefold().split()).rstrip("?.! ")


@cache
def read_article(path: Path) -> tuple[dict[str, Any], str]:
    """The head and the text of an article, the text on one line."""
    before, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
    assert before == ""
    return yaml.safe_load(head), " ".join(text.split())


def text_of(name: str) -> str:
    return read_article(ROOT / f"data/knowledge/{name}.md")[1]


def first_sentence(text: str) -> str:
    end = SENTENCE_END.search(text)
    assert end is not None
    return text[: end.end()]


def known_skills() -> set[str]:
    return set(yaml.safe_load((ROOT / "data/skills.yml").read_text(encoding="utf-8"))["skills"])


def test_there_are_enough_articles() -> None:
    assert len(ARTICLES) >= ARTICLES_MINIMUM


@every_article
def test_an_article_has_its_fields_and_no_others(path: Path) -> None:
    head, text = read_article(path)
    assert set(head) == FIELDS
    assert all(isinstance(head[field], str) and head[field].strip() for field in ("title", "owner"))
    assert text


@every_article
def test_an_article_is_named_in_kebab_case(path: Path) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem)


@every_article
def test_an_article_was_reviewed_on_a_real_day(path: Path) -> None:
    assert type(read_article(path)[0]["reviewed"]) is date


@every_article
def test_an_article_has_a_known_level_and_skill(path: Path) -> None:
    head, _ = read_article(path)
    assert head["level"] in LEVELS
    assert head["skill"] is None or head["skill"] in known_skills()


@every_article
def test_an_article_has_questions_in_customers_words(path: Path) -> None:
    questions = read_article(path)[0]["questions"]
    assert len(questions) >= QUESTIONS_MINIMUM
    assert all(isinstance(question, str) and question.strip() for question in questions)


@every_article
def test_the_first_sentence_is_short_enough_to_stand_alone(path: Path) -> None:
    assert len(first_sentence(read_article(path)[1])) <= FIRST_SENTENCE_CHARACTERS


@every_article
def test_an_article_is_short(path: Path) -> None:
    assert len(SENTENCE_END.findall(read_article(path)[1])) <= SENTENCES_MAXIMUM


def test_no_title_or_question_stands_in_two_articles() -> None:
    heads = [read_article(path)[0] for path in ARTICLES]
    counts = Counter(plain(line) for head in heads for line in [head["title"], *head["questions"]])
    assert [line for line, count in counts.items() if count > 1] == []


def test_no_question_of_an_article_is_an_example_of_another_intent_than_question() -> None:
    questions = {plain(line) for path in ARTICLES for line in read_article(path)[0]["questions"]}
    for path in (ROOT / "data/nlu").glob("*.yml"):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if block["intent"] != "question":
                examples = {plain(line.removeprefix("- ")) for line in block["examples"].splitlines()}
                assert examples & questions == set()


def test_the_held_out_questions_name_articles_and_reach_every_one() -> None:
    with (ROOT / "tests/data/questions.csv").open(encoding="utf-8", newline="") as file:
        named = {row["article"] for row in csv.DictReader(file)}
    assert named - {""} == {path.stem for path in ARTICLES}


def test_no_held_out_question_is_a_question_of_an_article() -> None:
    written = {plain(line) for path in ARTICLES for line in read_article(path)[0]["questions"]}
    with (ROOT / "tests/data/questions.csv").open(encoding="utf-8", newline="") as file:
        assert [row["text"] for row in csv.DictReader(file) if plain(row["text"]) in written] == []


def test_the_articles_state_the_limits_the_bank_enforces() -> None:
    rules = load().on(date.today())  # noqa: DTZ011 - the articles say what holds now
    limits = rules.limits["EUR"]
    assert f"up to {limits.per_payment_minor // 100:,} EUR in one payment" in text_of("payment-limits")
    assert f"{limits.per_day_minor // 100:,} EUR in one day" in text_of("payment-limits")
    hours = rules.new_payee_time // timedelta(hours=1)
    new = f"at most {limits.new_payee_minor // 100:,} EUR in the first {hours} hours"
    assert new in text_of("payment-limits")
    assert new in text_of("pay-someone-new")
    for article in (
        "cut-off-time",
        "transfer-times",
        "scheduled-payments",
        "standing-orders-change",
        "recall-a-payment",
    ):
        assert f"{rules.cut_off:%H:%M}" in text_of(article)


def test_the_articles_state_the_times_and_tries_the_bank_allows() -> None:
    words = {5: "five"}
    assert f"{words[CODE_LIFETIME.seconds // 60]} minutes" in text_of("one-time-code")
    assert f"After {words[CODE_TRIES]} wrong tries" in text_of("one-time-code")
    assert f"{SESSION_IDLE.seconds // 60} minutes" in text_of("session-timeout")
    assert f"After {words[SIGN_IN_TRIES]} wrong tries" in text_of("sign-in-trouble")
