"""Money never loses a cent in writing and reading; an IBAN with one wrong character is never valid."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bank import Money
from bank.domain.entries import Posting, imbalance, move
from bank.domain.iban import IBAN_LENGTHS, is_valid, normalise, with_check_digits

# A busy machine is no fault of what is tested.
unhurried = settings(deadline=None)
currencies = st.sampled_from(["EUR", "USD", "JPY", "KWD"])
amounts = st.builds(Money, st.integers(-(10**12), 10**12), currencies)


@unhurried
@given(amounts)
def test_an_amount_survives_being_written_and_read(amount: Money) -> None:
    text, currency = str(amount).split()
    assert Money.parse(text, currency) == amount


@unhurried
@given(st.lists(st.integers(-(10**12), 10**12)))
def test_a_sum_is_exact_in_any_order(minors: list[int]) -> None:
    total = Money(0, "EUR")
    for minor in minors:
        total += Money(minor, "EUR")
    back = total
    for minor in reversed(minors):
        back -= Money(minor, "EUR")
    assert total.minor == sum(minors)
    assert back.minor == 0


@unhurried
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), amounts)))
def test_moves_balance_together(moves: list[tuple[int, int, Money]]) -> None:
    postings: list[Posting] = []
    for source, target, amount in moves:
        postings += move(source, target, amount)
    assert imbalance(postings) == {}


@st.composite
def ibans(draw: st.DrawFn) -> str:
    country, length = draw(st.sampled_from(sorted(IBAN_LENGTHS.items())))
    account = draw(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=length - 4, max_size=length - 4))
    return with_check_digits(country, account)


@unhurried
@given(ibans())
def test_an_iban_with_its_check_digits_is_valid_however_it_is_written(iban: str) -> None:
    assert is_valid(iban)
    groups = " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
    assert normalise(groups.lower()) == iban


@unhurried
@given(ibans(), st.integers(2, 33), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(iban: str, position: int, by: int) -> None:
    position %= len(iban)
    digit = iban[position]
    if digit.isdigit():
        changed = str((int(digit) + by) % 10)
        assert not is_valid(iban[:position] + changed + iban[position + 1 :])


@unhurried
@given(st.text())
def test_no_text_breaks_the_check(text: str) -> None:
    is_valid(normalise(text))
