"""`teller serve` as it is run: the port first, then loading, then an orderly end; and what it says when it cannot."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bank.demo.people import SIGN_INS

TELLER = str(Path(sys.executable).with_name("teller"))
READY_SECONDS = 60  # a guard for a busy machine, not the goal: that is measured in benchmarks/
STOP_SECONDS = 5


@contextmanager
def serving(*arguments: str, **settings: object) -> Iterator[subprocess.Popen[str]]:
    """A process of `teller serve`, killed if it is still there in the end."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TELLER_")}
    environment |= {f"TELLER_{name.upper()}": str(value) for name, value in settings.items()}
    process = subprocess.Popen(  # noqa: S603 - our own command
        [TELLER, "serve", *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def settings(tmp_path: Path, bank_path: Path, models_path: Path) -> dict[str, object]:
    """Settings of an installation that works."""
    return {
        "bank_url": f"sqlite:///{bank_path}",
        "bot_url": f"sqlite:///{tmp_path / 'bot.db'}",
        "models_path": models_path,
        "sign_in_keys_path": tmp_path / "sign-in" / "keys.json",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(base: str) -> list[int]:
    """The states that `/health/ready` went through."""
    states: list[int] = []
    ends = time.monotonic() + READY_SECONDS
    with httpx.Client(base_url=base, trust_env=False) as watcher:
        while time.monotonic() < ends:
            try:
                state = watcher.get("/health/ready").status_code
            except httpx.TransportError:
                state = 0
            if not states or states[-1] != state:
                states.append(state)
            if state == 200:
                return states
            time.sleep(0.05)
    pytest.fail(f"Not ready after {READY_SECONDS} s: {states}")


def test_it_is_alive_while_it_loads_then_serves_and_stops_when_told(settings: dict[str, object]) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with serving("--port", str(port), **settings) as process:
        states = wait_until_ready(base)
        assert 503 in states
        with httpx.Client(base_url=base, headers={"Origin": base}, trust_env=False) as visitor:
            visitor.post("/api/session", json={})
            answer = visitor.post("/api/messages", json={"id": "a", "text": "hello"})
            assert answer.json()["messages"][-1]["author"] == "assistant"
            assert "server" not in answer.headers

        told = time.monotonic()
        process.send_signal(signal.SIGTERM)
        output, log = process.communicate(timeout=STOP_SECONDS)

    assert time.monotonic() - told < STOP_SECONDS
    assert process.returncode == 0
    assert f"Teller is ready: {base}/" in output
    assert all(re.search(rf"{each.name}\s+{each.password}", output) for each in SIGN_INS)
    assert re.search(r"robin\s+at-the-desk", output)
    assert "POST /api/messages 200" in log
    assert "Traceback" not in log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_while_it_still_loads(settings: dict[str, object], number: int) -> None:
    port = free_port()
    with serving("--port", str(port), **settings) as process:
        while True:
            try:
                assert httpx.get(f"http://127.0.0.1:{port}/health/live", trust_env=False).status_code == 200
                break
            except httpx.TransportError:
                time.sleep(0.02)

        process.send_signal(number)
        output, log = process.communicate(timeout=STOP_SECONDS)

    assert process.returncode == 0
    assert output == ""
    assert "Traceback" not in log


def refused(*arguments: str, **settings: object) -> str:
    """The one sentence on stderr with which it ends."""
    with serving(*arguments, **settings) as process:
        output, log = process.communicate(timeout=READY_SECONDS)
    assert process.returncode == 1
    assert output == ""
    assert log.startswith("teller: "), log
    assert len(log.strip().splitlines()) == 1, log
    return log


def test_a_port_in_use_is_said_at_once(settings: dict[str, object]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        started = time.monotonic()

        assert f"Port {port} of 127.0.0.1 is in use" in refused("--port", str(port), **settings)

        assert time.monotonic() - started < 3


def test_an_address_that_is_not_ours_is_refused(settings: dict[str, object]) -> None:
    assert "192.0.2.1" in refused("--host", "192.0.2.1", "--port", "0", **settings)
    assert "no address called nowhere.invalid" in refused("--host", "nowhere.invalid", **settings)


def test_a_missing_bank_names_the_command_that_makes_one(settings: dict[str, object], tmp_path: Path) -> None:
    settings["bank_url"] = f"sqlite:///{tmp_path / 'none.db'}"

    assert "teller bank seed" in refused("--port", "0", **settings)

    assert not (tmp_path / "none.db").exists()


def test_a_broken_bank_is_refused_and_left_alone(settings: dict[str, object], tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all " * 50)
    settings["bank_url"] = f"sqlite:///{broken}"

    assert "teller bank seed" in refused("--port", "0", **settings)

    assert broken.read_bytes() == b"no database at all " * 50


def test_a_broken_store_is_refused_and_left_alone(settings: dict[str, object], tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all " * 50)
    settings["bot_url"] = f"sqlite:///{broken}"

    assert "move it away and start again" in refused("--port", "0", **settings)


def test_a_bank_of_its_own_must_say_who_signs_and_with_which_keys(settings: dict[str, object], tmp_path: Path) -> None:
    settings["demo"] = "off"
    assert "TELLER_SIGN_IN_ISSUER" in refused("--port", "0", **settings)

    settings["sign_in_issuer"] = "https://www.bank.example"
    assert "TELLER_SIGN_IN_KEYS_PATH" in refused("--port", "0", **settings)


def test_a_missing_model_names_the_command_that_trains_one(settings: dict[str, object], tmp_path: Path) -> None:
    settings["models_path"] = tmp_path / "none"

    assert "teller train" in refused("--port", "0", **settings)


@pytest.mark.parametrize("kept_bytes", [0, 20_000])
def test_a_broken_model_names_the_command_that_trains_one(
    settings: dict[str, object], models_path: Path, tmp_path: Path, kept_bytes: int
) -> None:
    models = tmp_path / "broken"
    shutil.copytree(models_path, models)
    for archive in models.glob("*.tar.gz"):
        archive.write_bytes(archive.read_bytes()[:kept_bytes])
    settings["models_path"] = models

    assert "teller train" in refused("--port", "0", **settings)


def test_a_setting_that_nobody_knows_is_misuse(settings: dict[str, object]) -> None:
    with serving(**settings, bnk_url="x") as process:
        _, log = process.communicate(timeout=READY_SECONDS)

    assert process.returncode == 2
    assert "TELLER_BNK_URL" in log
