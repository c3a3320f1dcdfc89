"""What must not be in a conversation is found, and what people write every day is not mistaken for it."""

from __future__ import annotations

import pytest

from bot.conversation.secrets import find_secret


@pytest.mark.parametrize(
    "text",
    [
        "427193",
        "the code is 427193",
        "427 193",
        "42-71-93",
        "4 2 7 1 9 3",
        "hello,427193",
        "427193, thanks",
        "code:427193.",
        "４２７１９３",
        "٤٢٧١٩٣",
        "427\u200b193",
        "four two seven one nine three",
        "Four, Two, Seven, One, Nine, Three",
        "427193 1",
    ],
)
def test_a_code_is_found_while_one_is_awaited(text: str) -> None:
    assert find_secret(text, code_awaited=True) == "code"


@pytest.mark.parametrize(
    "text",
    [
        "no, make it 60",
        "send 100,000 instead",
        "€123456",
        "123456.50",
        "on 2026-11-24",
        "to DE89 3704 0044 0532 0130 00",
        "1234567",
        "call me on 0049 30 1234 5678",
        "from savings instead",
        "one two",
    ],
)
def test_other_figures_are_not_codes_even_while_one_is_awaited(text: str) -> None:
    assert find_secret(text, code_awaited=True) is None


@pytest.mark.parametrize("text", ["427193", "my customer number is 427193", "four two seven one nine three"])
def test_six_digits_are_everyday_figures_while_no_code_is_awaited(text: str) -> None:
    assert find_secret(text, code_awaited=False) is None


@pytest.mark.parametrize(
    "text",
    [
        "my pin is 1234",
        "PIN: 1234",
        "pin 1234",
        "the pin number is 12345678",
        "pin code 1234",
        "Pin = 1 2 3 4",
        "change my pin to 4321",
        "1234 is my pin",
        "9876 was the card pin",
        "pin is “1234”",
        "my password is hunter2",
        "password: sunflower",
        "Password=Tr0ub4dor&3",
        "my pass word is 'sesame'",
        "passphrase is correcthorse",
        "pass\u200bword: sunflower",
    ],
)
def test_a_pin_or_password_that_is_told_is_found(text: str) -> None:
    assert find_secret(text, code_awaited=False) == "pin"


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my pin",
        "change my pin please",
        "how do I get a new PIN?",
        "is my pin safe",
        "the pin for my card ending 1234 is blocked",
        "my password is not working",
        "the password is wrong",
        "my password is too short",
        "what is my password?",
        "reset password",
        "spinning 1234 wheels",
        "my sort code is 123456",
    ],
)
def test_talking_about_pins_and_passwords_is_allowed(text: str) -> None:
    assert find_secret(text, code_awaited=False) is None


@pytest.mark.parametrize(
    "text",
    [
        "one-time code 427193",
        "my OTP is 427193",
        "the verification code: 42 71 93",
        "security code 123",
        "cvv 123",
        "CVC2: 1234",
    ],
)
def test_a_code_that_is_called_one_is_found_at_any_time(text: str) -> None:
    assert find_secret(text, code_awaited=False) == "code"


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "my card is 4111 1111 1111 1111",
        "5555-5555-5555-4444 please",
        "378282246310005",
        "card 4111.1111.1111.1111",
        "４１１１１１１１１１１１１１１１",
        "411111\u200d1111111111",
    ],
)
def test_a_whole_card_number_is_found(text: str) -> None:
    assert find_secret(text, code_awaited=False) == "card"


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "my card ending 1111",
        "pay DE89 3704 0044 0532 0130 00",
        "GB29 NWBK 6016 1331 9268 19",
        "de89370400440532013000",
        "reference 9999888877776666",
        "12345678",
    ],
)
def test_ibans_and_other_long_figures_are_not_cards(text: str) -> None:
    assert find_secret(text, code_awaited=False) is None
