"""The bot's store for tests: migrated once, with the demo's staff in it, and copied for each test."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.desk import Desk, totp
from bot.desk.demo import DEMO_STAFF
from bot.desk.desk import Enrolment, SignedIn
from bot.desk.permissions import Role
from bot.store import Store
from bot.store.audit import Actor
from bot.store.sealing import Sealer


@pytest.fixture(scope="session")
def migrated_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store of the newest migration with one member of staff."""
    file = tmp_path_factory.mktemp("store") / "bot.db"
    store = Store.open(f"sqlite:///{file}")
    Desk(store, sealer(file.parent), is_demo=True).add_demo_staff()
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return file


@pytest.fixture
def store(migrated_store: Path, tmp_path: Path) -> Iterator[Store]:
    """A store of the test's own."""
    file = tmp_path / "bot.db"
    shutil.copyfile(migrated_store, file)
    store = Store.open(f"sqlite:///{file}")
    yield store
    store.close()


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, sealer(tmp_path), is_demo=True)


def sealer(folder: Path) -> Sealer:
    """Keys of a test's own."""
    return Sealer(folder / "staff.keys")


def signed_in(desk: Desk, name: str = DEMO_STAFF.sign_in_name, password: str = DEMO_STAFF.password) -> SignedIn:
    """A new session of an account that needs no second factor: the demo's."""
    done = desk.sign_in(name, password)
    assert isinstance(done, SignedIn)
    return done


@dataclass
class Newcomer:
    """A member of staff who has been given an account, with the app on their phone."""

    name: str
    password: str
    secret: str = ""

    @classmethod
    def add(cls, desk: Desk, name: str, role: Role) -> Newcomer:
        return cls(name, desk.add(Actor("console: test"), name, name.capitalize(), role))

    def step(self) -> int:
        return int(time.time()) // totp.STEP_SECONDS

    def code(self) -> str:
        """A code that was not used yet, as long as the clock of a phone may be off."""
        return totp.code_at(self.secret, self.step() + 1)

    def enrol(self, desk: Desk) -> tuple[str, ...]:
        """Set up the app with the code of now, so that the next one is left; the recovery codes."""
        begun = desk.sign_in(self.name, self.password)
        assert isinstance(begun, Enrolment)
        self.secret = begun.secret
        done = desk.sign_in(self.name, self.password, totp.code_at(self.secret, self.step()))
        assert isinstance(done, SignedIn)
        return done.recovery_codes

    def sign_in(self, desk: Desk) -> SignedIn:
        done = desk.sign_in(self.name, self.password, self.code())
        assert isinstance(done, SignedIn)
        return done
