"""Articles that are broken, out of date, or answer the same question."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.checkup import articles
from bot.nlu.articles import read_article
from tests.unit.checkup.conftest import Change

TODAY = date(2026, 11, 28)
ARTICLE = """---
title: {title}
questions: ["{question}", "How do I whistle?"]
owner: Music team
reviewed: {reviewed}
level: public
skill: {skill}
---
Purse your lips and blow.
"""


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """A folder with one good article."""
    folder = tmp_path / "knowledge"
    folder.mkdir()
    write(folder)
    return folder


def write(folder: Path, name: str = "whistling", **fields: str) -> Path:
    usual = {"title": "Whistling", "question": "Can I whistle?", "reviewed": "2026-10-01", "skill": "question"}
    path = folder / f"{name}.md"
    path.write_text(ARTICLE.format(**(usual | fields)), encoding="utf-8")
    return path


def broken(knowledge: Path, root: Path) -> list[str]:
    return list(articles.broken_articles(knowledge, root / "data" / "skills.yml"))


def test_a_good_article_is_no_finding(knowledge: Path, root: Path) -> None:
    assert read_article(knowledge / "whistling.md").owner == "Music team"
    assert broken(knowledge, root) == []
    assert list(articles.stale_articles(knowledge, TODAY)) == []
    assert list(articles.shared_questions(knowledge)) == []


@pytest.mark.parametrize("field", ["owner", "reviewed"])
def test_an_article_without_owner_or_date_is_told(knowledge: Path, root: Path, field: str) -> None:
    path = knowledge / "whistling.md"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(field)]
    path.write_text("\n".join(kept), encoding="utf-8")
    (told,) = broken(knowledge, root)
    assert "whistling.md" in told
    assert field in told


def test_every_broken_article_is_told_and_not_only_the_first(knowledge: Path, root: Path) -> None:
    write(knowledge, "one", reviewed="soon", title="One")
    write(knowledge, "two", reviewed="soon", title="Two")
    assert len(broken(knowledge, root)) == 2


def test_an_article_that_leads_to_no_skill_is_told_with_its_line(knowledge: Path, root: Path) -> None:
    write(knowledge, skill="whistling")
    (told,) = broken(knowledge, root)
    assert told.startswith("whistling.md, line 7: there is no skill whistling")


def test_an_empty_folder_is_told(root: Path, tmp_path: Path) -> None:
    (told,) = broken(tmp_path / "nothing", root)
    assert "There are no articles" in told


def test_an_article_that_was_checked_too_long_ago_names_who_keeps_it(knowledge: Path) -> None:
    write(knowledge, reviewed="2025-11-01")
    (told,) = articles.stale_articles(knowledge, TODAY)
    assert "line 5" in told
    assert "Ask Music team" in told


def test_a_check_on_a_day_to_come_is_told(knowledge: Path) -> None:
    write(knowledge, reviewed="2027-01-01")
    assert "still to come" in next(articles.stale_articles(knowledge, TODAY))


def test_the_same_question_in_two_articles_is_told(knowledge: Path) -> None:
    write(knowledge, "humming", title="Humming", question="can i hum")
    told = list(articles.shared_questions(knowledge))
    assert told == ["whistling.md and humming.md both answer “how do i whistle”. Leave the question in one of them."]


def test_the_projects_own_articles_share_no_question(root: Path, change: Change) -> None:
    assert list(articles.shared_questions(root / "data" / "knowledge")) == []
