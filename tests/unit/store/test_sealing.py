"""A sealed secret opens with the keys it was sealed with, for its owner, unchanged; else somebody is told why not."""

from __future__ import annotations

import base64
from pathlib import Path
from threading import Thread

import pytest

from bot.store.sealing import KEY_CHARACTERS, Sealer, SealingError

SECRET = b"twenty bytes of them"
OLD, NEW = "o" * KEY_CHARACTERS, "n" * KEY_CHARACTERS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "staff.keys"


def test_the_first_key_is_made_for_its_owner_alone_and_once(path: Path) -> None:
    sealed: list[str] = []
    threads = [Thread(target=lambda: sealed.append(Sealer(path).seal(SECRET, "dana"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [Sealer(path).open(each, "dana") for each in sealed] == [SECRET] * 8
    assert path.stat().st_mode & 0o077 == 0
    assert list(path.parent.iterdir()) == [path]


def test_what_is_sealed_twice_looks_different_and_fits_its_column(path: Path) -> None:
    first, second = (Sealer(path).seal(SECRET, "dana") for _ in range(2))
    assert first != second
    assert len(first) == 64


def test_it_opens_neither_in_anothers_row_nor_when_it_was_changed(path: Path) -> None:
    sealer = Sealer(path)
    sealed = sealer.seal(SECRET, "dana")
    changed = bytearray(base64.b64decode(sealed))
    changed[20] ^= 1
    for kept, owner in ((sealed, "robin"), (base64.b64encode(changed).decode(), "dana"), ("", "dana"), ("?", "dana")):
        with pytest.raises(SealingError, match="No key"):
            sealer.open(kept, owner)


def test_an_older_key_opens_until_it_is_taken_away(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(f"{OLD}\n")
    sealer = Sealer(path)
    sealed = sealer.seal(SECRET, "dana")
    path.write_text(f"{NEW}\n{OLD}\n")
    assert sealer.open(sealed, "dana") == SECRET
    renewed = sealer.renew(sealed, "dana")
    assert renewed != sealed
    assert sealer.open(renewed, "dana") == SECRET
    assert sealer.renew(renewed, "dana") == renewed
    path.write_text(f"{NEW}\n")
    with pytest.raises(SealingError, match="put the key back"):
        sealer.open(sealed, "dana")


@pytest.mark.parametrize("content", ["", "\n", "short\n", f"{NEW}\nshort\n"])
def test_a_file_without_a_good_key_is_refused(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    with pytest.raises(SealingError, match="openssl rand"):
        Sealer(path).seal(SECRET, "dana")


def test_a_place_that_cannot_be_written_or_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SealingError, match="TELLER_STAFF_KEYS_PATH"):
        Sealer(tmp_path / "file" / "staff.keys").seal(SECRET, "dana")
    with pytest.raises(SealingError, match="cannot be read"):
        Sealer(tmp_path).open("A" * 64, "dana")
