"""The desk's calls about cases: those of the customer whose conversation a member of staff has."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from bank.domain.cases import KIND_WORDS, STATE_WORDS, CaseState
from bank.services.trouble_views import CaseFile
from bot.conversation.case_side import CaseMove
from bot.desk.permissions import Permission
from bot.desk.staff import Staff
from bot.gateway.bodies import bool_field, client_id_field, text_field
from bot.gateway.limits import CASE_NUMBER_CHARACTERS, ROLE_CHARACTERS
from bot.gateway.problems import Problem
from bot.gateway.routes import Call, for_staff
from bot.store.audit import REASON_CHARACTERS

# Customers read "waiting for you".
WORDS_AT_THE_DESK = STATE_WORDS | {CaseState.WAITING: "waiting for the customer"}


def case_routes() -> list[BaseRoute]:
    """All of them."""
    handle = Permission.HANDLE_CASES
    return [
        for_staff("GET", "/api/desk/handovers/{id}/cases", handle, cases),
        for_staff("POST", "/api/desk/handovers/{id}/cases", handle, move_case),
    ]


async def cases(call: Call, staff: Staff) -> Response:
    """The customer's cases, newest first."""
    return _answer(await call.doors.cases.list_cases(staff, _id(call)))


async def move_case(call: Call, staff: Staff) -> Response:
    """Take a step of one of them."""
    wanted = text_field(call.body, "state", ROLE_CHARACTERS)
    if wanted not in set(CaseState):
        raise Problem(422, "bad_fields", f"The field “state” must be one of {', '.join(CaseState)}.")
    move = CaseMove(
        number=text_field(call.body, "number", CASE_NUMBER_CHARACTERS),
        to=CaseState(wanted),
        note=text_field(call.body, "note", REASON_CHARACTERS),
        reason=text_field(call.body, "reason", REASON_CHARACTERS),
        key=client_id_field(call.body),
        refund=bool_field(call.body, "refund"),
    )
    return _answer(await call.doors.cases.move(staff, _id(call), move))


def _id(call: Call) -> str:
    return str(call.request.path_params["id"])


def _answer(files: tuple[CaseFile, ...]) -> Response:
    return JSONResponse({"cases": [as_json(file) for file in files]})


def as_json(file: CaseFile) -> dict[str, Any]:
    """A case as the desk's page reads it (docs/architecture.md)."""
    return {
        "number": file.number,
        "kind": KIND_WORDS[file.kind],
        "state": _state(file.state),
        "since": file.state_at.isoformat(timespec="milliseconds"),
        "opened_on": file.opened_on.isoformat(),
        "answer_by": file.answer_by.isoformat(),
        "text": file.text,
        "about": file.about,
        "next": [_state(state) for state in file.next_states],
        "steps": [
            {
                "state": _state(step.to_state),
                "at": step.at.isoformat(timespec="milliseconds"),
                "by": step.actor,
                "note": step.note,
                "told": step.is_told,
            }
            for step in file.steps
        ],
        "refundable": None
        if file.refundable is None
        else {"minor": file.refundable.minor, "currency": file.refundable.currency},
        "refunded": file.refunded,
    }


def _state(state: CaseState) -> dict[str, str]:
    return {"id": state, "words": WORDS_AT_THE_DESK[state]}
