"""E-mail addresses, phone numbers and postal addresses as people write them."""

from __future__ import annotations

import pytest

from bank.domain.contact import Channel, clean_address, clean_email, clean_phone, masked
from bank.domain.errors import BankError
from bank.domain.limits import ADDRESS_LENGTH, EMAIL_LENGTH


@pytest.mark.parametrize(
    ("written", "kept"),
    [(" Ada.Winter@Example.COM ", "Ada.Winter@example.com"), ("a+bank@mail.example.org", "a+bank@mail.example.org")],
)
def test_an_email_address_keeps_its_name_and_lowers_its_domain(written: str, kept: str) -> None:
    assert clean_email(written) == kept


@pytest.mark.parametrize(
    "written", ["ada", "ada@", "@x.org", "a..b@x.org", "a@x", "a@-x.org", "a" * EMAIL_LENGTH + "@x.org"]
)
def test_what_is_no_email_address_is_refused(written: str) -> None:
    with pytest.raises(BankError, match="e-mail"):
        clean_email(written)


@pytest.mark.parametrize("written", ["+353 87 123 4567", "00353871234567", "087 123-4567", "(087) 1234567"])
def test_a_phone_number_is_kept_in_one_form(written: str) -> None:
    assert clean_phone(written) == "+353871234567"


@pytest.mark.parametrize("written", ["12345", "+0 123 4567 89", "seven", "+3538712345678901"])
def test_what_is_no_phone_number_is_refused(written: str) -> None:
    with pytest.raises(BankError, match="phone number"):
        clean_phone(written)


def test_an_address_is_one_line_with_street_number_and_town() -> None:
    assert clean_address(" Mill  Lane 3 ,\n20115 Port Alden ") == "Mill Lane 3, 20115 Port Alden"
    assert clean_address("12 Mill Lane 20115 Port Alden") == "12 Mill Lane, 20115 Port Alden"
    assert clean_address("Mill Lane 3 20115 Port Alden") == "Mill Lane 3, 20115 Port Alden"
    for written in ("Mill Lane 3", "Mill Lane, Port Alden", "12, 34", "x" * ADDRESS_LENGTH + " 1, y"):
        with pytest.raises(BankError):
            clean_address(written)


def test_what_is_shown_is_enough_to_know_it_again() -> None:
    assert masked(Channel.EMAIL, "ada@example.com") == "a…@example.com"
    assert masked(Channel.PHONE, "+353871234567") == "+353…567"
    assert masked(Channel.ADDRESS, "Mill Lane 3, 20115 Port Alden") == "Mill Lane 3, 20115 Port Alden"


def test_an_email_address_may_be_as_long_as_mail_takes() -> None:
    longest = "a" * (EMAIL_LENGTH - len("@example.org")) + "@example.org"
    assert clean_email(longest) == longest
    with pytest.raises(BankError, match="e-mail"):
        clean_email(f"a{longest}")


def test_an_address_may_be_as_long_as_is_kept() -> None:
    longest = "Mill Lane 3, " + "T" * (ADDRESS_LENGTH - len("Mill Lane 3, "))
    assert clean_address(longest) == longest
    with pytest.raises(BankError):
        clean_address(f"{longest}T")


def test_a_missing_comma_is_set_once() -> None:
    assert clean_address("Mill Lane 3 20115 Port Alden 20116 Two") == "Mill Lane 3, 20115 Port Alden 20116 Two"
