"""How the bank names itself, on paper and to other banks."""

BANK_NAME = "Teller Demo Bank"
BIC = "TELLIE2DXXX"
