"""Reads JSON from outside: bounded while it is read, an object at the top, each field of the kind it must be."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect, Request

from bot.gateway.limits import BODY_BYTES, BODY_SECONDS
from bot.gateway.problems import Problem

Body = Mapping[str, Any]

_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


async def read_body(request: Request) -> Body:
    """The JSON object of a request; at most 64 KiB, within 10 seconds."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, "not_json", "Please send JSON, with the content type application/json.")
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                size += len(chunk)
                if size > BODY_BYTES:
                    raise too_large()
                chunks.append(chunk)
    except TimeoutError:
        raise Problem(408, "too_slow", "The request took too long to arrive.") from None
    except ClientDisconnect:
        raise Problem(400, "bad_request", "The request ended too early.") from None
    return parse_object(b"".join(chunks))


def too_large() -> Problem:
    return Problem(413, "too_large", f"At most {BODY_BYTES // 1024} KiB can be sent at once.")


def parse_object(raw: bytes | str) -> Body:
    """A JSON object. Whatever else it may be, deep nesting and unpaired surrogates included, is refused."""
    try:
        text = raw.decode("utf-8") if isinstance(raw, bytes) else raw
        value = json.loads(text, parse_constant=_refuse_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise Problem(400, "bad_json", "This is not JSON that can be read.") from None
    if not isinstance(value, dict):
        raise Problem(422, "bad_fields", "A JSON object is expected.")
    return value


def text_field(body: Body, name: str, characters: int) -> str:
    """A string of at most so many characters."""
    value = body.get(name)
    if not isinstance(value, str):
        raise Problem(422, "bad_fields", f"The field “{name}” must be a text.")
    if len(value) > characters:
        raise Problem(422, "too_long", f"The field “{name}” can have at most {characters:,} characters.")
    return value


def client_id_field(body: Body) -> str:
    """The id under which a page sends a message."""
    value = text_field(body, "id", 64)
    if not _CLIENT_ID.fullmatch(value):
        raise Problem(422, "bad_fields", "The field “id” may hold letters, digits, “-” and “_” only.")
    return value


def bool_field(body: Body, name: str) -> bool:
    """True or false."""
    value = body.get(name)
    if not isinstance(value, bool):
        raise Problem(422, "bad_fields", f"The field “{name}” must be true or false.")
    return value


def number_field(body: Body, name: str) -> int:
    """A whole number, zero or more, that a database can hold."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise Problem(422, "bad_fields", f"The field “{name}” must be a whole number.")
    return value


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and infinity are not JSON.")
