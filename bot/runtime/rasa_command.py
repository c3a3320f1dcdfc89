"""Rasa's own command line (`rasa train`, `rasa data validate`, `rasa test`) on the supported stack."""

from __future__ import annotations

import sys
import warnings

from bot.runtime import lifted, standins

NO_SECOND_DOOR = "Rasa's own server asks nobody who they are: Teller has one door only."
NOT_OFFERED = {
    "interactive": f"{NO_SECOND_DOOR} Talk with: teller shell",
    "run": f"{NO_SECOND_DOOR} Serve with: teller serve",
    "shell": f"{NO_SECOND_DOOR} Talk with: teller shell. See what is understood with: teller parse",
    "telemetry": "Telemetry is off in Teller's code: there is nothing to switch.",
    "visualize": "It needs networkx and pydot, which Teller leaves out. The rules can be read in data/rules.",
    "x": "Rasa X is no longer made by Rasa. Look at conversations at the desk of: teller serve",
}
PLOTS = ("plot_confusion_matrix", "plot_curve", "plot_paired_histogram")


def main() -> None:
    """Run `rasa` with the stand-ins in place; what is not offered or left out is refused in one sentence."""
    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    if command in NOT_OFFERED:
        print(f"rasa {command} is not offered. {NOT_OFFERED[command]}", file=sys.stderr)  # noqa: T201 - a command's answer
        sys.exit(2)
    lifted.apply()
    # most words are said by the actions, which Rasa cannot see; tests/unit/actions compares them
    warnings.filterwarnings("ignore", message="The utterance .* is not used in any story or rule")
    if command == "test":
        _mend_test()
    from rasa.__main__ import main as rasa_main

    sys.argv[0] = "rasa"
    try:
        rasa_main()
    except standins.StandInUsedError as error:
        sys.exit(f"rasa: {error}")


def _mend_test() -> None:
    """`rasa test` looks for stories everywhere, the environment included, asks policies for entities that only
    TEDPolicy would find, and draws where nothing can be drawn.
    """
    import rasa.cli.test
    import rasa.core.test
    import rasa.utils.plotting

    rasa.cli.test.DEFAULT_E2E_TESTS_PATH = "tests"
    rasa.core.test.POLICIES_THAT_EXTRACT_ENTITIES = frozenset()
    if standins.stood_in_for("matplotlib"):
        for name in PLOTS:
            setattr(rasa.utils.plotting, name, lambda *_, **__: None)
