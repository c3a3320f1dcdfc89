"""Everything that can be set from outside, read once from `TELLER_*` environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

DEMO_ISSUER = "teller-demo-bank"
PROJECT_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Settings:
    """Where things are and what is switched on. Each field is set by `TELLER_` and its name in capitals."""

    bank_url: str
    """Database of the accounts."""
    bot_url: str
    """Database of conversations and the desk."""
    models_path: Path
    """Folder of trained assistants; the newest archive in it is served."""
    encoder_path: Path
    """Folder of the quantised encoder."""
    model_key_path: Path | None
    """Public key of whoever signs the model; where it is set, nothing unsigned is loaded."""
    knowledge_path: Path
    """Folder of the bank's articles."""
    demo: bool
    """Whether this is the demo bank: its own sign-in page and the phone panel."""
    sign_in_keys_path: Path
    """Public keys of the bank's site, which signs its customers in: a JWKS file, read again when it changes."""
    sign_in_issuer: str
    """Who signs: the `iss` of the tokens. Must be given where this is not the demo bank."""
    sign_in_audience: str
    """Whom the tokens are for: their `aud`."""
    actions_url: str
    """Where `teller actions` listens; empty: the actions run in this process."""
    actions_key_path: Path
    """File of the key with which calls of that server are signed; the same for both."""
    staff_keys_path: Path
    """File of the keys that seal what staff's authenticator apps share with us; made when it is first needed."""
    trusted_proxies: str
    """Addresses and networks of the proxies whose `X-Forwarded-For` counts, separated by commas; empty: none."""
    locale: str
    """How figures and dates are written, as a babel locale."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; a name that nothing knows is refused, since it is most likely a slip of the pen."""
        given = os.environ if environment is None else environment
        names = {"TELLER_" + field.name.upper() for field in fields(cls)}
        unknown = sorted(name for name in given if name.startswith("TELLER_") and name not in names)
        if unknown:
            raise SettingsError(f"Unknown setting {unknown[0]}. Known: {', '.join(sorted(names))}.")
        var = PROJECT_ROOT / "var"
        demo = _switch("TELLER_DEMO", given.get("TELLER_DEMO", "on"))
        return cls(
            bank_url=given.get("TELLER_BANK_URL", f"sqlite:///{var / 'bank.db'}"),
            bot_url=given.get("TELLER_BOT_URL", f"sqlite:///{var / 'bot.db'}"),
            models_path=Path(given.get("TELLER_MODELS_PATH", PROJECT_ROOT / "models")),
            encoder_path=Path(given.get("TELLER_ENCODER_PATH", PROJECT_ROOT / "bot/nlu/artefacts/encoder")),
            model_key_path=Path(key) if (key := given.get("TELLER_MODEL_KEY_PATH")) else None,
            knowledge_path=Path(given.get("TELLER_KNOWLEDGE_PATH", PROJECT_ROOT / "data/knowledge")),
            demo=demo,
            sign_in_keys_path=Path(given.get("TELLER_SIGN_IN_KEYS_PATH", var / "sign-in" / "keys.json")),
            sign_in_issuer=given.get("TELLER_SIGN_IN_ISSUER", DEMO_ISSUER if demo else ""),
            sign_in_audience=given.get("TELLER_SIGN_IN_AUDIENCE", "teller"),
            actions_url=given.get("TELLER_ACTIONS_URL", ""),
            actions_key_path=Path(given.get("TELLER_ACTIONS_KEY_PATH", var / "actions.key")),
            staff_keys_path=Path(given.get("TELLER_STAFF_KEYS_PATH", var / "staff.keys")),
            trusted_proxies=given.get("TELLER_TRUSTED_PROXIES", ""),
            locale=given.get("TELLER_LOCALE", "en_GB"),
        )


class SettingsError(ValueError):
    """A setting that cannot be used; the message says which and what would do."""


def _switch(name: str, value: str) -> bool:
    if value.lower() in {"on", "true", "yes", "1"}:
        return True
    if value.lower() in {"off", "false", "no", "0"}:
        return False
    raise SettingsError(f"{name} must be on or off, not {value!r}.")
