"""The people of the demo bank: three who can sign in, and as many others as are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bank.domain.iban import with_check_digits


@dataclass(frozen=True)
class DemoSignIn:
    """A customer of the demo whom everybody may be. The password is demo data, printed by `teller bank seed`."""

    customer: int
    first_name: str
    last_name: str
    name: str
    password: str


SIGN_INS = (
    DemoSignIn(1, "Ada", "Winter", "ada", "harbour-lantern-7"),
    DemoSignIn(2, "Ben", "Castell", "ben", "copper-meadow-4"),
    DemoSignIn(3, "Chloe", "Marin", "chloe", "silver-orchard-9"),
)

FIRST_NAMES = (
    "Alma", "Amir", "Anna", "Aoife", "Beatriz", "Carlo", "Clara", "Daniel", "Dina", "Elias", "Emma", "Farid",
    "Felix", "Giulia", "Hana", "Hugo", "Ines", "Ivan", "Jonas", "Julia", "Karim", "Lena", "Leo", "Lucia",
    "Marek", "Maria", "Mia", "Milan", "Nadia", "Nils", "Noor", "Olga", "Oscar", "Paul", "Petra", "Rosa",
    "Samir", "Sofia", "Theo", "Tomasz", "Vera", "Viktor", "Yara", "Zoe",
)  # fmt: skip
LAST_NAMES = (
    "Adler", "Almeida", "Bakker", "Becker", "Bianchi", "Brandt", "Conti", "Dubois", "Eriksen", "Fischer",
    "Garcia", "Hansen", "Horvat", "Ibrahim", "Jansen", "Keller", "Kovacs", "Kowalska", "Laurent", "Lindqvist",
    "Maier", "Moreau", "Murphy", "Novak", "Nowak", "Okafor", "Olsen", "Petrov", "Quinn", "Rossi", "Santos",
    "Schmid", "Silva", "Tanaka", "Vasquez", "Vogel", "Weber", "Winkler", "Yilmaz", "Zimmer",
)  # fmt: skip

# Payees that the named customers always have: two Annas and a Mia for Ada. (name, nickname)
NAMED_PAYEES = {
    1: (
        ("Anna Lindqvist", None),
        ("Anna Okafor", None),
        ("Mia Brandt", None),
        ("Jonas Weber", "Jo"),
        ("Rosa Winter", "Mum"),
        ("Tomasz Nowak", None),
    ),
    2: (("Jonas Keller", None), ("Jonas Olsen", None), ("Clara Rossi", "sis"), ("Mia Kowalska", None)),
    3: (("Anna Dubois", None), ("Lucia Silva", None), ("Lucia Santos", "Lu"), ("Noor Ibrahim", None)),
}

# Countries of payees' banks, with the digits of their national account numbers.
_COUNTRIES = (("DE", 18), ("AT", 16), ("BE", 12), ("ES", 20), ("PT", 21), ("PL", 24), ("FI", 14))
_OWN_BANK = "TELL"


def name_of(customer: int, random: Random) -> tuple[str, str]:
    """First and last name of a customer: the named ones by their number, the others by chance."""
    for sign_in in SIGN_INS:
        if sign_in.customer == customer:
            return sign_in.first_name, sign_in.last_name
    return random.choice(FIRST_NAMES), random.choice(LAST_NAMES)


def own_iban(customer: int, account: int) -> str:
    """The IBAN of a customer's account at the demo bank; `account` counts from 0 for each customer."""
    return with_check_digits("IE", f"{_OWN_BANK}990001{(customer * 10 + account) * 7919 % 10**8:08d}")


def other_iban(random: Random) -> str:
    """An IBAN at some other bank."""
    country, digits = random.choice(_COUNTRIES)
    return with_check_digits(country, f"{random.randrange(10**digits):0{digits}d}")
