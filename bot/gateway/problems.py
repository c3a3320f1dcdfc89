"""What goes wrong at the door: every failure is `{"error": {"code", "sentence"}}`, never a stack trace."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from math import ceil

from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bank import BankError
from bot.conversation.errors import ConversationError, TooFastError
from bot.desk.errors import DeskError

log = logging.getLogger("teller.gateway")

STATUS_BY_CODE: Mapping[str, int] = {
    # of the conversation
    "empty_message": 422,
    "too_long": 422,
    "too_many_requests": 429,
    "not_offered": 409,
    "not_signed_in": 401,
    "no_code_awaited": 404,
    "no_secret_awaited": 404,
    # of the desk
    "unknown_handover": 404,
    "already_claimed": 409,
    "not_yours": 403,
    "not_allowed": 403,
    "no_reason": 422,
    "code_needed": 401,
    "wrong_code": 401,
    "unknown_staff": 404,
    "name_taken": 409,
    # of desk and bank
    "sign_in_failed": 401,
    # of the bank
    "sign_in_locked": 429,
    "unknown_order": 404,
    "invalid_pin": 422,
    "unknown_document": 404,
    "unknown_case": 404,
    "case_note_missing": 422,
    "session_ended": 401,
    "bank_unavailable": 503,
}
REFUSED = 409
SENTENCES = {
    400: ("bad_request", "This request cannot be understood."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take that kind of request."),
}


class Problem(Exception):
    """An answer other than the one that was hoped for."""

    def __init__(self, status: int, code: str, sentence: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.sentence = sentence
        self.headers = headers

    def response(self) -> Response:
        """As HTTP."""
        body = {"error": {"code": self.code, "sentence": self.sentence}}
        return JSONResponse(body, self.status, headers=self.headers)


def too_many(wait_seconds: float) -> Problem:
    """Somebody is too quick; says when to come back."""
    headers = {"Retry-After": str(max(1, ceil(wait_seconds)))}
    return Problem(429, TooFastError.code, TooFastError.sentence, headers)


def problem_of(error: Exception) -> Problem:
    """What to say about an error; one that nobody foresaw is logged under a number that the answer gives."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, TooFastError):
        return too_many(error.wait_seconds)
    if isinstance(error, ConversationError | DeskError):
        return Problem(STATUS_BY_CODE.get(error.code, REFUSED), error.code, error.sentence)
    if isinstance(error, BankError):
        sentence = f"{error.sentence} {error.remedy}".strip()
        return Problem(STATUS_BY_CODE.get(error.code, REFUSED), error.code, sentence)
    incident = secrets.token_hex(4)
    log.error("Incident %s", incident, exc_info=error)
    if isinstance(error, DBAPIError):
        sentence = f"A database does not answer just now. Please try again in a moment (incident {incident})."
        return Problem(503, "unavailable", sentence)
    sentence = f"Something went wrong on our side. Please try again, or mention incident {incident}."
    return Problem(500, "internal_error", sentence)


async def answer_http_exception(_request: Request, error: Exception) -> Response:
    """Starlette's own refusals (404, 405, …) in the same form."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    code, sentence = SENTENCES.get(status, ("refused", HTTPStatus(status).description or "Refused."))
    return Problem(status, code, sentence, headers).response()
