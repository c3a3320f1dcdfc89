"""Stand-ins take the place of what Rasa imports and Teller never uses."""

from __future__ import annotations

import subprocess
import sys

import pytest


def _python(code: str) -> subprocess.CompletedProcess[str]:
    # a process of its own: what is imported once stays imported
    return subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False)  # noqa: S603


def test_tensorflow_is_not_in_the_environment() -> None:
    result = _python("import tensorflow")
    assert "ModuleNotFoundError" in result.stderr


def test_a_stood_in_class_can_be_inherited_named_and_asked_for_but_not_used() -> None:
    code = """
from bot.runtime import standins
standins.install()
import tensorflow as tf
class Layer(tf.keras.layers.Layer): pass
assert not isinstance(3, tf.Tensor)
@tf.function
def decorated(): return 7
assert decorated() == 7
try:
    Layer(1, 2)
except standins.StandInUsedError as error:
    print(error)
"""
    assert "config.yml names" in _python(code).stdout


def test_a_serving_process_loads_neither_scipy_nor_sanic_nor_matplotlib() -> None:
    code = """
import sys
from bot.runtime import lifted
lifted.apply("serving")
print([n for n in ("scipy", "sanic", "matplotlib", "sklearn") if hasattr(sys.modules.get(n), "__version__")])
"""
    assert _python(code).stdout.strip() == "[]"


def test_telemetry_is_off_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASA_TELEMETRY_ENABLED", "true")
    code = """
from bot.runtime import lifted
lifted.apply()
import rasa.telemetry
print(rasa.telemetry.is_telemetry_enabled(), rasa.telemetry.initialize_telemetry())
"""
    assert _python(code).stdout.strip() == "False False"
