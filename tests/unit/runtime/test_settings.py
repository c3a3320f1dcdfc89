"""Settings come from TELLER_ variables, and a slip of the pen is not passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.runtime.settings import PROJECT_ROOT, Settings, SettingsError


def test_defaults_lie_in_the_project() -> None:
    settings = Settings.from_environment({})
    assert settings.bank_url == f"sqlite:///{PROJECT_ROOT / 'var' / 'bank.db'}"
    assert settings.demo is True


def test_a_variable_overrides_its_default() -> None:
    settings = Settings.from_environment({"TELLER_MODELS_PATH": "elsewhere", "TELLER_DEMO": "off"})
    assert settings.models_path == Path("elsewhere")
    assert settings.demo is False


@pytest.mark.parametrize("environment", [{"TELLER_BANKURL": "x"}, {"TELLER_DEMO": "maybe"}])
def test_what_nothing_knows_is_refused(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        Settings.from_environment(environment)
