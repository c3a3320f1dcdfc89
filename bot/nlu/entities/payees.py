"""Payees: the customer's own by name, even misspelt, and others where a name must stand ("pay …", "20 to …")."""

from __future__ import annotations

from bot.nlu.entities.names import RELATIONS, find_names
from bot.nlu.entities.reading import ASKING, PAYING_VERBS, Reading
from bot.nlu.entities.tokens import Tokens, listed

MAX_NAME_TOKENS = 4

_DETERMINERS = frozenset(
    listed("my the our a an your his her their this that to back money cash mr mrs ms dr herr frau")
)
_TITLES = frozenset(listed("mr mrs ms miss dr herr frau señor madame"))
# Where these stand, no name begins …
_NO_NAME = frozenset(
    listed(
        "else of betwen between share altogether minimum sale full rest half into than less there its their "
        "me him her it them us you someone somebody sb anyone anybody everyone everybody people person friend "
        "friends company rent bill bills invoice invoices money cash it this that these those fee fees off "
        "for from on in at by with via until till before after and or not now today tomorrow please pls more "
        "same other another new payee recipient iban account accounts savings current card credit loan "
        "mortgage everything all half some any i we what when where how why who which is are was do does did "
        "can could will would should be been have has had go get see know pay send transfer wire make give "
        "move put set add book schedule cancel stop check find show help talk speak use take buy do open "
        "close change block unblock freeze lock say tell ask let want need like look bank payment payments "
        "transaction transactions transfer transfers deposit amount number reference ref my own myself "
        "yourself abroad back up out over down there here work euros euro one two three something nothing "
        "interest limit standing order direct debit tax taxes insurance salary wage refund balance statement "
        "atm cheque next last first second third every each once twice again later soon if because so then "
        "but as also just yes no the a an anything pounds dollars instead instalment instalments overdraft "
        "debt rate rates business customer supplier someone's it's charity details"
    )
)
# … and here a name that has begun ends.
_END = frozenset(
    listed(
        "in in account acct fee fees bill invoice made there arrived arrive lately total for from on at by "
        "with via until till before after and or please pls now today tomorrow this last next in reference "
        "ref saying note message again same as every each because if so then the my using thanks thx when "
        "back out instead once asap his her is was has to of a an much many already yet about into off some "
        "money never"
    )
)
_BILLS = frozenset({"bill", "bills", "fee", "fees", "invoice", "invoices"})
_PLACES_OF_NAMES = PAYING_VERBS | frozenset(
    listed("paid payed sent gave given owe owes paying sending transferring lent reimbursed payback repaid")
)
_BEFORE_KNOWN = frozenset(listed("has did does is rename delete remove edit to from call"))
_TO_LEADS = frozenset(
    listed(
        "it out over money payment payments transfer transfers transferred wire send sent pay paid cash that "
        "this them back no nope sorry actually rather"
    )
)


class PayeeFinder:
    """Finds `payee`; its role is `to` where money goes to it."""

    def find(self, reading: Reading) -> None:
        places = _name_places(reading)
        for named in find_names(reading, reading.lexicon.payees, [*places, *_known_places(reading.tokens)]):
            role = "to" if _goes_to(reading.tokens, named.first, places) else None
            value = named.names[0] if len(named.names) == 1 else _written(reading, named.first, named.last)
            if not _is_refused(reading.tokens, named.first):
                reading.add("payee", value, named.first, named.last, role)
        if not reading.entities_of("payee"):
            self._find_unknown(reading, places)

    def _find_unknown(self, reading: Reading, places: list[int]) -> None:
        # "send pocket money to Leo": what follows "to" is surer than what follows the verb
        for first in sorted(places, key=lambda at: not _leads_from(reading.tokens, at, "to")):
            last = _end_of_name(reading, first)
            if last and not reading.entities_of("payee") and not _is_refused(reading.tokens, first):
                role = None if _leads_from(reading.tokens, first, "from") else "to"
                first = _past_relation(reading.tokens, first, last)
                reading.add("payee", _written(reading, first, last), first, last, role)


def _written(reading: Reading, first: int, last: int) -> str:
    start, end = reading.tokens.span(first, last)
    return reading.tokens.text[start:end]


def _name_places(reading: Reading) -> list[int]:
    """Tokens at which a payee's name is expected: after a verb of paying, and after "to" behind money."""
    tokens, places = reading.tokens, []
    for at, word in enumerate(tokens.words):
        after_to = word.lower in {"to", "2", "for"} and _is_led_by_money(reading, at)
        after_verb = word.lower in _PLACES_OF_NAMES and not (
            word.lower in {"owe", "owes"} and not _is_owed(reading, at)
        )
        if word.lower == "from" and reading.has(
            {"received", "got", "money", "payment", "payments", "incoming"}, before=at
        ):
            after_verb = True
        if word.lower == "with" and reading.has({"settle", "split"}, before=at):
            after_verb = True
        if word.lower == "'s" and tokens.lower(at + 1) in {"account", "iban", "acct"}:
            places.append(at - 1)  # "put 60 in Eva's account"
        if _is_amount_before_name(reading, at):
            places.append(at)
        if after_to or after_verb:
            start = at + 1
            while tokens.lower(start) in _DETERMINERS or tokens.lower(start) == ".":
                start += 1
            if start < len(tokens.words) and start not in places:
                places.append(start)
    return places


def _known_places(tokens: Tokens) -> list[int]:
    """Tokens at which one of the customer's own payees may stand, though nobody else's name would be looked for."""
    return [at + 1 for at, word in enumerate(tokens.words[:-1]) if word.lower in _BEFORE_KNOWN]


def _is_amount_before_name(reading: Reading, at: int) -> bool:
    """Whether a message is of the form "250 Agnieszka"."""
    amounts, word = reading.entities_of("amount"), reading.tokens.words[at]
    return bool(amounts) and amounts[0].start == 0 and word.text[0].isupper() and amounts[0].end + 1 == word.start


def _is_owed(reading: Reading, at: int) -> bool:
    """Whether a debt is told ("i owe priya 15"): what is owed must be said, or it is a question about debt."""
    return bool(reading.entities_of("amount")) and not reading.has(ASKING, before=at)


def _is_led_by_money(reading: Reading, at: int) -> bool:
    """Whether what stands before "to" (or "for") is money that goes somewhere, or nothing at all."""
    tokens = reading.tokens
    before = tokens.lower(at - 1)
    amounts = reading.entities_of("amount")
    after_amount = any(entity.end == tokens.words[at - 1].end for entity in amounts) if at else False
    if tokens.lower(at) == "for":
        name = at + 2 if tokens.lower(at + 1) in _DETERMINERS else at + 1
        is_relation = tokens.lower(name) in RELATIONS and (reading.is_paying or after_amount)
        return is_relation or (after_amount and tokens.words[min(name, len(tokens.words) - 1)].text[0].isupper())
    if tokens.lower(at) == "2":
        return before.isdecimal() or before in PAYING_VERBS or after_amount
    if reading.has(PAYING_VERBS, before=at):
        return True
    return at == 0 or after_amount or before in _TO_LEADS or before in {",", ":", ";"} or before.isdecimal()


def _goes_to(tokens: Tokens, first: int, places: list[int]) -> bool:
    return (first in places and not _leads_from(tokens, first, "from")) or tokens.lower(first - 1) == "to"


def _past_relation(tokens: Tokens, first: int, last: int) -> int:
    """In "my sister Katja" the name is Katja."""
    is_relation = last - first > 1 and tokens.words[first].text.islower() and tokens.words[first + 1].text[0].isupper()
    return first + 1 if is_relation else first


def _leads_from(tokens: Tokens, first: int, preposition: str) -> bool:
    """Whether a preposition stands before the name, but for "my" and the like."""
    at = first - 1
    while tokens.lower(at) in _DETERMINERS - {preposition}:
        at -= 1
    return tokens.lower(at) == preposition


def _is_refused(tokens: Tokens, first: int) -> bool:
    """Whether a name is taken back ("not mia"): what is meant instead follows."""
    at = first - 1
    while tokens.lower(at) in {"to", "the", "my"}:
        at -= 1
    return tokens.lower(at) == "not"


def _end_of_name(reading: Reading, first: int) -> int | None:
    """Where the name that begins at a token ends, or None if none can begin there."""
    tokens, last = reading.tokens, first
    while (
        last < min(len(tokens.words), first + MAX_NAME_TOKENS)
        and reading.is_free(last, last + 1)
        and _continues(tokens, first, last)
    ):
        last += 1
    if tokens.lower(last) in _BILLS and tokens.lower(last - 1) != "'s":
        return None  # "my phone bill" is paid, but not to the phone
    return last if last > first else None


def _continues(tokens: Tokens, first: int, at: int) -> bool:
    word = tokens.words[at]
    if at == first:
        begins = word.text.isalpha() or word.text[:1].isalpha()
        return begins and (word.lower not in _NO_NAME or word.lower in RELATIONS)
    if word.lower in _END:
        return False
    if word.lower == "'s":
        return tokens.lower(at + 1) == ""  # "the plumber's invoice" is paid to the plumber
    return word.text[:1].isalpha() or (word.lower in {"&", "-"} and at + 1 < len(tokens.words))
