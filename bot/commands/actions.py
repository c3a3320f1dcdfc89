"""`teller actions`: the actions as a server of their own, for an installation that keeps the bank's database apart."""

from __future__ import annotations

import logging

import click

from bot.commands import Failure
from bot.commands.serve import listen
from bot.runtime.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65_535), default=5_055, show_default=True, help="0 takes any free one.")
def actions(host: str, port: int) -> None:
    """Run the actions for a `teller serve` whose TELLER_ACTIONS_URL names this address. Ends on Ctrl-C or SIGTERM.

    Example: teller actions --port 5055
    """
    settings = Settings.from_environment()
    listening = listen(host, port)

    import uvicorn

    from actions import context
    from bank import Bank, BankError
    from bot.runtime import lifted
    from bot.runtime.signed_calls import CallKeyError, Verifier, read_key, used_in

    try:
        key = read_key(settings.actions_key_path)
        bank = Bank.open(settings.bank_url)
    except (CallKeyError, BankError) as error:
        raise Failure(str(error)) from error
    context.use(context.Context(bank, settings.locale))
    lifted.apply("serving")
    from bot.runtime.action_server import create_action_server
    from bot.runtime.actions_in_process import InProcessActions

    app = create_action_server(Verifier(key, used_in(bank)), InProcessActions())
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    server = uvicorn.Server(
        uvicorn.Config(app, access_log=False, log_config=None, server_header=False, proxy_headers=False, lifespan="off")
    )
    host_shown, port_shown = listening.getsockname()[:2]
    click.echo(f"The actions are ready: http://{host_shown}:{port_shown}")
    try:
        server.run(sockets=[listening])
    finally:
        bank.close()
