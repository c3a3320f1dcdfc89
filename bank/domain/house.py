"""How the bank names itself, on paper and to other banks, and the currency that it reckons in."""

BANK_NAME = "Teller Demo Bank"
BIC = "TELLIE2DXXX"
HOME_CURRENCY = "EUR"
