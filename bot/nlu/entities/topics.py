"""What transactions are about: merchants, categories, and whether money came in or went out."""

from __future__ import annotations

from bot.nlu.entities.names import find_names
from bot.nlu.entities.places import ABOUT_PLACES
from bot.nlu.entities.reading import ASKING, FUTURE_VERBS, Reading
from bot.nlu.entities.tokens import Splitter, listed

_CATEGORY_PHRASES = {
    "income": "income, salary, salaries, wage, wages, paycheck, pay check, payslip, pension, earnings",
    "housing": "rent, housing, mortgage payments, rents",
    "utilities": "utilities, electricity, electric, gas bill, water bill, heating, energy, internet bill, phone bill, "
    "electricity bill, power bill, utility bills, broadband, phone bills, mobile bill",
    "groceries": "groceries, grocery, supermarket, supermarkets, food shopping, bakery, bakeries, food",
    "eating_out": "eating out, restaurants, restaurant, takeaway, takeaways, take away, cafes, cafe, coffee, coffees, "
    "coffee shops, dining, dining out, pub, pubs, bars, lunches, dinners, delivery food, fast food",
    "transport": "transport, fuel, petrol, diesel, petrol station, gas station, taxi, taxis, taxi rides, cabs, "
    "parking, public transport, train tickets, trains, bus, buses, commuting",
    "shopping": "shopping, clothes, clothing, shoes, electronics, books, furniture, online shopping",
    "subscriptions": "subscription, subscriptions, streaming, memberships, membership, gym, abos",
    "entertainment": "entertainment, cinema, movies, concerts, concert, concert tickets, games, theatre, going out",
    "health": "health, pharmacy, pharmacies, doctor, doctors, dentist, medicine, medicines, optician, chemist",
    "travel": "travel, travelling, hotels, hotel, flights, flight, holidays, holiday, trips, vacation",
    "insurance": "insurance, insurances, insurance premiums",
    "cash": "atm withdrawals, atm withdrawal, cash withdrawals, "
    "cash withdrawal, withdrawals, withdrawal, atm, cash machine, cash machines, atms, "
    "take out cash, took out cash, taken out cash, cash",
    "fees": "fees, bank charges, bank fees, charges from the bank",
    "interest": "interest, interest payments",
    "loans": "loan payments, loan instalments, instalments, card bills, card bill",
}
CATEGORIES = {phrase: category for category, phrases in _CATEGORY_PHRASES.items() for phrase in phrases.split(", ")}
# A message with one of these looks back at transactions: only there is "rent" a category and not what a payment is for.
ABOUT_TRANSACTIONS = frozenset(
    listed(
        "spend spent spending spendings spends expenses expense transactions transaction payments purchases "
        "purchase list find search did total sum costs cost went paid payed bought biggest largest was were "
        "has movements charges charge history statement bookings debits withdrawals export debited gone "
        "payment average receipt receipts reciept reciepts"
    )
)
SPENDING = frozenset(
    listed(
        "spend spent spending paid pay payed buy bought payment payments purchases purchase charge charges transactions"
    )
)
DIRECTIONS = {
    **dict.fromkeys(
        ("incoming", "received", "receive", "came in", "come in", "comes in", "paid in", "credits", "income",
         "refund", "refunds", "credited", "arrive", "arrived", "paid me", "send me", "sent me", "pay me",
         "got paid", "get paid", "been paid", "payments in", "in from", "incomings", "earned", "earn", "pay me back",
         "paid me back", "inflows", "money in", "money coming in", "return my", "get back", "got back"),
        "in",
    ),
    **dict.fromkeys(
        ("outgoing", "spent", "spend", "spending", "spendings", "went out", "going out of", "gone out", "debits",
         "expenses", "expense", "outgoings", "paid out", "debited", "came off", "come off", "purchases", "bought",
         "took from", "taken from", "withdrew", "outflows", "money out", "go out", "payments out"),
        "out",
    ),
}  # fmt: skip
_BEFORE_MERCHANT = frozenset({"at", "@"})
_SEARCHES = frozenset({"search", "find", "lookup"})
_NOT_MERCHANTS = frozenset(
    listed(
        "transfer transfers refund lately recently yet already today yesterday now please pls end moment "
        "nothing the a an all any my least most once home work night noon midnight weekend about around that "
        "this it me out what other your our another atm atms payment payments transaction transactions "
        "purchase charge branch bank branches something someone money cash machine cashpoint where how for to "
        "in on of from last your counter card cards account"
    )
)
MAX_MERCHANT_TOKENS = 3
GOING_ON_WORDS = 6
"""A longer message is not only the last question again."""


class TopicFinder:
    """Finds `merchant`, `category` and `direction`."""

    def __init__(self, splitter: Splitter) -> None:
        self._categories = splitter.phrases(CATEGORIES)
        self._directions = splitter.phrases(DIRECTIONS)

    def find_merchants(self, reading: Reading) -> None:
        """The customer's merchants by name, and otherwise what follows "spent at"."""
        for named in find_names(
            reading, reading.lexicon.merchants, _merchant_places(reading), any_part=False, anywhere=True
        ):
            if len(named.names) == 1:
                reading.add("merchant", named.names[0], named.first, named.last)
        if reading.entities_of("merchant"):
            return
        for first in _merchant_places(reading):
            last = first
            while last < first + MAX_MERCHANT_TOKENS and reading.is_free(last, last + 1) and _continues(reading, last):
                last += 1
            if last > first:
                start, end = reading.tokens.span(first, last)
                reading.add("merchant", reading.tokens.text[start:end], first, last)
                return

    def find(self, reading: Reading) -> None:
        is_bare = sum(word.text.isalnum() for word in reading.tokens.words) <= 2 or _goes_on(reading)
        is_bounded = any(amount.value["bound"] for amount in reading.entities_of("amount"))
        is_dated = bool(reading.entities_of("period", "date")) or is_bare or is_bounded
        asks_on = reading.has({"on", "for"}) and reading.has({"much", "what"})
        is_elsewhere = reading.has(ABOUT_PLACES) or (reading.has(FUTURE_VERBS) and not reading.has(ASKING))
        looks_back = reading.has(ABOUT_TRANSACTIONS) or ((is_dated or asks_on) and not is_elsewhere)
        for found in self._categories.find(reading.tokens) if looks_back else ():
            words = reading.tokens.lowers(found.first, found.last)
            is_machine = words[-1] in {"atm", "atms", "machine", "machines"} and reading.has(ABOUT_PLACES)
            if reading.is_free(found.first, found.last) and not is_machine:
                reading.add("category", found.value, found.first, found.last)
        for direction in self._directions.find(reading.tokens):
            if reading.is_free(direction.first, direction.last):
                reading.add("direction", direction.value, direction.first, direction.last)
                return


def _goes_on(reading: Reading) -> bool:
    """ "What about transport", "and on eating out?": the last question again, for another topic."""
    words = reading.tokens.lowers(0, len(reading.tokens.words))
    is_short = len(words) <= GOING_ON_WORDS
    return is_short and (words[:2] in (["what", "about"], ["how", "about"]) or words[0] in {"and", "same"})


def _merchant_places(reading: Reading) -> list[int]:
    """Tokens at which a merchant's name is expected."""
    tokens, places = reading.tokens, []
    for at, word in enumerate(tokens.words):
        begins = (word.lower in _BEFORE_MERCHANT and reading.has(SPENDING | {"much"}, before=at)) or (
            word.lower in _SEARCHES and at <= 2
        )
        if word.lower == "from" and tokens.lower(at - 1) in {
            "bought",
            "anything",
            "purchases",
            "charge",
            "charges",
            "order",
        }:
            begins = True
        if begins:
            first = at + 1
            while tokens.lower(first) in {"for", "the", "from"}:
                first += 1
            places.append(first)
    return places


def _continues(reading: Reading, at: int) -> bool:
    word = reading.tokens.words[at]
    return word.text[:1].isalpha() and word.lower not in _NOT_MERCHANTS and word.lower not in CATEGORIES
