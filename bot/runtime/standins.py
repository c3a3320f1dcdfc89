"""Stand-ins for modules that Rasa imports at its start and that Teller never uses.

Rasa 3.6.21 imports TensorFlow, the SDKs of a dozen chat services and much else before it answers anything. `install`
puts inert modules in their place, before Rasa's first import: their classes can be inherited from, named in
annotations and asked for with `isinstance` (the answer is no), and nothing more. Whoever really uses one is told so.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any, Literal

import numpy as np

# Never in the environment (see the overrides in pyproject.toml).
ABSENT = frozenset(
    {
        "tensorflow",  # DIET, TED, ResponseSelector: replaced by bot/nlu
        "tensorflow_hub",
        "tensorflow_text",
        "keras",
        "absl",
        "safetensors",  # stored by DIET and TED
        "skops",  # stored by LogisticRegressionClassifier
        "sklearn_crfsuite",  # CRFEntityExtractor: replaced by bot/nlu/entities
        "boto3",  # DynamoDB tracker store, S3 models
        "botocore",
        "pymongo",  # MongoDB tracker store
        "psycopg2",  # PostgreSQL is reached through psycopg 3
        "confluent_kafka",  # Kafka event broker
        "sentry_sdk",  # reports errors to a vendor
        "structlog_sentry",
        "networkx",  # `rasa visualize`
        "pydot",
        "redis",  # Rasa's Redis stores
        # Rasa's own doors, which ask nobody who they are: bot/gateway is the only one.
        "sanic",
        "sanic_cors",
        "sanic_jwt",
        "sanic_routing",
        "tracerite",
        # Channels of other companies' servers.
        "aiogram",
        "cachecontrol",
        "fbmessenger",
        "google",
        "mattermostwrapper",
        "rocketchat_API",
        "slack_sdk",
        "socketio",
        "twilio",
        "webexteamssdk",
    }
)

# Only in the tests' environment: draws the plots of `rasa test`, which does without them elsewhere.
MAY_BE_ABSENT = frozenset({"matplotlib"})

# Installed for training, `rasa test` and the like; a serving process leaves them out: 3 s and 110 MB less at start.
UNUSED_WHEN_SERVING = frozenset(
    {
        "aio_pika",  # event broker over AMQP
        "colorclass",
        "coloredlogs",
        "dask",  # bot/runtime/runner.py runs the graph
        "jinja2",
        "matplotlib",
        "pykwalify",  # training data were validated when they were trained on
        "questionary",
        "randomname",
        "requests",
        "scipy",  # sparse features of Rasa's own featurizers
        "sklearn",
        "terminaltables",
        "tqdm",
    }
)


# What training needs of them. The rest is 2 s less before it begins.
NEEDED_TO_TRAIN = frozenset({"jinja2", "pykwalify", "randomname", "scipy", "tqdm"})

Purpose = Literal["all", "serving", "training"]
UNUSED: dict[Purpose, frozenset[str]] = {
    "all": frozenset(),
    "serving": UNUSED_WHEN_SERVING,
    "training": UNUSED_WHEN_SERVING - NEEDED_TO_TRAIN | {"prompt_toolkit"},
}


class StandInUsedError(RuntimeError):
    """Something used a module that only stands in for another; the message says which and what to do."""


class _InertType(type):
    """The type of everything that a stand-in holds: any attribute is there, and none does anything."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _inert(f"{cls.__module__}.{cls.__name__}", name)

    def __instancecheck__(cls, instance: object) -> bool:
        return False

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        if len(arguments) == 1 and callable(arguments[0]) and not named:
            return arguments[0]  # used as a decorator at import
        root = cls.__mro__[-2]  # the inert class itself, also under a subclass of Rasa's
        raise StandInUsedError(
            f"{cls.__name__} needs {root.__module__}, which Teller leaves out. Use the components and policies "
            "that config.yml names (docs/runtime.md)."
        )


def _inert(module: str, name: str) -> _InertType:
    return _InertType(name, (object,), {"__module__": module})


class _InertModule(ModuleType):
    """A module in which every name is an inert class, and every submodule exists."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _inert(self.__name__, name)
        setattr(self, name, value)
        return value


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules that are stood in for, ahead of what may be installed under the same name."""

    def __init__(self, roots: frozenset[str]) -> None:
        self.roots = roots

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in self.roots:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _InertModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: an inert module makes its names when they are asked for."""


def install(only_for: Purpose = "all") -> None:
    """Put the stand-ins in place and switch off all that reports to others; call before Rasa's first import.

    What a process that serves, or trains, has no use for is stood in for as well; a module that is already imported
    stays as it is. Calling it twice does no harm: the first call counts.
    """
    if installed():
        return
    absent = {name for name in MAY_BE_ABSENT if importlib.util.find_spec(name) is None}
    roots = ABSENT | absent | UNUSED[only_for]
    sys.meta_path.insert(0, _Finder(roots - sys.modules.keys()))
    _no_reports()
    if not hasattr(np, "VisibleDeprecationWarning"):  # numpy 2 moved it; rasa/utils/common.py asks for it here
        np.VisibleDeprecationWarning = np.exceptions.VisibleDeprecationWarning  # type: ignore[attr-defined]


def installed() -> bool:
    """Whether `install` has been called in this process."""
    return any(isinstance(finder, _Finder) for finder in sys.meta_path)


def stood_in_for(package: str) -> bool:
    """Whether a package of that name would be one of our stand-ins."""
    return any(isinstance(finder, _Finder) and package in finder.roots for finder in sys.meta_path)


def _no_reports() -> None:
    # Rasa asks the environment each time it is about to report; rasa/telemetry.py is also closed in lifted.py.
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
