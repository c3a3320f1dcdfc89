"""The bank's articles are read from Markdown, and a mistake in one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.articles import MAX_BYTES, Article, load_articles, sentences
from bot.nlu.errors import ModelError

GOOD = """---
title: What does a transfer cost?
questions:
  - Is a transfer free?
owner: Payments team
reviewed: 2026-09-28
level: public
skill: pay_payee
---
Transfers in euros are free. Others
cost 5 EUR.

Instant ones are free too.
"""


def load(folder: Path, content: str) -> Article:
    (folder / "transfer-fees.md").write_text(content)
    return load_articles(folder, {"pay_payee"})[0]


def test_an_article_is_read_whole(tmp_path: Path) -> None:
    article = load(tmp_path, GOOD)
    assert article.id == "transfer-fees"
    assert article.title == "What does a transfer cost?"
    assert article.questions == ("Is a transfer free?",)
    assert article.passages == ("Transfers in euros are free. Others cost 5 EUR.", "Instant ones are free too.")
    assert (article.reviewed, article.level, article.skill) == ("2026-09-28", "public", "pay_payee")


def test_a_marker_is_filled_and_kept_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "fees.md").write_text(GOOD.replace("5 EUR", "{{fee:transfer}} a time"))
    article = load_articles(tmp_path, figures={"fee:transfer": "€5"})[0]
    assert article.passages[0] == "Transfers in euros are free. Others cost €5 a time."
    assert article.written[0] == "Transfers in euros are free. Others cost {{fee:transfer}} a time."


def test_an_unknown_marker_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "fees.md").write_text(GOOD.replace("5 EUR", "{{fee:transfers}}"))
    with pytest.raises(ModelError, match=r"fees\.md, line 11: there is no figure fee:transfers"):
        load_articles(tmp_path, figures={"fee:transfer": "€5"})


def test_an_article_may_lead_nowhere(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD.replace("skill: pay_payee", "skill: null")).skill is None


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("---\ntitle", "title", "must begin with fields"),
        ("title: What", "title: [What", "cannot be read"),
        ("owner: Payments team\n", "", "needs the field owner"),
        ("reviewed: 2026-09-28", "reviewed: last year", r"needs the field reviewed \(date\)"),
        ("  - Is a transfer free?\n", "", "needs the field questions"),
        ("- Is a transfer free?", "- 5", "every question must be a text"),
        ("level: public", "level: secret", "the level must be one of"),
        ("skill: pay_payee", "skill: fly", "there is no skill fly"),
        ("owner:", "ower: x\nowner:", "there is no field ower"),
        ("Transfers in euros are free. Others\ncost 5 EUR.\n\nInstant ones are free too.\n", "", "has no text"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in GOOD
    with pytest.raises(ModelError, match=sentence):
        load(tmp_path, GOOD.replace(old, new))


def test_an_article_has_a_greatest_length(tmp_path: Path) -> None:
    assert MAX_BYTES == 64 * 1024
    with pytest.raises(ModelError, match="is longer than 64 KiB"):
        load(tmp_path, GOOD + "x" * MAX_BYTES)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelError, match="cannot be read"):
        load_articles(tmp_path)


def test_a_passage_is_split_into_sentences() -> None:
    assert sentences("It is free. Dr. Haas pays 5.50 EUR, e.g. for a card! Is it? Yes.") == [
        "It is free.",
        "Dr. Haas pays 5.50 EUR, e.g. for a card!",
        "Is it?",
        "Yes.",
    ]
