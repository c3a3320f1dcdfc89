"""Written conversations are read with care: what no run could check is refused, with the file and what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.training.dialogues import DialogueError, load_dialogues

GOOD = "- name: a balance\n  customer: 1\n  turns: [{ say: hello, reply: Hello }]\n"


def test_a_folder_is_read_with_its_folders_and_a_file_by_itself(tmp_path: Path) -> None:
    (tmp_path / "refusals").mkdir()
    (tmp_path / "refusals" / "one.yml").write_text(GOOD)
    assert [dialogue.source for dialogue in load_dialogues(tmp_path)] == ["refusals/one.yml"]
    assert [dialogue.source for dialogue in load_dialogues(tmp_path / "refusals" / "one.yml")] == ["one.yml"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name: alone\n", "there must be a list of conversations"),
        ("- turns: [{ say: hello, reply: Hello }]\n", "every conversation needs a name"),
        ("- name: empty\n", "there must be a list of turns"),
        ("- name: mute\n  turns: [{ reply: Hello }]\n", "a turn needs one of otp, pin, press, say"),
        ("- name: two\n  turns: [{ say: hello, press: '1', reply: Hello }]\n", "a turn needs one of"),
        ("- name: idle\n  turns: [{ say: hello }]\n", "a turn expects nothing"),
        ("- name: slip\n  turns: [{ say: hello, replies: Hello }]\n", "unknown key replies"),
        ("- name: slip\n  costumer: 1\n  turns: [{ say: hello, reply: Hello }]\n", "unknown key costumer"),
        ("- name: [\n", "cannot be read"),
    ],
)
def test_a_file_that_will_not_do_is_one_sentence_with_its_name(tmp_path: Path, content: str, sentence: str) -> None:
    (tmp_path / "bad.yml").write_text(content)
    with pytest.raises(DialogueError, match=sentence) as caught:
        load_dialogues(tmp_path)
    assert str(caught.value).startswith("bad.yml")
    assert "\n" not in str(caught.value)
