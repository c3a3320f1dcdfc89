"""Words and signs for currencies. Words for money that name none ("quid", "bucks") leave it to the account."""

from __future__ import annotations

_NAMES = {
    "EUR": "€, eur, euro, euros, eurs, euo, uero, eruo",
    "GBP": "£, gbp, pound, pounds, sterling, pounds sterling, british pounds, british pound",
    "USD": "$, usd, dollar, dollars, us dollars, us dollar, us$",
    "CHF": "chf, franc, francs, swiss francs, swiss franc, franken",
    "JPY": "¥, jpy, yen, japanese yen",
    "PLN": "pln, zloty, zlotys, zł",
    "SEK": "sek, swedish kronor, swedish krona, swedish crowns",
    "NOK": "nok, norwegian kroner, norwegian krone",
    "DKK": "dkk, danish kroner, danish krone",
    "CZK": "czk, koruna, czech crowns, czech koruna",
    "HUF": "huf, forint, forints",
    "RON": "ron, lei",
    "AUD": "aud, australian dollars",
    "CAD": "cad, canadian dollars",
    "TRY": "turkish lira, lira",
    "CNY": "cny, yuan, chinese yuan",
    "INR": "inr, rupees, indian rupees",
}
CURRENCIES: dict[str, str | None] = {
    name: code for code, names in _NAMES.items() for name in names.split(", ")
} | dict.fromkeys(("quid", "squid", "bucks", "buck", "smackers"))

HUNDREDTHS = frozenset({"cent", "cents", "ct", "cts", "p", "pence", "penny"})
WITHOUT_HUNDREDTHS = frozenset({"JPY"})


def minor_per_unit(currency: str | None) -> int:
    """How many of its smallest units make one of a currency."""
    return 1 if currency in WITHOUT_HUNDREDTHS else 100
