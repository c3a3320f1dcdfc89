"""How much the door lets in."""

from __future__ import annotations

BODY_BYTES = 64 * 1024
BODY_SECONDS = 10
# A frame above BODY_BYTES is answered with a sentence; above this one, the connection ends.
FRAME_BYTES = 256 * 1024
FRAMES_PER_MINUTE = 400
UNANSWERED_PER_SOCKET = 8
SOCKETS_PER_CONVERSATION = 10
SOCKETS_PER_STAFF = 10
TYPING_PER_MINUTE = 60
SEND_SECONDS = 10
# A page's session is looked at when it should have ended, but not more often than this.
SESSION_CHECK_SECONDS = 10
STAFF_CHECK_SECONDS = 30

# Counted for the address that a call comes from; bot/gateway/addresses.py says which that is behind proxies.
NEW_SESSIONS_PER_MINUTE = 600
WRONG_PASSWORDS_PER_ADDRESS = 100
WRONG_PASSWORDS_PER_NAME = 10
HASHES_AT_ONCE = 2

# A token of the bank's site: how long it may be good for, and how far the two clocks may differ.
TOKEN_SECONDS = 120
CLOCK_SKEW_SECONDS = 30
TOKEN_CHARACTERS = 4_096
TOKEN_ID_CHARACTERS = 128
RSA_BITS = 2_048

NAME_CHARACTERS = 128
PASSWORD_CHARACTERS = 256
STAFF_CODE_CHARACTERS = 32
ROLE_CHARACTERS = 16
CASE_NUMBER_CHARACTERS = 32
PAYLOAD_CHARACTERS = 2_000
ORDER_KEY_CHARACTERS = 64
TEXT_CHARACTERS = BODY_BYTES

# Open connections, websockets included; more are told to come back.
CONNECTIONS = 4_000
# What running turns get to finish in when the process is told to stop.
GRACE_SECONDS = 2
