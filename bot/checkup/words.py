"""The words of data/responses: all there that the actions say, nothing that they never say, and each gap filled."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from bot.checkup.files import named, read, where
from bot.runtime.settings import PROJECT_ROOT

UTTERED = re.compile(r"utter_\w*[a-z]")
OF_EVERY_FORM = ("utter_back_to_{skill}", "utter_cancelled_{skill}")
NOT_FOR_CONVERSATIONS = frozenset(
    {"sign_in_failed", "sign_in_locked", "sign_in_token_used", "unknown_customer", "catalogue_broken"}
)
"""Refusals of the bank that no customer is told in a conversation."""
NOT_FACTS = frozenset({"data", "choices"})


@dataclass(frozen=True)
class Words:
    """The responses of a folder: key → the file it is in, and its variants."""

    file_of: dict[str, Path] = field(default_factory=dict)
    variants: dict[str, list[Any]] = field(default_factory=dict)

    def at(self, key: str) -> str:
        return where(self.file_of[key], f"{key}:")


def words_of(root: Path) -> Words:
    """All responses of data/responses."""
    words = Words()
    for path in sorted((root / "data" / "responses").glob("*.yml")):
        responses = (read(path) or {}).get("responses") or {}
        for key, variants in responses.items():
            words.file_of.setdefault(key, path)
            words.variants.setdefault(key, list(variants or []))
    return words


def missing_words(root: Path) -> Iterator[str]:
    """Responses that the assistant says and that are nowhere: the customer would hear nothing."""
    there = words_of(root).variants.keys()
    for pattern in sorted(said_patterns(root)):
        if not any(re.fullmatch(pattern, key) for key in there):
            yield f"data/responses: {pattern} is missing, and it is said. Write it, or put back the line that had it."
    for key in sorted(_of_each_form(root) | _of_refusals()):
        if key not in there:
            yield f"data/responses: {key} is missing, and it is said. Write it, or put back the line that had it."


def unsaid_words(root: Path) -> Iterator[str]:
    """Responses that nothing says: mostly a name that was mistyped."""
    words, patterns = words_of(root), said_patterns(root)
    for key in words.variants:
        if not any(re.fullmatch(pattern, key) for pattern in patterns):
            yield f"{words.at(key)}: {key} is said by nothing. Correct its name, or delete it."


def unfilled_gaps(root: Path) -> Iterator[str]:
    """Gaps in braces that no action fills: the customer would read the braces."""
    words = words_of(root)
    for key, variants in words.variants.items():
        known = facts_of(key)
        for text in _texts(variants):
            for gap in sorted(_gaps(text) - known):
                yield (
                    f"{words.at(key)}: nothing fills {{{gap}}} in {key}. "
                    f"Filled are: {', '.join(sorted(_close(gap, known))) or 'no gaps'}."
                )


def empty_or_double(root: Path) -> Iterator[str]:
    """Responses without words, keys in two files, and variants that say the same."""
    words = words_of(root)
    for key, variants in words.variants.items():
        texts = _texts(variants)
        if len(texts) < len(variants) or not all(text.strip() for text in texts) or not texts:
            yield f"{words.at(key)}: a variant of {key} has no text. Write one after “- text:”, or delete the variant."
        if len(set(texts)) < len(texts):
            yield f"{words.at(key)}: two variants of {key} are the same. Change or delete one."
    for path in sorted((root / "data" / "responses").glob("*.yml")):
        for key in (read(path) or {}).get("responses") or {}:
            if words.file_of[key] != path:
                yield f"{where(path, f'{key}:')}: {key} stands in {named(words.file_of[key])} too. Keep one."


def said_patterns(root: Path) -> set[str]:
    """Every response that actions and rules name, as a regular expression (a gap in an f-string is anything)."""
    patterns = set(_named_in_code())
    for path in (root / "data" / "rules").glob("*.yml"):
        patterns |= set(UTTERED.findall(path.read_text(encoding="utf-8")))
    return patterns


def facts_of(key: str) -> frozenset[str]:
    """The gaps that may stand in a response: what its callers pass, or all that anything passes if they hand it on."""
    calls = [(names, passes_on) for pattern, names, passes_on in _calls() if re.fullmatch(pattern, key)]
    exact = sum(pattern == key for pattern, _, _ in _calls())
    is_kept_first = _named_in_code()[key] > exact  # response = "utter_…": who fills it cannot be told from its name
    if not calls or is_kept_first or any(passes_on for _, passes_on in calls):
        return _all_facts()
    return frozenset[str]().union(*(names for names, _ in calls))


def _texts(variants: list[Any]) -> list[str]:
    return [one["text"] for one in variants if isinstance(one, dict) and isinstance(one.get("text"), str)]


def _gaps(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"a brace that does not close"}


def _close(gap: str, known: frozenset[str]) -> list[str]:
    """Some of the known names, those like the unknown one first: a response may know hundreds."""
    return sorted(known, key=lambda name: (name[:1] != gap[:1], abs(len(name) - len(gap)), name))[:8]


def _of_each_form(root: Path) -> set[str]:
    forms = ((read(root / "domain.yml") or {}).get("forms") or {}).keys()
    return {one.format(skill=str(form).removesuffix("_form")) for form in forms for one in OF_EVERY_FORM}


def _of_refusals() -> set[str]:
    from bank import BankError

    codes = {cls.code for cls in BankError.__subclasses__() if not cls.__subclasses__()}
    return {f"utter_refused_{code}" for code in codes - NOT_FOR_CONVERSATIONS}


@cache
def _trees() -> tuple[ast.Module, ...]:
    """The code that speaks, read once: it does not change while it runs."""
    code = [(PROJECT_ROOT / "actions").glob("*.py"), (PROJECT_ROOT / "bot/runtime").glob("actions_*.py")]
    paths = [path for folder in code for path in sorted(folder)]
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in paths)


@cache
def _calls() -> tuple[tuple[str, frozenset[str], bool], ...]:
    """Each call that names a response: its pattern, the facts it gives, and whether it passes on others."""
    found = []
    for call in (node for tree in _trees() for node in ast.walk(tree) if isinstance(node, ast.Call)):
        names = frozenset(word.arg for word in call.keywords if word.arg) - NOT_FACTS
        passes_on = any(word.arg is None for word in call.keywords)
        for argument in call.args:
            if pattern := _pattern(argument):
                found.append((pattern, names, passes_on))
            elif isinstance(argument, ast.IfExp):
                both = (_pattern(argument.body), _pattern(argument.orelse))
                found += [(pattern, names, passes_on) for pattern in both if pattern]
    return tuple(found)


@cache
def _named_in_code() -> Counter[str]:
    """How often each response is named, whether or not in a call."""
    return Counter(pattern for tree in _trees() for node in ast.walk(tree) if (pattern := _pattern(node)))


def _pattern(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and UTTERED.fullmatch(str(node.value)):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w+" for p in node.values]
        return "".join(parts) if parts[0].startswith("utter_") else None
    return None


@cache
def _all_facts() -> frozenset[str]:
    """Every name under which anything gives a fact: the actions, the bank's refusals, the rows of its read-backs."""
    bank = [*(PROJECT_ROOT / "bank/domain").glob("*errors.py"), *(PROJECT_ROOT / "bank/services").glob("*.py")]
    names: set[str] = set()
    for tree in [*_trees(), *(ast.parse(path.read_text(encoding="utf-8")) for path in bank)]:
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg:
                names.add(node.arg)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                label = node.value.casefold().replace(" ", "_")
                names |= {label} if label.isidentifier() else set()
    return frozenset(names) - NOT_FACTS
