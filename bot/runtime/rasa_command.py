"""Rasa's own command line (`rasa train`, `rasa data validate`, `rasa test`) on the supported stack."""

from __future__ import annotations

import re
import sys
from typing import Any

from bot.runtime import lifted

# What Rasa's validation cannot see: words that the actions say (tests/unit/actions compares them), and intents that
# the assistant makes itself.
NOT_WRONG = re.compile(
    r"The utterance '\w+' is not used in any story or rule"
    r"|The intent '(code_accepted|code_failed|resend_code|resume)' is listed in the domain file, but is not found"
)


def main() -> None:
    """Run `rasa` with the stand-ins in place; a component that needs TensorFlow is refused in one sentence."""
    lifted.apply()
    import rasa.shared.utils.io
    from rasa.__main__ import main as rasa_main

    warn = rasa.shared.utils.io.raise_warning

    def warn_of_what_is_wrong(message: str, *arguments: Any, **named: Any) -> None:
        if not NOT_WRONG.search(message):
            warn(message, *arguments, **named)

    rasa.shared.utils.io.raise_warning = warn_of_what_is_wrong
    sys.argv[0] = "rasa"
    rasa_main()
