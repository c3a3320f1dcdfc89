"""How much disk the environment takes, and by which packages: `python benchmarks/environment.py [--json] [FOLDER]`.

Counts disk blocks, as `du` does, of every file below the environment's folder. A file belongs to the package that lists
it, bytecode to the package of its source.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from importlib.metadata import distributions
from pathlib import Path

BLOCK_BYTES = 512
MIB = 1024 * 1024
SHOWN = 30


def owners(packages: Path) -> dict[Path, str]:
    """File → package, for every file that an installed package lists."""
    found = {}
    for distribution in distributions(path=[str(packages)]):
        for file in distribution.files or ():
            found[Path(os.path.normpath(packages / file))] = distribution.name.lower()
    return found


def source_of(path: Path) -> Path:
    """The source that a bytecode file was made from; any other file is its own source."""
    if path.suffix == ".pyc" and path.parent.name == "__pycache__":
        return path.parent.parent / f"{path.name.partition('.')[0]}.py"
    return path


def measure(environment: Path) -> tuple[Counter[str], int]:
    """Bytes on disk by package, and how many of them are bytecode."""
    packages = next(environment.glob("lib/python3*/site-packages"))
    owner = owners(packages)
    sizes: Counter[str] = Counter()
    bytecode = 0
    for folder, _, names in os.walk(environment):
        for name in names:
            path = Path(folder, name)
            size = path.lstat().st_blocks * BLOCK_BYTES
            sizes[owner.get(path) or owner.get(source_of(path)) or "(no package)"] += size
            bytecode += size if path.suffix == ".pyc" else 0
    return sizes, bytecode


def main() -> None:
    parser = argparse.ArgumentParser(description="How much disk the environment takes, and by which packages.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(sys.prefix), help="default: this environment")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    sizes, bytecode = measure(arguments.folder)
    total = sum(sizes.values())
    if arguments.json:
        mib = {name: round(size / MIB, 1) for name, size in sizes.most_common()}
        print(json.dumps({"total_mib": round(total / MIB), "bytecode_mib": round(bytecode / MIB), "packages_mib": mib}))
        return
    for name, size in sizes.most_common(SHOWN):
        print(f"{size / MIB:7.1f} MiB  {name}")
    rest = sizes.most_common()[SHOWN:]
    print(f"{sum(size for _, size in rest) / MIB:7.1f} MiB  {len(rest)} others")
    print(f"{total / MIB:7.0f} MiB  in all, of which bytecode {bytecode / MIB:.0f} MiB")
    print(f"Counted: the disk blocks of every file of an environment of {len(sizes)} packages.")


if __name__ == "__main__":
    main()
