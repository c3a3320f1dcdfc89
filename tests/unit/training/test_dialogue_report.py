"""The figures of a run of conversations, and the two ways in which they are shown."""

from __future__ import annotations

from pathlib import Path

from bot.training.dialogue_report import as_text, report, write_dialogue_report
from bot.training.dialogues import Dialogue, Held


def held(name: str, folder: str, skill: str, turns: int, *wrong: str, handed_over: bool = False) -> Held:
    dialogue = Dialogue(name, f"{folder}/file.yml", 1, ({"say": "hello", "reply": "Hello"},))
    return Held(dialogue, wrong, skill, turns, 1, handed_over, repeated_fallbacks=len(wrong))


RUN = [
    held("a balance", "happy_path", "balances", 1),
    held("a payment", "happy_path", "pay_payee", 4),
    held("<a> person", "handover", "human", 9, "turn 1 (help): no 'person' in 'Sorry & thanks'", handed_over=True),
]


def test_success_is_the_share_of_conversations_that_went_as_written() -> None:
    told = report(RUN)
    assert (told["conversations"], told["succeeded"], told["task_success"]) == (3, 2, 0.6667)
    assert told["by_folder"]["happy_path"]["task_success"] == 1
    assert told["by_folder"]["handover"]["task_success"] == 0


def test_turns_are_counted_of_what_succeeded_only() -> None:
    told = report(RUN)
    assert (told["mean_turns"], told["most_turns"]) == (2.5, 4)
    assert told["by_skill"]["human"]["mean_turns"] is None


def test_what_it_took_is_added_up() -> None:
    told = report(RUN)
    assert (told["clarifications"], told["handovers"], told["repeated_fallbacks"]) == (3, 1, 1)
    assert list(told["by_skill"]) == ["balances", "human", "pay_payee"]


def test_a_person_sees_a_row_for_each_group_and_what_went_wrong() -> None:
    text = as_text(report(RUN))
    rows = {line.split()[0]: line for line in text.splitlines() if line.strip()}
    assert "66.7%" in rows["all"]
    assert "–" in rows["human"]
    assert text.endswith("handover/file.yml: <a> person\n  turn 1 (help): no 'person' in 'Sorry & thanks'")


def test_the_page_takes_what_was_said_as_text(tmp_path: Path) -> None:
    page = write_dialogue_report(tmp_path / "new", report(RUN)).read_text(encoding="utf-8")
    assert "&lt;a&gt; person" in page
    assert "<a>" not in page
    assert "Sorry &amp; thanks" in page
    assert "66.7%" in page
