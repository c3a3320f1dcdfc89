"""Runs the custom actions in a server of their own (`teller actions`), with signed calls."""

from __future__ import annotations

import asyncio
import json as json_format
import logging
import secrets
import time
from pathlib import Path
from typing import Any

import aiohttp
from rasa.core.actions.action import ActionExecutionRejection
from rasa.utils.endpoints import EndpointConfig

from bot.runtime.action_server import WEBHOOK
from bot.runtime.signed_calls import read_key, signed

logger = logging.getLogger("teller.actions")

# Less than a turn may take, so that the customer is told what happened.
ACTION_SECONDS = 20
# For so long a server may be away to be started anew, and is asked again so often.
RESTART_SECONDS = 10
AGAIN_SECONDS = 0.25


def find_actions(url: str, key_path: Path) -> ActionsOverHttp | None:
    """The server at an address, None for no address. Raises `CallKeyError`."""
    return ActionsOverHttp(url, read_key(key_path)) if url else None


class ActionsOverHttp(EndpointConfig):  # type: ignore[misc]
    """Stands where Rasa expects the action server's endpoint, and signs what it asks of it."""

    def __init__(self, url: str, key: bytes) -> None:
        super().__init__(url=url, enable_selective_domain=True)
        self._address = url.rstrip("/") + WEBHOOK
        self._key = key

    async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> Any:
        """Run one action; a failure is logged under a number that the customer is told, and nothing else is lost.

        A call whose answer was lost is made again, newly signed: what an action has confirmed has a key in the bank
        and is told the second time, not done.
        """
        action, body = json["next_action"], json_format.dumps(json).encode()
        may_be_done, until = False, time.monotonic() + RESTART_SECONDS
        while True:
            try:
                status, answer = await self._post(body)
            except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError) as error:
                may_be_done |= not isinstance(error, aiohttp.ClientConnectorError)
                if time.monotonic() > until:
                    return _incident(action, type(error).__name__, may_be_done)
                await asyncio.sleep(AGAIN_SECONDS)
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                return _incident(action, type(error).__name__, may_be_done=True)
            else:
                break
        if status == 409:
            raise ActionExecutionRejection(action)
        return answer if status == 200 else _incident(action, f"status {status}", may_be_done)

    async def _post(self, body: bytes) -> tuple[int, Any]:
        headers = {"content-type": "application/json", **signed(self._key, body)}
        # No proxy of the environment's: the call stays between the two. Never followed elsewhere.
        limit = aiohttp.ClientTimeout(total=ACTION_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=limit, trust_env=False) as session,
            session.post(self._address, data=body, headers=headers, allow_redirects=False) as response,
        ):
            return response.status, await response.json() if response.status == 200 else None


def _incident(action: str, reason: str, may_be_done: bool) -> dict[str, Any]:
    incident = secrets.token_hex(4)
    logger.error("The action server did not run %s (%s), incident %s", action, reason, incident)
    response = "utter_incident_unsure" if may_be_done else "utter_incident"
    return {"events": [], "responses": [{"response": response, "incident": incident}]}
