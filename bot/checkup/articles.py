"""The bank's articles: each whole, owned and checked within the year, and no question answered twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from actions.figures import figures_of_files
from actions.question import STALE_AFTER
from bank.domain.product_errors import CatalogueBroken
from bot.checkup.files import where
from bot.nlu.articles import Article, read_article
from bot.nlu.errors import ModelError
from bot.nlu.markers import Figures
from bot.nlu.skills import load_skills


def broken_articles(knowledge: Path, skills_file: Path) -> Iterator[str]:
    """Articles without owner, date, text or questions, with figures that there are not, or leading nowhere."""
    try:
        skills, figures = load_skills(skills_file).names, figures_of_files()
    except (ModelError, CatalogueBroken) as error:
        yield str(error)
        return
    paths = sorted(knowledge.glob("*.md"))
    if not paths:
        yield f"There are no articles in {knowledge}: questions cannot be answered. Write one (data/README.md)."
    for path in paths:
        try:
            article = read_article(path, figures)
        except ModelError as error:
            yield str(error)
            continue
        if article.skill is not None and article.skill not in skills:
            yield f"{where(path, 'skill:')}: there is no skill {article.skill}. Correct it, or take the line away."


def stale_articles(knowledge: Path, today: date) -> Iterator[str]:
    """Articles that nobody has checked for a year, or that claim to have been checked on a day to come."""
    for path, article in _readable(knowledge):
        reviewed = date.fromisoformat(article.reviewed or "")
        if reviewed > today:
            yield f"{where(path, 'reviewed:')}: {reviewed} is still to come. Write the day on which it was checked."
        elif today - reviewed > STALE_AFTER:
            yield (
                f"{where(path, 'reviewed:')}: last checked on {reviewed}, more than a year ago. "
                f"Ask {article.owner} to check it, then write the day."
            )


def shared_questions(knowledge: Path) -> Iterator[str]:
    """The same title or question in two articles: which one answers is then chance."""
    first: dict[str, Path] = {}
    for path, article in _readable(knowledge):
        for line in dict.fromkeys(_plain(said) for said in (article.title, *article.questions)):
            if line in first:
                yield f"{where(path)} and {where(first[line])} both answer “{line}”. Leave the question in one of them."
            first.setdefault(line, path)


class _Any(dict[str, str]):
    """Stands for figures where only the heads of articles are looked at: there is one of every name."""

    def __contains__(self, name: object) -> bool:
        return True


def _readable(knowledge: Path) -> Iterator[tuple[Path, Article]]:
    figures: Figures = _Any()
    for path in sorted(knowledge.glob("*.md")):
        try:
            yield path, read_article(path, figures)
        except ModelError:
            continue  # told by `broken_articles`


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip("?.! ")
