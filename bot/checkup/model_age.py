"""Whether the model in service was trained on the files as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.checkup.files import named
from bot.runtime.archives import NoModelError, archive_to_serve

LEARNT_FROM = ("domain.yml", "config.yml", "data/skills.yml", "data/nlu", "data/rules", "data/responses")
FILES_NAMED = 3


def model_older_than_data(root: Path, knowledge: Path, models: Path) -> Iterator[str]:
    """Files that were changed after the model was trained: what is in them is not yet in use."""
    try:
        archive = archive_to_serve(models)
    except NoModelError:
        return  # told by the look at the model itself
    trained = archive.stat().st_mtime
    places = [*(root / place for place in LEARNT_FROM), knowledge]
    files = [path for place in places for path in ([place] if place.is_file() else sorted(place.glob("*.*")))]
    later = [path for path in files if path.stat().st_mtime > trained]
    if later:
        more = f" and {len(later) - FILES_NAMED} more" if len(later) > FILES_NAMED else ""
        yield (
            f"{', '.join(map(named, later[:FILES_NAMED]))}{more} changed after {archive.name} was trained "
            f"({datetime.fromtimestamp(trained, UTC):%d %B %Y, %H:%M} UTC). To use what they say: teller train"
        )
