"""How the bank names itself, on paper and to other banks, the currency that it reckons in, and where it is at home."""

BANK_NAME = "Teller Demo Bank"
BIC = "TELLIE2DXXX"
HOME_CURRENCY = "EUR"
HOME_COUNTRY = "IE"
