"""Bad input and a broken installation: one sentence on stderr, the right exit code, no traceback, nothing half done."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from bot.runtime.settings import PROJECT_ROOT
from tests.conftest import TELLER, run_teller

FAILED = 1
MISUSED = 2
DOORS = (("talk",), ("shell",), ("serve", "--port", "0"))
ENCODER = PROJECT_ROOT / "bot" / "nlu" / "artefacts" / "encoder"


def refused(result: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """It failed as it should: this exit code, one line on stderr with these words, nothing on stdout."""
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr
    last = result.stderr.strip().splitlines()[-1]
    assert code == MISUSED or result.stderr.strip() == last, result.stderr
    for word in words:
        assert word in last, last
    assert result.stdout == ""


def repacked(archive: Path, target: Path, ending: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of a trained archive in which the files with that ending are changed."""
    with tarfile.open(archive) as source, tarfile.open(target, "w:gz") as copy:
        for member in source:
            content = source.extractfile(member)
            data = content.read() if content else b""
            if member.name.endswith(ending):
                data = change(data)
            member.size = len(data)
            copy.addfile(member, BytesIO(data) if content else None)
    return target


@pytest.fixture
def tampered_encoder(tmp_path: Path) -> Path:
    """An encoder in which one byte of the model was changed."""
    folder = tmp_path / "encoder"
    shutil.copytree(ENCODER, folder)
    with (folder / "model.onnx").open("rb+") as file:
        file.seek(1_000_000)
        byte = file.read(1)
        file.seek(1_000_000)
        file.write(bytes([byte[0] ^ 1]))
    return folder


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door[0])
def test_a_broken_bank_database_is_named_and_left_alone(door: tuple[str, ...], tmp_path: Path) -> None:
    broken = tmp_path / "bank.db"
    broken.write_bytes(b"this is not a database " * 100)
    result = run_teller(*door, stdin="", bank_url=f"sqlite:///{broken}", bot_url=f"sqlite:///{tmp_path / 'bot.db'}")
    refused(result, FAILED, "bank.db", "teller bank seed")
    assert broken.read_bytes() == b"this is not a database " * 100


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door[0])
def test_a_missing_bank_database_is_not_made_by_asking_for_it(door: tuple[str, ...], tmp_path: Path) -> None:
    missing = tmp_path / "bank.db"
    result = run_teller(*door, stdin="", bank_url=f"sqlite:///{missing}", bot_url=f"sqlite:///{tmp_path / 'bot.db'}")
    refused(result, FAILED, "teller bank seed")
    assert not missing.exists()


def test_a_broken_conversations_database_is_named_and_left_alone(bank_path: Path, tmp_path: Path) -> None:
    broken = tmp_path / "bot.db"
    broken.write_bytes(b"this is not a database " * 100)
    result = run_teller("talk", stdin="", bank_url=f"sqlite:///{bank_path}", bot_url=f"sqlite:///{broken}")
    refused(result, FAILED, "bot.db")
    assert broken.read_bytes() == b"this is not a database " * 100


def test_a_missing_model_says_how_one_is_trained(bank_path: Path, tmp_path: Path) -> None:
    settings = {"bank_url": f"sqlite:///{bank_path}", "bot_url": f"sqlite:///{tmp_path / 'bot.db'}"}
    result = run_teller("talk", stdin="", models_path=str(tmp_path / "none"), **settings)
    refused(result, FAILED, "no trained model", "teller train")


@pytest.mark.parametrize("damage", ["text", "cut off", "figures"])
def test_a_damaged_model_says_how_a_new_one_is_trained(damage: str, models_path: Path, tmp_path: Path) -> None:
    archive, damaged = next(models_path.glob("*.tar.gz")), tmp_path / "model.tar.gz"
    if damage == "figures":
        repacked(archive, damaged, ".npz", lambda _: b"not figures")
    else:
        damaged.write_bytes(b"hello" if damage == "text" else archive.read_bytes()[:3_000])
    refused(run_teller("parse", "hello", models_path=str(damaged)), FAILED, "teller train")


def test_a_model_that_was_trained_before_a_slot_was_added_is_not_served(
    models_path: Path, bank_path: Path, tmp_path: Path
) -> None:
    def older(metadata: bytes) -> bytes:
        known = json.loads(metadata)
        del known["domain"]["slots"]["pin_chosen"]
        return json.dumps(known).encode()

    archive = repacked(next(models_path.glob("*.tar.gz")), tmp_path / "older.tar.gz", "metadata.json", older)
    settings = {"bank_url": f"sqlite:///{bank_path}", "bot_url": f"sqlite:///{tmp_path / 'bot.db'}"}
    result = run_teller("serve", "--port", "0", models_path=str(archive), **settings)
    refused(result, FAILED, "before domain.yml had pin_chosen", "Train again: teller train")


def test_a_tampered_encoder_is_used_by_nothing(tampered_encoder: Path, models_path: Path, tmp_path: Path) -> None:
    settings = {"encoder_path": str(tampered_encoder), "models_path": str(models_path)}
    words = ("SHA-256", "Restore it from the repository")
    refused(run_teller("parse", "hello", **settings), FAILED, *words)
    refused(run_teller("model", "verify", **settings), FAILED, *words)
    new = tmp_path / "new"
    refused(run_teller("train", encoder_path=str(tampered_encoder), models_path=str(new)), FAILED, "SHA-256")
    assert list(new.iterdir()) == []


def test_doctor_finds_what_is_broken(tampered_encoder: Path, bank_path: Path, tmp_path: Path) -> None:
    result = run_teller(
        "doctor", "--json",
        bank_url=f"sqlite:///{bank_path}", bot_url=f"sqlite:///{tmp_path / 'bot.db'}",
        encoder_path=str(tampered_encoder), models_path=str(tmp_path / "none"),
    )  # fmt: skip
    problems = {finding["name"] for finding in json.loads(result.stdout) if finding["problem"]}
    assert problems == {"encoder", "trained model"}
    assert result.returncode == FAILED


def test_doctor_finds_nothing_wrong_with_the_project_as_it_is(
    bank_path: Path, models_path: Path, tmp_path: Path
) -> None:
    urls = {"bank_url": f"sqlite:///{bank_path}", "bot_url": f"sqlite:///{tmp_path / 'bot.db'}"}
    result = run_teller("doctor", "--json", models_path=str(models_path), **urls)
    assert [finding for finding in json.loads(result.stdout) if finding["problem"]] == []
    assert result.returncode == 0


def test_a_port_in_use_is_said_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused(run_teller("serve", "--port", str(port)), FAILED, f"Port {port}", "in use")


def test_an_unknown_setting_is_refused_with_those_there_are() -> None:
    refused(run_teller("doctor", bankurl="x"), MISUSED, "TELLER_BANKURL", "TELLER_BANK_URL")


@pytest.mark.parametrize("arguments", [("nosuch",), ("bank", "nosuch"), ("parse",), ("talk", "--customer", "0")])
def test_a_misused_command_says_so(arguments: tuple[str, ...]) -> None:
    refused(run_teller(*arguments, stdin=""), MISUSED)


def test_an_unknown_customer_is_named(models_path: Path, bank_path: Path, tmp_path: Path) -> None:
    settings = {"bank_url": f"sqlite:///{bank_path}", "bot_url": f"sqlite:///{tmp_path / 'bot.db'}"}
    result = run_teller("talk", "--customer", "99999", stdin="", models_path=str(models_path), **settings)
    refused(result, FAILED, "99999")


def test_parse_answers_every_line_whatever_it_holds(models_path: Path) -> None:
    lines = [b"", b"x" * 100_000, "🙂🎉".encode(), b"a\x01b\x1b[31m", b"\xff\xfe bytes", b"'; DROP TABLE customers; --"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TELLER_")}
    result = subprocess.run(  # noqa: S603 - our own command
        [str(TELLER), "parse", "--stdin", "--json"],
        input=b"\n".join(lines) + b"\n", capture_output=True, check=False, timeout=120,
        env=environment | {"TELLER_MODELS_PATH": str(models_path), "PYTHONIOENCODING": "utf-8:strict"},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr.decode()
    answers = result.stdout.decode().splitlines()
    assert len(answers) == len(lines)
    assert all(json.loads(answer)["intent"] for answer in answers)
    assert b"Traceback" not in result.stderr
