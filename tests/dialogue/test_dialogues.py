"""The written conversations of these folders, held with the real assistant over a bank of each one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.house import House
from bot.shell.line import as_json, open_line
from bot.training.dialogues import FOLDERS, Dialogue, load_dialogues, run_dialogue

HERE = Path(__file__).parent
DIALOGUES = load_dialogues(HERE)
SHORTEST = HERE / "happy_path" / "shortest.yml"


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: f"{dialogue.source}: {dialogue.name}")
async def test_the_conversation_goes_as_written(house: House, dialogue: Dialogue) -> None:
    assert (await run_dialogue(house, dialogue)).wrong == ()


async def test_of_an_unclear_message_the_likeliest_choice_is_told_as_its_skill(house: House) -> None:
    told = as_json(await open_line(house, 1).hear("it is about my card"))
    assert told["outcome"] == "clarify"
    assert len(told["choices"]) > 1
    assert told["skill"] == told["choices"][0]


def test_every_conversation_stands_in_a_folder_that_says_what_it_is_about() -> None:
    assert {dialogue.source.split("/")[0] for dialogue in DIALOGUES} <= set(FOLDERS)


def test_a_balance_takes_one_turn_and_a_payment_to_a_saved_payee_three() -> None:
    """As they are written in shortest.yml; that they go so is tested above."""
    fewest = {dialogue.turns[0]["skill"]: len(dialogue.turns) for dialogue in load_dialogues(SHORTEST)}
    assert fewest == {"balances": 1, "pay_payee": 3}


def test_no_two_conversations_have_the_same_name() -> None:
    names = [dialogue.name for dialogue in DIALOGUES]
    assert sorted(names) == sorted(set(names))
