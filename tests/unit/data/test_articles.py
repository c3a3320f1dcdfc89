"""The bank's articles: complete, dated, each with its own questions, and saying the same as the bank's rules."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.figures import figures_of_files
from bank import Money
from bank.domain.facts import Figure, Rate
from bank.services.figures import written_figures
from bot.nlu.articles import load_articles
from bot.nlu.markers import fill

ROOT = Path(__file__).parents[3]
ARTICLES = sorted((ROOT / "data/knowledge").glob("*.md"))
FIELDS = {"title", "questions", "owner", "reviewed", "level", "skill"}
LEVELS = {"public", "signed_in"}
ARTICLES_MINIMUM = 160
QUESTIONS_MINIMUM = 3
DAY = date(2026, 11, 24)
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
    said = fill(first_sentence(read_article(path)[1]), figures_of_files())
    assert len(said) <= FIRST_SENTENCE_CHARACTERS


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


# An amount or share as somebody might write it out: 4.90 EUR, €4.90, 1,000 euros, 1.5 %.
WRITTEN_AMOUNT = re.compile(r"€\s?([\d,.]*\d)|([\d,.]*\d)\s?(?:EUR|euros?)\b")
WRITTEN_SHARE = re.compile(r"([\d.]*\d)\s?(?:%|per cent)")


def bare_figures(text: str, figures: dict[str, Figure | date]) -> list[str]:
    """The names of figures that the text writes out itself."""
    amounts = {Money.parse((one[1] or one[2]).replace(",", ""), "EUR") for one in WRITTEN_AMOUNT.finditer(text)}
    shares = {Rate(Money.parse(one[1], "EUR").minor) for one in WRITTEN_SHARE.finditer(text)}
    texts = {name for name, figure in figures.items() if isinstance(figure, str) and figure in text}
    return sorted(texts | {name for name, figure in figures.items() if figure in amounts | shares})


@every_article
def test_no_article_writes_out_a_figure_that_a_table_holds(path: Path) -> None:
    assert bare_figures(read_article(path)[1], written_figures(DAY)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It costs 4.90 EUR a month.", ["fee:account"]),
        ("It costs €4.90 a month.", ["fee:account"]),
        ("You get 1.5 % a year.", ["rate:savings"]),
        ("It leaves by 16:00.", ["limit:cut_off"]),
        ("It costs {{fee:account}} a month, since 4 May.", []),
    ],
)
def test_a_figure_written_out_is_noticed(text: str, found: list[str]) -> None:
    assert bare_figures(text, written_figures(DAY)) == found


def test_every_marker_of_an_article_stands_for_a_figure() -> None:
    figures = figures_of_files()
    articles = load_articles(ROOT / "data/knowledge", known_skills(), figures)
    assert not [article.id for article in articles if "{{" in " ".join(article.passages)]
