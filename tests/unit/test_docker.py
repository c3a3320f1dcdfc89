"""What can be checked of the container's files without a container engine."""

from __future__ import annotations

import re

import yaml

from bot.runtime.settings import PROJECT_ROOT, Settings

DOCKERFILE = (PROJECT_ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")


def test_everything_that_is_copied_is_there() -> None:
    copied = [
        word for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for word in line.split()[:-1]
    ]
    assert [word for word in copied if not (PROJECT_ROOT / word).exists()] == []


def test_the_container_runs_as_nobody_in_particular_and_sets_only_settings_that_there_are() -> None:
    assert "USER teller" in DOCKERFILE
    Settings.from_environment(dict(re.findall(r"(TELLER_[A-Z_]+)=(\S+)", DOCKERFILE)))


def test_only_the_gateway_is_published_and_to_this_machine_only() -> None:
    compose = yaml.safe_load((PROJECT_ROOT / "docker" / "compose.yml").read_text(encoding="utf-8"))
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8080:8080"]
