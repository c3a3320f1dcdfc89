"""Rasa's own command line (`rasa train`, `rasa data validate`, `rasa test`) on the supported stack."""

from __future__ import annotations

import sys
import warnings

from bot.runtime import lifted, standins

PLOTS = ("plot_confusion_matrix", "plot_curve", "plot_paired_histogram")


def main() -> None:
    """Run `rasa` with the stand-ins in place; a component that needs TensorFlow is refused in one sentence."""
    lifted.apply()
    # most words are said by the actions, which Rasa cannot see; tests/unit/actions compares them
    warnings.filterwarnings("ignore", message="The utterance .* is not used in any story or rule")
    if standins.stood_in_for("matplotlib"):
        _leave_out_plots()
    from rasa.__main__ import main as rasa_main

    sys.argv[0] = "rasa"
    rasa_main()


def _leave_out_plots() -> None:
    """Let `rasa test` write its figures without drawing them."""
    import rasa.utils.plotting

    for name in PLOTS:
        setattr(rasa.utils.plotting, name, lambda *_, **__: None)
