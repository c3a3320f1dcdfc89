"""`teller doctor`: what is missing or contradictory in this installation, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

import click

from bot.runtime.settings import PROJECT_ROOT, Settings


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `problem` says what is wrong and what to do, None that all is well."""

    name: str
    problem: str | None


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON.")
def doctor(as_json: bool) -> None:
    """Look at databases, model, articles and skills; exit code 1 if anything must be mended.

    Example: teller doctor
    """
    settings = Settings.from_environment()
    findings = [Finding(name, look(settings)) for name, look in LOOKS.items()]
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.problem is None else 'MEND'}  {finding.name}")
            if finding.problem:
                click.echo(f"      {finding.problem}")
    raise SystemExit(1 if any(finding.problem for finding in findings) else 0)


def _bank(settings: Settings) -> str | None:
    from bank import Bank, BankError

    try:
        Bank.open(settings.bank_url).close()
    except BankError as error:
        return str(error)
    return None


def _conversations(settings: Settings) -> str | None:
    from bot.store import Store, StoreError

    try:
        Store.open(settings.bot_url).close()
    except StoreError as error:
        return str(error)
    return None


def _sign_in_keys(settings: Settings) -> str | None:
    from bot.gateway.sign_in_tokens import SignInKeysError, read_keys

    if settings.demo and not settings.sign_in_keys_path.exists():
        return None  # the demo bank makes its own when it is first served
    if not settings.sign_in_issuer:
        return "TELLER_SIGN_IN_ISSUER must say who signs the bank's sign-in tokens (docs/gateway.md)."
    try:
        read_keys(settings.sign_in_keys_path)
    except SignInKeysError as error:
        return str(error)
    return None


def _staff_keys(settings: Settings) -> str | None:
    from bot.desk import Desk
    from bot.store import Store, StoreError
    from bot.store.sealing import Sealer, SealingError

    try:
        store = Store.open(settings.bot_url)
    except StoreError:
        return None  # said of the database itself
    try:
        Desk(store, Sealer(settings.staff_keys_path)).reseal()
    except SealingError as error:
        return str(error)
    finally:
        store.close()
    return None


def _encoder(settings: Settings) -> str | None:
    from bot.nlu.encoder import Encoder
    from bot.nlu.errors import ModelError

    try:
        Encoder.load(settings.encoder_path)
    except ModelError as error:
        return str(error)
    return None


def _model(settings: Settings) -> str | None:
    from bot.runtime import lifted

    lifted.apply("serving")
    from bot.runtime.archives import NoModelError
    from bot.runtime.assistant import Assistant

    try:
        Assistant.load(settings.models_path, engine=None)
    except NoModelError as error:
        return str(error)
    return None


def _articles(settings: Settings) -> str | None:
    from actions.figures import figures_of_files
    from bank.domain.product_errors import CatalogueBroken
    from bot.nlu.articles import load_articles
    from bot.nlu.errors import ModelError
    from bot.nlu.skills import load_skills

    try:
        skills = load_skills(PROJECT_ROOT / "data" / "skills.yml")
        articles = load_articles(settings.knowledge_path, skills.names, figures_of_files())
    except (ModelError, CatalogueBroken) as error:
        return str(error)
    return None if articles else f"There are no articles in {settings.knowledge_path}: questions cannot be answered."


LOOKS: dict[str, Callable[[Settings], str | None]] = {
    "bank's database": _bank,
    "conversations' database": _conversations,
    "sign-in keys": _sign_in_keys,
    "keys of staff's second factors": _staff_keys,
    "encoder": _encoder,
    "trained model": _model,
    "articles": _articles,
}
