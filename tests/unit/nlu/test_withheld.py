"""Which sentences the encoder is never trained on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.withheld import ONE_IN, withheld


def test_about_one_sentence_in_eight_is_withheld() -> None:
    share = withheld([f"sentence {number}" for number in range(4_000)]).mean()
    assert abs(share - 1 / ONE_IN) < 0.02


@given(st.text(st.characters(codec="ascii")))
def test_case_and_spaces_change_nothing(text: str) -> None:
    assert len(set(withheld([text, f"  {text.upper()} ", text.lower()]).tolist())) == 1
