"""Prices by day, loans with their quotes, overdrafts and product requests, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bank import Money
from bank.domain import errors, product_errors
from bank.domain.accounts import AccountKind, AccountStatus
from bank.domain.entries import move
from bank.domain.iban import with_check_digits
from bank.domain.limits import OVERDRAFT_MINOR, REPAYMENT_QUOTE_DAYS, SAME_REQUEST_WITHIN
from bank.domain.orders import OrderState
from bank.domain.transactions import TransactionStatus
from bank.services import catalogue, loans, overdraft, product_requests, tariff
from bank.services.ledger import post
from bank.services.product_views import LoanView
from bank.store.books import BankAccount, bank_account_id
from bank.store.models import Account, CreditTermsRow, ProductRequest, Transaction
from tests.bank_fixtures import ADA, BEN, TODAY, World


@pytest.fixture
def stocked(world: World) -> World:
    """The small bank with the products and prices of the demo."""
    with world.work() as uow:
        catalogue.load(uow.session)
    return world


def lend(world: World, kind: AccountKind, owed_minor: int, instalment_minor: int, rate: int) -> LoanView:
    """Give Ada a loan, of which she owes nine tenths and more."""
    with world.work() as uow:
        account = Account(
            customer_id=ADA,
            kind=kind,
            name=kind.value.title(),
            currency="EUR",
            iban=with_check_digits("IE", "TELL00000000000077"),
            balance_minor=0,
            limit_minor=owed_minor + 1_000_00,
            status=AccountStatus.OPEN,
            is_main=False,
            opened_at=uow.now,
        )
        uow.session.add(account)
        uow.session.flush()
        lending = bank_account_id(uow.session, BankAccount.LENDING, "EUR")
        post(uow, "opening", move(account.id, lending, Money(owed_minor, "EUR")))
        uow.session.add(
            CreditTermsRow(
                account_id=account.id,
                rate_basis_points=rate,
                payment_day=1,
                instalment_minor=instalment_minor,
                minimum_floor_minor=0,
                minimum_basis_points=0,
            )
        )
    with world.bank.unit_of_work() as uow:
        return loans.list_loans(uow, ADA)[0]


def earn(world: World, *amounts: int) -> None:
    """Let income come in, once in each of the last months."""
    with world.work() as uow:
        for months_ago, minor in enumerate(amounts, 1):
            at = world.clock.now - timedelta(days=30 * months_ago)
            payments = bank_account_id(uow.session, BankAccount.PAYMENTS, "EUR")
            set_id = post(uow, "payment", move(payments, world.ada_current, Money(minor, "EUR")))
            uow.session.add(
                Transaction(
                    customer_id=ADA,
                    account_id=world.ada_current,
                    status=TransactionStatus.BOOKED,
                    at=at,
                    booked_on=at.date(),
                    amount_minor=minor,
                    currency="EUR",
                    fee_minor=0,
                    counterparty="Employer",
                    description="Salary",
                    category_id="income",
                    entry_set_id=set_id,
                )
            )


def test_a_price_is_that_of_the_day_and_its_change_is_known(stocked: World, tmp_path: Path) -> None:
    with stocked.bank.unit_of_work() as uow:
        assert tariff.rate_basis_points(uow, "savings") == 150
        before = {price.id: price for price in tariff.list_prices(uow, date(2025, 6, 30))}
        assert before["savings"].basis_points == 125
        assert (before["savings"].changes_on, before["savings"].next_basis_points) == (date(2025, 7, 1), 150)
        assert tariff.list_prices(uow, date(2020, 1, 1)) == ()
        with pytest.raises(KeyError):
            tariff.rate_basis_points(uow, "account")


def test_words_find_prices_however_they_are_put(stocked: World) -> None:
    asked = {
        "mortgage rates": ["mortgage_10", "mortgage_15", "mortgage_20"],
        "20 year morgage": ["mortgage_20"],
        "what does the credit card cost": ["credit_card"],
        "fee for sending money abroad": ["payment_abroad"],
        "how much interest do i get on my savings account": ["savings"],
        "atm fees abroad": ["cash_abroad"],
        "bananas": [],
    }
    with stocked.bank.unit_of_work() as uow:
        assert {text: [price.id for price in tariff.find_prices(uow, text)] for text in asked} == asked


def test_loading_the_same_files_twice_changes_nothing(stocked: World) -> None:
    with stocked.work() as uow:
        before = tariff.list_prices(uow)
        catalogue.load(uow.session)
        assert tariff.list_prices(uow) == before


@pytest.mark.parametrize(
    "text",
    ["nonsense: [", "a: b", "- { id: x }", "- { id: x, subject: S, title: T, per: day, words: [x], values: [] }"],
)
def test_a_file_that_cannot_be_used_is_named_and_changes_nothing(stocked: World, tmp_path: Path, text: str) -> None:
    broken = tmp_path / "tariff.yml"
    broken.write_text(text, encoding="utf-8")
    with stocked.work() as uow, pytest.raises(product_errors.CatalogueBroken, match=r"tariff\.yml"):
        catalogue.load(uow.session, tariff=broken)


def test_a_loan_says_what_is_owed_and_when_it_ends(stocked: World) -> None:
    loan = lend(stocked, AccountKind.LOAN, 10_000_00, 888_49, 1_200)
    assert (loan.owed, loan.instalment) == (Money(10_000_00, "EUR"), Money(888_49, "EUR"))
    assert (loan.next_on, loan.instalments_left, loan.ends_on) == (date(2026, 4, 1), 12, date(2027, 3, 1))


def test_a_quote_adds_interest_to_its_last_day_and_the_charge_for_paying_early(stocked: World) -> None:
    loan = lend(stocked, AccountKind.LOAN, 36_500_00, 1_000_00, 1_000)
    with stocked.work() as uow:
        quote = loans.quote_early_repayment(uow, ADA, loan.account_id)
    assert quote.pay_by == TODAY + timedelta(days=REPAYMENT_QUOTE_DAYS)
    days = (quote.pay_by - date(2026, 3, 1)).days
    assert quote.interest == Money(10_00 * days, "EUR")
    assert quote.fee == Money(365_00, "EUR")
    assert quote.total == quote.repaid + quote.interest + quote.fee
    assert quote.saved.minor > 0
    assert quote.is_whole


def test_a_quote_holds_until_it_ends_and_then_is_reckoned_anew(stocked: World) -> None:
    loan = lend(stocked, AccountKind.LOAN, 36_500_00, 1_000_00, 1_000)
    with stocked.work() as uow:
        first = loans.quote_early_repayment(uow, ADA, loan.account_id)
    stocked.clock.forward(days=REPAYMENT_QUOTE_DAYS)
    with stocked.work() as uow:
        assert loans.quote_early_repayment(uow, ADA, loan.account_id).total == first.total
    stocked.clock.forward(days=1)
    with stocked.work() as uow:
        assert loans.quote_early_repayment(uow, ADA, loan.account_id).pay_by > first.pay_by


def test_in_the_last_year_the_charge_is_smaller(stocked: World) -> None:
    loan = lend(stocked, AccountKind.LOAN, 6_000_00, 600_00, 690)
    with stocked.work() as uow:
        assert loans.quote_early_repayment(uow, ADA, loan.account_id).fee == Money(30_00, "EUR")


def test_a_quote_is_refused_for_nothing_too_much_and_what_is_not_ones_own(stocked: World) -> None:
    loan = lend(stocked, AccountKind.LOAN, 6_000_00, 600_00, 690)
    with stocked.work() as uow:
        for amount, error in ((0, errors.NotPositive), (6_000_01, product_errors.MoreThanOwed)):
            with pytest.raises(error):
                loans.quote_early_repayment(uow, ADA, loan.account_id, Money(amount, "EUR"))
        with pytest.raises(product_errors.NoSuchDebt):
            loans.quote_early_repayment(uow, BEN, loan.account_id)


def test_of_a_mortgage_only_the_yearly_extra_can_be_paid_early(stocked: World) -> None:
    loan = lend(stocked, AccountKind.MORTGAGE, 199_000_00, 1_000_00, 365)
    assert loans.extra_free(loan) == Money(10_000_00, "EUR")
    with stocked.work() as uow:
        quote = loans.quote_early_repayment(uow, ADA, loan.account_id, Money(10_000_00, "EUR"))
        assert quote.fee == Money(0, "EUR")
        with pytest.raises(product_errors.NotRepayableHere):
            loans.quote_early_repayment(uow, ADA, loan.account_id)


def test_an_overdraft_says_what_is_used_and_possible(stocked: World) -> None:
    earn(stocked, 1_000_00, 1_000_00)
    with stocked.bank.unit_of_work() as uow:
        (view,) = overdraft.list_overdrafts(uow, ADA)
    assert (view.limit, view.used, view.left) == (Money(200_00, "EUR"), Money(0, "EUR"), Money(200_00, "EUR"))
    assert view.possible == Money(1_300_00, "EUR")  # twice a third of 2,000, in steps of 100


def test_a_new_limit_takes_a_code_and_then_holds(stocked: World) -> None:
    earn(stocked, 2_000_00, 2_000_00, 2_000_00)
    changed = stocked.change("set_overdraft", account_id=stocked.ada_current, limit_minor=1_500_00)
    assert (changed.state, changed.needs_code) == (OrderState.EXECUTED, True)
    assert ("Interest", "9.90% a year on what you use") in changed.summary
    with stocked.bank.unit_of_work() as uow:
        assert overdraft.list_overdrafts(uow, ADA)[0].limit == Money(1_500_00, "EUR")


@pytest.mark.parametrize(
    ("minor", "error"),
    [
        (200_00, product_errors.SameLimit),
        (499_00, product_errors.OverdraftOutOfRange),
        (OVERDRAFT_MINOR[1] + 1, product_errors.OverdraftOutOfRange),
        (600_00, product_errors.OverdraftTooHigh),
    ],
)
def test_a_limit_that_will_not_do_is_refused(stocked: World, minor: int, error: type[errors.BankError]) -> None:
    with pytest.raises(error):
        stocked.propose_change("set_overdraft", account_id=stocked.ada_current, limit_minor=minor)


def test_an_overdraft_is_for_ones_own_current_account_in_the_home_currency(stocked: World) -> None:
    for account in (stocked.ada_savings, stocked.ada_dollars, stocked.ben_current):
        with pytest.raises(product_errors.NoOverdraftHere):
            stocked.propose_change("set_overdraft", account_id=account, limit_minor=500_00)


def test_a_limit_is_set_in_the_home_currency(stocked: World) -> None:
    with pytest.raises(product_errors.HomeCurrencyOnly):
        stocked.propose_change("set_overdraft", account_id=stocked.ada_current, limit_minor=500_00, currency="USD")


def test_ending_an_overdraft_costs_nothing_and_says_no_rate(stocked: World) -> None:
    ended = stocked.change("set_overdraft", account_id=stocked.ada_current, limit_minor=0)
    assert [label for label, _ in ended.summary] == ["Account", "Limit now", "New limit"]
    with stocked.bank.unit_of_work() as uow:
        assert overdraft.list_overdrafts(uow, ADA)[0].limit == Money(0, "EUR")


def test_an_overdraft_in_use_cannot_be_ended(stocked: World) -> None:
    stocked.pay_mia("1100.00")
    with pytest.raises(product_errors.OverdraftInUse):
        stocked.propose_change("set_overdraft", account_id=stocked.ada_current, limit_minor=0)


def test_a_request_gets_a_number(stocked: World) -> None:
    done = stocked.change("request_product", request="open", product="fixed")
    assert done.summary == (("Request", "Open"), ("Product", "fixed-term deposit"))
    with stocked.bank.unit_of_work() as uow:
        row = uow.session.scalars(select(ProductRequest)).one()
        assert done.result == {"number": f"P-{row.id:06d}", "answer_by": "2026-03-12"}
        assert (row.customer_id, row.kind, row.product_id) == (ADA, "open", "fixed")
    with pytest.raises(product_errors.UnknownProduct):
        stocked.propose_change("request_product", request="open", product="yacht")


def test_the_same_is_not_asked_for_twice_until_a_month_has_passed(stocked: World) -> None:
    stocked.change("request_product", request="open", product="fixed")
    with pytest.raises(product_errors.RequestOpen, match="P-0"):
        stocked.propose_change("request_product", request="open", product="fixed")
    stocked.clock.now += SAME_REQUEST_WITHIN
    assert stocked.change("request_product", request="open", product="fixed").state is OrderState.EXECUTED


def test_only_what_one_has_is_closed_or_changed(stocked: World) -> None:
    with stocked.bank.unit_of_work() as uow:
        held = {product.id for product in product_requests.list_held(uow, ADA)}
    assert held == {"current", "currency", "savings", "credit_card"}
    assert stocked.change("request_product", request="close", product="savings").state is OrderState.EXECUTED
    for request in ("close", "change"):
        with pytest.raises(product_errors.NotHeld):
            stocked.propose_change("request_product", request=request, product="mortgage")
    # what no account shows is left to the colleague
    assert stocked.change("request_product", request="close", product="safe_box").state is OrderState.EXECUTED


def test_products_are_found_by_what_people_call_them(stocked: World) -> None:
    asked = {
        "a dollar account": ["currency"],
        "joint account please": ["joint"],
        "creditcard": ["credit_card"],
        "x": [],
    }
    with stocked.bank.unit_of_work() as uow:
        found = {text: [product.id for product in product_requests.find_products(uow, text)] for text in asked}
        assert found == asked
