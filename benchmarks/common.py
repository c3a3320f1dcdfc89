"""What the benchmarks share: a demo bank of their own, a served assistant, and one way to print figures."""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

TELLER = Path(sys.executable).with_name("teller")
HOST = "127.0.0.1"
READY_WITHIN_SECONDS = 120
STOP_WITHIN_SECONDS = 20
WAIT_SECONDS = 0.02
KIB_PER_MIB = 1024


def options(description: str, **numbers: int) -> argparse.Namespace:
    """The options of a benchmark: `--json` and some numbers, each with its default."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print JSON")
    for name, default in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=default, help=f"default: {default}")
    return parser.parse_args()


def report(figures: Mapping[str, Any], how: str, *, as_json: bool) -> None:
    """Print figures, how they were made, and on what."""
    machine = {
        "cores": len(os.sched_getaffinity(0)),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }
    if as_json:
        print(json.dumps({**figures, "how": how, "machine": machine}))
        return
    width = max(map(len, figures))
    for name, value in figures.items():
        print(f"{name:<{width}}  {_plain(value)}")
    print(f"How: {how}")
    print(f"Machine: {machine['cores']} cores, load {machine['load']}, Python {machine['python']}.")


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    ordered = sorted(values)
    return {"p50": round(statistics.median(ordered), 1), "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 1)}


@contextmanager
def demo_bank() -> Iterator[dict[str, str]]:
    """Settings of a freshly seeded demo bank in a folder of its own; the trained model is the installation's."""
    with tempfile.TemporaryDirectory(prefix="teller-benchmark-") as folder:
        settings = {
            "TELLER_BANK_URL": f"sqlite:///{folder}/bank.db",
            "TELLER_BOT_URL": f"sqlite:///{folder}/bot.db",
            "TELLER_SIGN_IN_KEYS_PATH": f"{folder}/sign-in/keys.json",
        }
        seed = [str(TELLER), "bank", "seed"]
        subprocess.run(seed, env=os.environ | settings, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own
        yield settings


class Served:
    """A running `teller serve`."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port: int = free.getsockname()[1]
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [str(TELLER), "serve", "--host", HOST, "--port", str(self.port)],
            env=os.environ | settings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started = time.perf_counter()
        while not self._is_ready():
            if self._process.poll() is not None or time.perf_counter() - started > READY_WITHIN_SECONDS:
                self.stop()
                sys.exit("teller serve did not become ready: teller doctor says what is missing.")
            time.sleep(WAIT_SECONDS)
        self.ready_seconds = time.perf_counter() - started

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.port}/health/ready", timeout=5):
                return True
        except OSError:
            return False

    def resident_mib(self) -> float:
        """The memory that the process holds now."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
        return int(status.partition("VmRSS:")[2].split()[0]) / KIB_PER_MIB

    def stop(self) -> None:
        """End the process and wait for it."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def served(settings: Mapping[str, str]) -> Iterator[Served]:
    """`teller serve`, ready, and stopped at the end."""
    running = Served(settings)
    try:
        yield running
    finally:
        running.stop()


class Visitor:
    """A signed-in customer's browser, as far as HTTP goes."""

    def __init__(self, port: int, name: str, password: str) -> None:
        self._base = f"http://{HOST}:{port}"
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self._sent = 0
        self.post("/api/session", {})
        self.post("/api/sign-in", self.post("/api/demo/sign-in", {"name": name, "password": password}))

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """What the door answers; an error of the door ends the benchmark."""
        headers = {"Content-Type": "application/json", "Origin": self._base}
        data = json.dumps(body).encode()
        request = urllib.request.Request(self._base + path, data, headers)  # noqa: S310 - http, this machine
        with self._opener.open(request, timeout=30) as answer:
            return json.load(answer)

    def say(self, text: str) -> Any:
        """Say a message and have the answer."""
        self._sent += 1
        return self.post("/api/messages", {"id": f"message-{self._sent}", "text": text})


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "  ".join(f"{name} {part}" for name, part in value.items())
    return str(value)
