"""Rasa 3.6.21 as Teller runs it: the few places in which its own code is changed, each with its reason.

Import this module, never `rasa` itself, before anything of Rasa's; `apply` may be called again and does no harm.
"""

from __future__ import annotations

import functools
import importlib
import logging
import warnings
from collections.abc import Callable
from typing import Any

import structlog

from bot.runtime import standins

TENSORFLOW_COMPONENTS = frozenset(
    {
        "ConveRTFeaturizer",
        "DIETClassifier",
        "LanguageModelFeaturizer",
        "ResponseSelector",
        "TEDPolicy",
        "UnexpecTEDIntentPolicy",
    }
)


def apply(*, serving: bool = False) -> None:
    """Install the stand-ins, change Rasa where it must be; `serving` also leaves out what only training needs."""
    standins.install(serving=serving)
    _lift()


@functools.cache
def _lift() -> None:
    logging.getLogger("rasa").setLevel(logging.WARNING)
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with warnings.catch_warnings():
        # Said at import by Rasa and by what it stands on; nothing that we could mend.
        warnings.simplefilter("ignore")
        import rasa.core.agent
        import rasa.engine.recipes.default_components
        import rasa.shared.core.events
        import rasa.telemetry
        import rasa.utils.common
    rasa.telemetry.is_telemetry_enabled = lambda: False
    rasa.telemetry.initialize_telemetry = lambda: False
    rasa.telemetry.initialize_error_reporting = lambda: None
    rasa.utils.common.find_unavailable_packages = _missing_packages
    rasa.shared.core.events.Event.resolve_by_type = staticmethod(_remembered_event_types())
    from bot.runtime.runner import PlainGraphRunner

    rasa.core.processor.DaskGraphRunner = PlainGraphRunner


def _missing_packages(package_names: list[str]) -> set[str]:
    """Rasa's check of what a component needs, in which a stand-in does not count as being there."""
    missing = {name for name in package_names if standins.stood_in_for(name)}
    for name in set(package_names) - missing:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.add(name)
    return missing


def _remembered_event_types() -> Callable[[str, Any], Any]:
    """Rasa walks all subclasses for every event that it reads; the answer never changes."""
    from rasa.shared.core.events import Event

    return functools.cache(Event.resolve_by_type)
