"""`teller serve`: the pages, the chat and the desk, from one process."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from bot.commands import Failure
from bot.runtime.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from bot.conversation.house import House

BACKLOG = 2_048
PROGRESS_SECONDS = 0.2
DUE_SECONDS = 60
"""Between two looks for orders whose day has come, and for what alerts have to tell."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8_080, show_default=True, help="0 takes any free one.")
def serve(host: str, port: int) -> None:
    """Serve the pages, the chat and the desk. Ends on Ctrl-C or SIGTERM.

    Example: teller serve --port 8080
    """
    settings = Settings.from_environment()
    require_proxies(settings)
    listening = listen(host, port)  # before anything slow: a port in use is said at once
    opening = Opening(settings)
    try:
        was_ready = asyncio.run(_serve(listening, settings, opening, host))
    finally:
        listening.close()
    if opening.house is not None:
        opening.house.close()
    if not was_ready:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)  # the thread that loads cannot be interrupted, and has nothing to lose


def require_proxies(settings: Settings) -> None:
    """Refuse a list of proxies that cannot be read. Raises `Failure`."""
    from bot.gateway.addresses import TrustedProxies

    try:
        TrustedProxies.parse(settings.trusted_proxies)
    except ValueError as error:
        raise Failure(f"TELLER_TRUSTED_PROXIES must be addresses or networks such as 10.0.0.0/8: {error}.") from error


def listen(host: str, port: int) -> socket.socket:
    """Take the port. Raises `Failure` when it is not to be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
        # Inherited by every connection. asyncio would set it itself if this socket said that it is TCP; without it, the
        # second of two frames waits 40 ms for the first one to be acknowledged.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except socket.gaierror as error:
        raise Failure(f"There is no address called {host}: give another with --host.") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sentence = f"Port {port} of {host} is in use: stop what uses it, or choose another with --port."
        elif error.errno == errno.EACCES:
            sentence = f"Port {port} needs rights that this account does not have: choose one above 1023 with --port."
        else:
            sentence = f"Port {port} of {host} cannot be taken ({error.strerror}): try another --host or --port."
        raise Failure(sentence) from error


class Opening:
    """Opens bank, tables and model in a thread of its own, so that the door answers meanwhile."""

    def __init__(self, settings: Settings) -> None:
        self.house: House | None = None
        self._settings = settings
        self._error: Exception | None = None
        self._ended = threading.Event()
        threading.Thread(target=self._open, name="opening", daemon=True).start()

    async def ended(self) -> House:
        """The open house. Raises `Failure` with what is missing."""
        started = time.monotonic()
        is_watched = sys.stderr.isatty()
        while not self._ended.is_set():
            await asyncio.to_thread(self._ended.wait, PROGRESS_SECONDS)
            if is_watched:
                click.echo(f"\rLoading the assistant … {time.monotonic() - started:.0f} s", nl=False, err=True)
        if is_watched:
            click.echo("\r\033[K", nl=False, err=True)
        if self._error is not None:
            raise self._error
        assert self.house is not None  # noqa: S101 - one of the two is set when it has ended
        return self.house

    def _open(self) -> None:
        try:
            from bot.conversation.house import CannotOpenError, open_house

            try:
                self.house = open_house(self._settings)
            except CannotOpenError as error:
                self._error = Failure(str(error))
        except Exception as error:
            # Bank and tables name their own remedies: what is left is a model that this release cannot load.
            reason = str(error).rstrip(".") or type(error).__name__
            self._error = Failure(
                f"The trained assistant cannot be loaded ({reason}): train it anew with teller train."
            )
        finally:
            self._ended.set()


async def _serve(listening: socket.socket, settings: Settings, opening: Opening, host: str) -> bool:
    from bot.gateway.server import serve_until_stopped

    _log_to_stderr()
    secure_cookies = not (settings.demo and _is_loopback(host))

    async def load() -> ASGIApp:
        house = await opening.ended()
        return await asyncio.to_thread(_make_app, house, secure_cookies)

    def greet() -> None:
        address = _address(host, listening.getsockname()[1])
        click.echo(_welcome(address, settings, secure_cookies))

    worker = asyncio.create_task(_do_what_is_due(opening))
    was_ready = await serve_until_stopped(listening, load, greet)
    worker.cancel()
    if opening.house is not None:
        from bot.gateway.limits import GRACE_SECONDS

        try:
            async with asyncio.timeout(GRACE_SECONDS):
                await opening.house.conversations.drain()
        except TimeoutError:
            logging.getLogger("teller").warning("Stopped in the middle of a turn.")
    return was_ready


async def _do_what_is_due(opening: Opening) -> None:
    """Execute dated orders when their day has come, and tell what alerts have to tell.

    Each is a transaction of its own: stopped anywhere, none is half-done. One that fails keeps no other from its turn.
    """
    from bank import UnitOfWork
    from bank.services import alert_watch, orders, standing_orders

    def execute(uow: UnitOfWork) -> int:
        return len(orders.run_due(uow)) + len(standing_orders.run_due(uow))

    def work(house: House, do: Callable[[UnitOfWork], int]) -> int:
        with house.bank.unit_of_work() as uow:
            return do(uow)

    log = logging.getLogger("teller.worker")
    while True:
        if opening.house is not None:
            for what, do in (("orders that were due", execute), ("alerts to tell", alert_watch.watch)):
                try:
                    if count := await asyncio.to_thread(work, opening.house, do):
                        log.info("Done: %d %s.", count, what)
                except Exception:
                    log.exception("Failed: %s; trying again in %d s.", what, DUE_SECONDS)
        await asyncio.sleep(DUE_SECONDS)


def _make_app(house: House, secure_cookies: bool) -> ASGIApp:
    from bank.demo.site import SiteKeysError
    from bot.conversation.bank_side import reseal_pins
    from bot.desk import Desk
    from bot.gateway.app import create_app
    from bot.gateway.sign_in_tokens import SignInKeysError
    from bot.store.sealing import Sealer, SealingError

    if not house.settings.sign_in_issuer:
        raise Failure("TELLER_SIGN_IN_ISSUER must say who signs the bank's sign-in tokens (docs/gateway.md).")
    desk = Desk(house.store, Sealer(house.settings.staff_keys_path), is_demo=house.settings.demo)
    if house.settings.demo:
        desk.add_demo_staff()
    try:
        desk.reseal()
        if pins := reseal_pins(house.bank, house.settings.staff_keys_path):
            logging.getLogger("teller").warning(pins)
        return create_app(
            house.settings,
            bank=house.bank,
            store=house.store,
            conversations=house.conversations,
            desk=desk,
            secure_cookies=secure_cookies,
        )
    except (SealingError, SiteKeysError, SignInKeysError) as error:
        raise Failure(str(error)) from error


def _welcome(address: str, settings: Settings, secure_cookies: bool) -> str:
    lines = [f"Teller is ready: {address}"]
    if settings.demo:
        from bank.demo.people import SIGN_INS
        from bot.desk.demo import DEMO_STAFF

        width = max(len(each.name) for each in SIGN_INS)
        lines += ["", "Sign in to the demo bank as"]
        lines += [f"  {each.name:<{width}}  {each.password}" for each in SIGN_INS]
        lines += ["", f"The desk: {address}desk", f"  {DEMO_STAFF.sign_in_name:<{width}}  {DEMO_STAFF.password}"]
    if secure_cookies and address.startswith("http:"):
        lines += ["", "Browsers keep a sign-in only over HTTPS: put a proxy with TLS in front of this address."]
    return "\n".join(lines)


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)  # noqa: S104 - for the eye
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _log_to_stderr() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    for name, level in (("teller", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.addHandler(handler)
        logger.propagate = False
