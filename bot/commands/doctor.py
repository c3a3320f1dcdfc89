"""`teller doctor`: what is missing or contradictory in this installation, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
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
    """Look at databases and model, and at all that the bank's people change; exit code 1 if anything must be mended.

    Example: teller doctor
    """
    settings = Settings.from_environment()
    findings = []
    for finding in _findings(settings):
        findings.append(finding)
        if not as_json:
            click.echo(f"{'ok  ' if finding.problem is None else 'MEND'}  {finding.name}")
            if finding.problem:
                click.echo(f"      {finding.problem}")
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings]))
    raise SystemExit(1 if any(finding.problem for finding in findings) else 0)


def _findings(settings: Settings) -> Iterator[Finding]:
    """One thing after the other: what has been looked at can be read while the next one is."""
    for name, look in LOOKS.items():
        yield Finding(name, look(settings))
    for name, problems in _of_changes(settings).items():
        found = [Finding(name, problem) for problem in problems]
        yield from found or [Finding(name, None)]


def _of_changes(settings: Settings) -> dict[str, Iterable[str]]:
    """What is looked at in all that a bank's people change (`bot/checkup`), in the order in which it is told."""
    from bank.domain.clock import bank_day, utc_now
    from bot.checkup import articles, branches, examples, files, model_age, prices, words

    root, data, knowledge = PROJECT_ROOT, PROJECT_ROOT / "data", settings.knowledge_path
    today = bank_day(utc_now())
    return {
        "files": files.unreadable(root),
        "words that are missing": words.missing_words(root),
        "words that nothing says": words.unsaid_words(root),
        "gaps in words": words.unfilled_gaps(root),
        "variants of words": words.empty_or_double(root),
        "articles": articles.broken_articles(knowledge, data / "skills.yml"),
        "articles' dates": articles.stale_articles(knowledge, today),
        "articles' questions": articles.shared_questions(knowledge),
        "prices": prices.prices_that_do_not_hold(data / "tariff.yml", today),
        "prices' ends": prices.values_without_follower(data / "tariff.yml"),
        "prices' size": prices.prices_out_of_range(data / "tariff.yml"),
        "rules of payments": prices.rules_of_payments(data / "payments.yml"),
        "figures and hours": prices.figures_of_the_bank(data / "bank.yml"),
        "branches' hours": branches.hours_of_branches(settings.bank_url),
        "examples": examples.intents_without_examples(root),
        "examples of two intents": examples.sentences_of_two_intents(root),
        "model's age": model_age.model_older_than_data(root, knowledge, settings.models_path),
    }


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
    from bank import Bank, BankError
    from bot.conversation.bank_side import reseal_pins
    from bot.desk import Desk
    from bot.store import Store, StoreError
    from bot.store.sealing import Sealer, SealingError

    with ExitStack() as last:
        try:
            store = Store.open(settings.bot_url)
            last.callback(store.close)
            bank = Bank.open(settings.bank_url)
            last.callback(bank.close)
        except (StoreError, BankError):
            return None  # said of the database itself
        try:
            Desk(store, Sealer(settings.staff_keys_path)).reseal()
        except SealingError as error:
            return str(error)
        return reseal_pins(bank, settings.staff_keys_path)


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


LOOKS: dict[str, Callable[[Settings], str | None]] = {
    "bank's database": _bank,
    "conversations' database": _conversations,
    "sign-in keys": _sign_in_keys,
    "keys of staff's second factors": _staff_keys,
    "encoder": _encoder,
    "trained model": _model,
}
