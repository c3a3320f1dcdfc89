"""Questions find the article that answers them, and the sentence in it; or nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.answers import (
    MAX_OFFERED,
    MAX_PART_WORDS,
    NEAREST_PARTS,
    Finding,
    PassageIndex,
    _of_articles,
    _short_parts,
)
from bot.nlu.articles import Article
from bot.nlu.encoder import Encoder
from bot.nlu.keywords import Keywords, terms


def article(name: str, title: str, questions: str, text: str) -> Article:
    return Article(name, title, tuple(questions.split("; ")), (text,), reviewed="2026-10-01")


ARTICLES = [
    article(
        "fees-abroad",
        "What does my card cost abroad?",
        "Is there a fee for card payments in other countries?; Do I pay extra for using my card on holiday?; "
        "What do you charge for paying in a foreign currency?",
        "Paying by card in euros is free everywhere. In other currencies we charge 1.5 %. Cash costs 4 EUR.",
    ),
    article(
        "lost-card",
        "What do I do when my card is lost?",
        "My card was stolen, what now?; How do I report a lost card?; Somebody took my card",
        "Freeze the card at once in the app. If it stays lost, order a new one: it takes five working days.",
    ),
    article(
        "opening-hours",
        "When are branches open?",
        "What are your opening hours?; Is the branch open on saturday?; When does the bank close?",
        "Branches are open from 9 to 17 on working days. Some open on Saturday morning.",
    ),
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


@pytest.fixture(scope="module")
def index(encoder: Encoder) -> PassageIndex:
    return PassageIndex.build(ARTICLES, encoder.encode)


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        ("what do you charge in other currencies", "fees-abroad", "In other currencies we charge 1.5 %."),
        ("my card was stolen, can i freeze it in the app", "lost-card", "Freeze the card at once in the app."),
        ("is something open on saturday morning", "opening-hours", "Some open on Saturday morning."),
    ],
)
def test_a_question_finds_its_article_and_sentence(
    index: PassageIndex, encoder: Encoder, text: str, name: str, sentence: str
) -> None:
    answer = index.search(text, encoder.encode([text])[0]).answer
    assert answer is not None
    assert (answer.article, answer.sentence) == (name, sentence)
    assert answer.sentence in answer.passage
    assert answer.reviewed == "2026-10-01"
    assert 0.5 <= answer.score <= 1


@pytest.mark.parametrize("text", ["how tall is mount everest", "write me a poem", "", "😀"])
def test_what_no_article_answers_is_not_answered(index: PassageIndex, encoder: Encoder, text: str) -> None:
    assert index.search(text, encoder.encode([text])[0]) == Finding()


def test_where_no_article_is_likely_enough_but_one_of_a_few_is_their_titles_are_offered(
    index: PassageIndex, encoder: Encoder
) -> None:
    hardly, surely = [0, 0, -9], [0, 0, 9]
    text = "my card, in another country"
    vector = encoder.encode([text])[0]
    found = replace(index, calibration=np.array([hardly, surely])).search(text, vector)
    assert found.answer is None
    assert len(found.offered) == MAX_OFFERED
    assert found.offered[0].title == "What does my card cost abroad?"
    assert replace(index, calibration=np.array([hardly, hardly])).search(text, vector) == Finding()


def test_an_article_is_as_near_as_its_nearest_part_and_the_nearest_few_on_average() -> None:
    assert NEAREST_PARTS == 3
    nearness = np.array([[0.1, 0.9, 0.5, 0.7], [0.4, -1, 0.6, -1], [-1, -1, -1, -1]], np.float32)
    assert _of_articles(nearness) == pytest.approx([(0.9 + 0.7) / 2, (0.6 + 0.5) / 2, -0.5])


def test_what_was_saved_answers_as_before(index: PassageIndex, encoder: Encoder, tmp_path: Path) -> None:
    index.save(tmp_path)
    loaded = PassageIndex.load(tmp_path)
    text = "is the branch open on saturday"
    vector = encoder.encode([text])[0]
    assert loaded.search(text, vector) == index.search(text, vector)
    assert loaded.articles == index.articles


def test_no_articles_answer_nothing(encoder: Encoder) -> None:
    index = PassageIndex.build([], encoder.encode)
    assert index.search("hello", encoder.encode(["hello"])[0]) == Finding()


def test_one_article_alone_can_be_searched(encoder: Encoder) -> None:
    index = PassageIndex.build(ARTICLES[:1], encoder.encode)
    assert index.scores("card abroad", encoder.encode(["card abroad"])[0]).shape == (1,)


def test_long_passages_are_indexed_in_parts_that_the_encoder_takes_in() -> None:
    assert MAX_PART_WORDS == 80
    parts = _short_parts("This sentence has just seven words. " * 40)
    assert all(len(part.split()) <= MAX_PART_WORDS for part in parts)
    assert sum(len(part.split()) for part in parts) == 240


def test_shared_words_count_the_more_the_rarer_they_are() -> None:
    keywords = Keywords.build(["card fee abroad", "card lost", "card hours"])
    scores = keywords.scores("the fee for a card")
    assert scores.argmax() == 0
    assert 0 < scores[1] < scores[0] <= 1


def test_words_count_without_their_endings() -> None:
    assert terms("Payments for the cards, paying and paid fees") == terms("payment card pay paid fee")


def test_one_more_text_scores_as_it_would_among_the_others() -> None:
    texts = ["card fee abroad", "card lost", "card hours"]
    keywords = Keywords.build(texts)
    question = "the fee for a card"
    assert [keywords.score_of(question, text) for text in texts] == pytest.approx(keywords.scores(question))
    assert keywords.score_of("", "card") == 0


def test_a_question_of_unknown_words_scores_nothing() -> None:
    assert not Keywords.build(["card fee"]).scores("zebra").any()
    assert np.array_equal(Keywords.build([]).scores("card"), [])
