"""Accounts: by kind ("savings"), by the customer's name for them, by last digits, and which way the money goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from bot.nlu.entities.currencies import CURRENCIES
from bot.nlu.entities.reading import ASKING, CARD_STATE, MOVING_VERBS, Reading
from bot.nlu.entities.tokens import Splitter, Tokens, listed

LEAST_LIKENESS = 84
"""How like a word must be to "savings" to be a misspelling of it (0 … 100)."""
LEAST_LETTERS = 5
"""Shorter words have too many neighbours to be corrected."""

_ACCOUNT_WORDS = listed("account acct acc accounts acount accout accont")
_BARE = {
    "current": listed("current checking giro main everyday cheque chequing salary normal"),
    "savings": listed("savings saving saver"),
    "loan": ["loan", "personal loan", "car loan"],
    "mortgage": ["mortgage", "home loan", "house loan"],
    "credit_card": ["credit card", "creditcard", "credit-card", "cc"],
}
BRANDS = ("mastercard", "amex", "visa", "visa card")
_WHOLE = {
    "savings": ["savings pot", "rainy day fund", "rainy day account", "emergency fund", "piggy bank", "savings",
                "saver", "nest egg"],
    "current": ["checkings"],
    "loan": ["loan", "loans", "personal loan", "car loan"],
    "mortgage": ["mortgage", "mortgages", "home loan", "house loan"],
    "credit_card": ["credit card", "credit cards", "creditcard", "credit-card", *BRANDS],
    "all": ["all accounts", "all my accounts", "all of my accounts", "all the accounts", "every account",
            "each account", "both accounts", "both my accounts", "all of them accounts", "all my balances"],
}  # fmt: skip
# A card's brand stands for its account only where money is spoken of; else it is the card.
ABOUT_DEBT = ASKING | frozenset(
    listed("owe owed due left pay paid debt limit minimum used transactions purchases bill spent available payment put")
)
PHRASES = {phrase: kind for kind, phrases in _WHOLE.items() for phrase in phrases} | {
    f"{word} {account}": kind for kind, words in _BARE.items() for word in words for account in _ACCOUNT_WORDS
}
# Words that mean an account only where an account is expected: "from current", but "current balance" and "saving up".
UNSURE = {"current": "current", "checking": "current", "giro": "current", "saving": "savings"}
CORRECTED = {
    "savings": "savings",
    "saving": "savings",
    "current": "current",
    "checking": "current",
    "mortgage": "mortgage",
}

DETERMINERS = frozenset(listed("my the our a an own your that this other his her their main"))
_KNOWN_NAMES = frozenset(
    listed("joint shared household personal holiday private family kids travel house wedding car tax second emergency")
)
_POTS = frozenset({"fund", "pot", "jar", "kitty"})
_FROM = frozenset({"from", "off", "using", "use", "with", "via", "form", "between"})
_TO = frozenset({"to", "into", "onto", "towards", "->", "→", "=>"})
_FOLLOWERS = frozenset(listed("and to on in for today tomorrow is pls please over now instead i because which then"))
_ASIDES = frozenset(
    listed("no nope nah ok and for what about how just only actually rather instead please pls sorry wait the one")
)
"""Words beside which "current" still stands alone: "no, the current one"."""
_LEADING = frozenset({"in", "on", "my", "the", "of", "and", "topup", *_ACCOUNT_WORDS})
_EMPTIED = frozenset({"empty", "drain", "use"})
_FILLED = frozenset({"up", "fill", "clear", "off", "down", "repay", "pay", "settle", "feed", "send", "give", "topup"})


@dataclass(frozen=True, slots=True)
class Mention:
    """An account in the tokens from `first` up to `last`."""

    first: int
    last: int
    kind: str | None = None
    name: str | None = None
    digits: str | None = None
    currency: str | None = None


class AccountFinder:
    """Finds `account`."""

    def __init__(self, splitter: Splitter) -> None:
        self._phrases = splitter.phrases(PHRASES)

    def find(self, reading: Reading) -> None:
        tokens = reading.tokens
        mentions = [
            *self._by_kind(reading),
            *_by_name(reading),
            *(Mention(first, last, digits=digits) for first, last, digits in reading.account_digits),
        ]
        mentions = _merged(mentions, tokens)
        roles = [_role(tokens, mention) for mention in mentions]
        for at, mention in enumerate(mentions):
            if not reading.is_free(mention.first, mention.last):
                continue
            if len(mentions) > 1 and _is_refused(tokens, mention):
                reading.take(mention.first, mention.last)
                continue
            value = {"kind": mention.kind, "name": mention.name, "digits": mention.digits}
            if mention.currency:
                value["currency"] = mention.currency
            role = roles[at] or _by_elimination(tokens, mention, roles)
            reading.add("account", value, mention.first, mention.last, role)

    def _by_kind(self, reading: Reading) -> list[Mention]:
        tokens = reading.tokens
        found = [Mention(one.first, one.last, kind=one.value) for one in self._phrases.find(tokens)]
        if reading.has(CARD_STATE):
            found = [one for one in found if one.kind != "credit_card"]
        elif not reading.has(ABOUT_DEBT) and not any(word.text.isdecimal() for word in tokens.words):
            found = [one for one in found if tokens.lower(one.first) not in BRANDS]
        covered = {at for one in found for at in range(one.first, one.last)}
        for at, word in enumerate(tokens.words):
            if at in covered:
                continue
            kind = UNSURE.get(word.lower) or _corrected(word.lower)
            if not kind:
                continue
            if tokens.lower(at + 1) in _ACCOUNT_WORDS:
                found.append(Mention(at, at + 2, kind=kind))
            elif (word.lower not in UNSURE and kind != "current") or _is_expected(tokens, at):
                found.append(Mention(at, at + 1, kind=kind))
        return found


def _is_refused(tokens: Tokens, mention: Mention) -> bool:
    """Whether an account is taken back: "not from savings, from current"."""
    at = mention.first - 1
    while tokens.lower(at) in DETERMINERS | _FROM | _TO:
        at -= 1
    return tokens.lower(at) == "not"


def _corrected(word: str) -> str | None:
    if len(word) < LEAST_LETTERS or word in CURRENCIES:
        return None
    likeness, kind = max((fuzz.ratio(word, right), kind) for right, kind in CORRECTED.items())
    return kind if likeness >= LEAST_LIKENESS else None


def _is_expected(tokens: Tokens, at: int) -> bool:
    """Whether "current" at a token is an account: after a preposition or "my", with nothing to describe behind it."""
    before, after = tokens.lower(at - 1), tokens.lower(at + 1)
    led = before in _FROM | _TO | _LEADING or after in _TO
    alone = sum(word.text.isalpha() and word.lower not in _ASIDES for word in tokens.words) == 1
    ends = not after.isalpha() or after in _TO | _FROM | _FOLLOWERS or (alone and after in _ASIDES)
    return (led or alone) and ends


def _by_name(reading: Reading) -> list[Mention]:
    """The customer's own names for accounts ("Holiday pot"), and other words before "account" ("joint account")."""
    tokens, mentions = reading.tokens, []
    for name in reading.lexicon.accounts:
        wanted = name.casefold().split()
        short = [word for word in wanted if word not in _ACCOUNT_WORDS]
        if set(short) & CURRENCIES.keys():
            short = []  # "usd" alone is the currency
        for words in (wanted, short):
            for at in range(len(tokens.words) - len(words) + 1) if words else ():
                if _alike(tokens.lowers(at, at + len(words)), words) and _is_name_here(tokens, at, words):
                    last = at + len(words)
                    last += tokens.lower(last) in _ACCOUNT_WORDS
                    mentions.append(Mention(at, last, name=name))
    for at, word in enumerate(tokens.words[1:], start=1):
        said = tokens.lower(at - 1)
        is_pot = word.lower in _POTS and said.isalpha() and said not in DETERMINERS
        currency = CURRENCIES.get(said)
        by_currency = word.lower in _ACCOUNT_WORDS or (word.lower == "one" and currency)  # "no, the gbp one"
        if is_pot or (by_currency and said in CURRENCIES) or (word.lower in _ACCOUNT_WORDS and said in _KNOWN_NAMES):
            own = next((name for name in reading.lexicon.accounts if currency and currency in name.split()), None)
            named = f"{said} {word.lower}" if is_pot else said
            mentions.append(Mention(at - 1, at + 1, name=own if currency else named, currency=currency))
    return mentions


def _alike(said: Sequence[str], name: Sequence[str]) -> bool:
    return all(
        a == b or (len(b) >= LEAST_LETTERS and fuzz.ratio(a, b) >= LEAST_LIKENESS)
        for a, b in zip(said, name, strict=True)
    )


def _is_name_here(tokens: Tokens, at: int, words: Sequence[str]) -> bool:
    if len(words) > 1 or tokens.lower(at) not in UNSURE:
        return True
    return tokens.lower(at + 1) in _ACCOUNT_WORDS or _is_expected(tokens, at)


def _merged(mentions: Sequence[Mention], tokens: Tokens) -> list[Mention]:
    """One mention for each account: kind, name and digits that stand together belong together."""
    merged: list[Mention] = []
    for one in sorted(mentions, key=lambda m: (m.first, m.first - m.last)):
        last = merged[-1] if merged else None
        gap = tokens.lowers(last.last, one.first) if last else []
        if last and (
            one.first < last.last or (one.digits and set(gap) <= {"account", "acct", "acc", "no", "number", "("})
        ):
            merged[-1] = replace(
                last,
                last=max(last.last, one.last),
                kind=last.kind or one.kind,
                name=last.name if last.name and not (one.name and one.name[0].isupper()) else one.name,
                digits=last.digits or one.digits,
                currency=last.currency or one.currency,
            )
        else:
            merged.append(one)
    return [_without_guessed_name(one) for one in merged]


def _without_guessed_name(one: Mention) -> Mention:
    """A word before "account" is its name only if it is not its kind."""
    return replace(one, name=None) if one.name and one.name.islower() and one.kind else one


def _role(tokens: Tokens, mention: Mention) -> str | None:
    """`from`, `to`, or None where the message does not say."""
    at = mention.first - 1
    while tokens.lower(at) in DETERMINERS or tokens.lower(at) in _ACCOUNT_WORDS or tokens.lower(at) == "ending":
        at -= 1
    before, earlier, after = tokens.lower(at), tokens.lower(at - 1), tokens.lower(mention.last)
    is_left = before in _FROM | _EMPTIED or (earlier, before) in {("out", "of"), ("clear", "out")}
    if is_left:
        return "to" if before == "off" and earlier == "pay" else "from"
    if (
        before in _TO
        or (before in _FILLED and earlier in {"top", "pay", "fill"})
        or before in _FILLED - {"up", "off", "down"}
    ):
        return "to"
    if before in {"in", "on"} and _is_moving(tokens.lowers(0, at)):
        return "to"
    if before == "and" and "between" in tokens.lowers(0, at):
        return "to"
    return "from" if after in _TO else None


def _is_moving(words: Sequence[str]) -> bool:
    """Whether money is put somewhere by these words: a verb of moving, or a figure that nothing is asked about."""
    if set(words) & MOVING_VERBS:
        return "owe" not in words
    return any(map(str.isdecimal, words)) and not set(words) & ASKING


def _by_elimination(tokens: Tokens, mention: Mention, roles: Sequence[str | None]) -> str | None:
    """In "400 from savings on my current account" the second can only be where the money goes."""
    led = tokens.lowers(mention.first - 3, mention.first)
    return "to" if "from" in roles and "to" not in roles and {"on", "in"} & set(led) else None
