"""Rasa 3.6.21 as Teller runs it: the few places in which its own code is changed, each with its reason.

Import this module, never `rasa` itself, before anything of Rasa's; `apply` may be called again and does no harm.
"""

from __future__ import annotations

import functools
import importlib.util
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


def apply(only_for: standins.Purpose = "all") -> None:
    """Install the stand-ins, change Rasa where it must be; a process that only serves, or trains, leaves out more."""
    standins.install(only_for)
    _lift()
    if only_for == "training":
        _lift_training()
    if only_for == "serving":
        import rasa.shared.utils.validation

        # the archive's domain was checked against its schema when it was trained
        rasa.shared.utils.validation.validate_yaml_schema = lambda *_, **__: None


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
        import rasa.engine.validation
        import rasa.shared.core.events
        import rasa.shared.core.slot_mappings
        import rasa.telemetry
        import rasa.utils.common
        import rasa.utils.log_utils
    rasa.telemetry.is_telemetry_enabled = lambda: False
    rasa.telemetry.initialize_telemetry = lambda: False
    rasa.telemetry.initialize_error_reporting = lambda: None
    # only warns, at every start, that slots are no longer filled by themselves: the forms' actions fill ours
    rasa.shared.core.slot_mappings.validate_slot_mappings = lambda _: None
    rasa.utils.log_utils.SentryProcessor = lambda **_: _pass_on
    rasa.engine.validation._validate_required_packages = _refuse_what_is_left_out
    rasa.shared.core.events.Event.resolve_by_type = staticmethod(_remembered_event_types())
    from bot.runtime.runner import PlainGraphRunner

    rasa.core.processor.DaskGraphRunner = PlainGraphRunner


def _lift_training() -> None:
    import rasa.engine.storage.local_model_storage
    import rasa.model_training

    from bot.runtime.runner import PlainGraphRunner

    rasa.model_training.DaskGraphRunner = PlainGraphRunner
    # vectors hardly shrink: the most thorough compression takes three times as long for one part in a hundred
    archive = rasa.engine.storage.local_model_storage.TarSafe
    archive.gzopen = classmethod(functools.partial(archive.gzopen.__func__, compresslevel=1))


def _pass_on(logger: Any, method: str, event: Any) -> Any:
    """A log processor that does nothing, where Rasa has one that reports errors to a vendor."""
    return event


def _refuse_what_is_left_out(node: Any) -> None:
    """Rasa's check of what a component needs, in which a stand-in does not count as being there."""
    from rasa.shared.exceptions import InvalidConfigException

    component = node.uses.__name__
    if component in TENSORFLOW_COMPONENTS:
        raise InvalidConfigException(
            f"{component} needs TensorFlow, which Teller leaves out: take it out of config.yml and use "
            "bot.nlu.components.IntentClassifier for understanding, RulePolicy for dialogue."
        )
    for package in node.uses.required_packages():
        if standins.stood_in_for(package) or importlib.util.find_spec(package) is None:
            raise InvalidConfigException(
                f"{component} needs the package {package}, which is not installed: take it out of config.yml."
            )


def _remembered_event_types() -> Callable[[str, Any], Any]:
    """Rasa walks all subclasses for every event that it reads; the answer never changes."""
    from rasa.shared.core.events import Event

    return functools.cache(Event.resolve_by_type)
