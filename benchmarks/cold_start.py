"""How soon `teller serve` can serve a message: `python benchmarks/cold_start.py [--starts N] [--json]`."""

from __future__ import annotations

import statistics

from common import demo_bank, options, report, served

HOW = (
    "seconds from starting the process until /health/ready answers 200, and what it holds in memory then; "
    "medians, after one start that is not counted; trained model and files in the disk cache"
)


def main() -> None:
    chosen = options("From the start of teller serve until it can serve a message.", starts=5)
    seconds, mebibytes = [], []
    with demo_bank() as settings:
        for number in range(chosen.starts + 1):
            with served(settings) as running:
                if number:
                    seconds.append(running.ready_seconds)
                    mebibytes.append(running.resident_mib())
    figures = {
        "ready_seconds": round(statistics.median(seconds), 2),
        "fastest_seconds": round(min(seconds), 2),
        "resident_mib": round(statistics.median(mebibytes)),
        "starts": chosen.starts,
    }
    report(figures, HOW, as_json=chosen.json)


if __name__ == "__main__":
    main()
