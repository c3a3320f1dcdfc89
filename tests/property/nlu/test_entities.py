"""Whatever is written, the extractor answers: quickly, with what stands in the text, and with values that are JSON."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.entities import EntityExtractor
from bot.nlu.entities.identifiers import is_valid_iban
from bot.nlu.entities.tokens import listed
from bot.nlu.lexicon import Lexicon

EXTRACTOR = EntityExtractor()
LEXICON = Lexicon(("Mia Novak", "Max"), ("Savings account", "USD account"), ("Greenleaf Market",), ("Old Town",))
# Words and signs that mean something to one finder or another, in any order.
PIECES = st.sampled_from(
    listed(
        "send pay to from my savings current 50 1.5k € $ euros quid a couple hundred twenty - – , . … ... 3rd may "
        "15/10 31.2. last next friday month week since until between and 2026 0000-00-00 99/99/9999 in ago the second "
        "one for ref rent DE89370400440532013000 DE89 3704 card 1234 mia max atm near old town 10115 SW1A 1AA not no "
        "over 's 😀 \u202e \x00 İ ß ½ ² ٣ 9999999999999999999999 million thousand half minus"
    )
)
SENTENCES = st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=25).map("".join)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def check(text: str, today: date) -> None:
    for entity in EXTRACTOR.extract(text, today, LEXICON):
        assert text[entity.start : entity.end] == entity.text != ""
        assert json.loads(json.dumps(entity.to_json())) == entity.to_json()
        assert entity.role in {None, "from", "to"}
        if entity.entity == "iban":
            assert is_valid_iban(entity.value)
        if entity.entity == "date":
            date.fromisoformat(entity.value)
        if entity.entity == "period" and entity.value["since"]:
            assert date.fromisoformat(entity.value["since"]) <= date.fromisoformat(entity.value["until"])
        if entity.entity == "amount" and entity.value["bound"] == "range":
            assert entity.value["min_minor"] <= entity.value["max_minor"]


@settings(max_examples=300, deadline=None)
@given(SENTENCES, DAYS)
def test_meaningful_pieces_in_any_order_never_fail(text: str, today: date) -> None:
    check(text, today)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), DAYS)
def test_any_text_never_fails(text: str, today: date) -> None:
    check(text, today)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**9), st.sampled_from(["{} euros", "€{}", "{}€", "eur {}", "send {} euros to mia", "over €{}"]))
def test_any_whole_amount_is_read_as_written(euros: int, form: str) -> None:
    for written in (str(euros), f"{euros:,}", f"{euros:,}".replace(",", "."), f"{euros:,}.00", f"{euros}.00"):
        found = EXTRACTOR.extract(form.format(written), date(2026, 11, 24), Lexicon())
        amounts = [entity.value for entity in found if entity.entity == "amount"]
        assert [(amount["minor"], amount["currency"]) for amount in amounts] == [(euros * 100, "EUR")]


@settings(max_examples=100, deadline=None)
@given(DAYS, DAYS)
def test_any_date_in_figures_is_read_as_written(day: date, today: date) -> None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y"):
        found = EXTRACTOR.extract(f"on {day:{form}}", today, Lexicon())
        assert [(entity.entity, entity.value) for entity in found] == [("date", day.isoformat())]
