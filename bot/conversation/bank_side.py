"""What conversations ask of the bank: codes, and the customer's own names for the model. Methods block."""

from __future__ import annotations

import time
from pathlib import Path

from bank import Bank, CustomerId
from bank.services import accounts, branches, card_pins, payees, step_up, transactions
from bank.services.card_pins import PinSafe
from bot.conversation.parties import CodeVerdict
from bot.nlu.lexicon import Lexicon
from bot.store import sealing

LEXICON_SECONDS = 30.0
LEXICONS_KEPT = 2_000


class BankServices:
    """The bank of this installation, as `parties.BankSide`."""

    def __init__(self, bank: Bank, keys_path: Path) -> None:
        self._bank = bank
        self._safe = pin_safe(keys_path)
        self._lexicons: dict[int | None, tuple[float, Lexicon]] = {}

    def verify_code(self, customer_id: int, order_key: str, code: str) -> CodeVerdict:
        """Authorise and execute the order or change if the code is right. Raises `BankError`."""
        with self._bank.unit_of_work() as uow:
            result = step_up.verify_code(uow, CustomerId(customer_id), order_key, code)
            uow.commit()
        self._lexicons.pop(customer_id, None)  # it may have brought another payee
        return CodeVerdict(result.result, result.remaining)

    def awaits_code(self, customer_id: int, order_key: str) -> bool:
        """Whether the order or change is confirmed and not yet authorised."""
        with self._bank.unit_of_work() as uow:
            return step_up.awaits_code(uow, CustomerId(customer_id), order_key)

    def took_code(self, customer_id: int, order_key: str) -> bool:
        """Whether a code for the order or change was taken."""
        with self._bank.unit_of_work() as uow:
            return step_up.took_code(uow, CustomerId(customer_id), order_key)

    def set_secret(self, customer_id: int, order_key: str, secret: str) -> str:
        """Take a PIN for the change that waits for one: `accepted`, `weak` or `expired`. Raises `BankError`."""
        with self._bank.unit_of_work() as uow:
            result = card_pins.choose(uow, CustomerId(customer_id), order_key, secret, self._safe)
            uow.commit()
        return result

    def awaits_secret(self, customer_id: int, order_key: str) -> bool:
        """Whether a PIN for the change would be taken now."""
        with self._bank.unit_of_work() as uow:
            return card_pins.awaits_pin(uow, CustomerId(customer_id), order_key)

    def took_secret(self, customer_id: int, order_key: str) -> bool:
        """Whether a PIN for the change was taken."""
        with self._bank.unit_of_work() as uow:
            return card_pins.took_pin(uow, CustomerId(customer_id), order_key)

    def lexicon(self, customer_id: int | None) -> Lexicon:
        """The names of the customer's payees, accounts and merchants, and of places; kept for half a minute."""
        kept = self._lexicons.get(customer_id)
        if kept is not None and time.monotonic() - kept[0] < LEXICON_SECONDS:
            return kept[1]
        lexicon = self._read_lexicon(customer_id)
        if len(self._lexicons) >= LEXICONS_KEPT:
            self._lexicons.clear()
        self._lexicons[customer_id] = (time.monotonic(), lexicon)
        return lexicon

    def _read_lexicon(self, customer_id: int | None) -> Lexicon:
        with self._bank.unit_of_work() as uow:
            places = branches.get_branch_places(uow)
            if customer_id is None:
                return Lexicon(places=places)
            customer = CustomerId(customer_id)
            known = payees.list_payees(uow, customer)
            names = [payee.name for payee in known] + [payee.nickname for payee in known if payee.nickname]
            return Lexicon(
                payees=tuple(dict.fromkeys(names)),
                accounts=tuple(account.name for account in accounts.list_accounts(uow, customer)),
                merchants=transactions.list_merchants(uow, customer),
                places=places,
            )


def pin_safe(keys_path: Path) -> PinSafe:
    """How PINs are kept: by the keys of that file, the staff's second factors' too, each made for its purpose."""
    sealer = sealing.Sealer(keys_path, sealing.PINS)

    def renew(sealed: str, owner: str) -> str | None:
        try:
            return sealer.renew(sealed, owner)
        except sealing.SealingError:
            return None

    return PinSafe(seal=sealer.seal, open=sealer.open, renew=renew)


def reseal_pins(bank: Bank, keys_path: Path) -> str | None:
    """Have every PIN sealed with the newest key; what to do about those that no key opens, if there are any."""
    with bank.unit_of_work() as uow:
        lost = card_pins.reseal(uow, pin_safe(keys_path))
        uow.commit()
    if not lost:
        return None
    return (
        f"Of the cards' PINs, {lost} are opened by no key in {keys_path}: put the key back that was there then, as a "
        "further line, or have those customers choose another PIN."
    )
