"""Branches and cash machines: how far, and whether they are open."""

from __future__ import annotations

import math
from enum import StrEnum

EARTH_RADIUS_KM = 6371.0
MINUTES_PER_DAY = 24 * 60


class PlaceKind(StrEnum):
    """A branch has people; a machine has cash."""

    BRANCH = "branch"
    MACHINE = "machine"


def distance_km(from_degrees: tuple[float, float], to_degrees: tuple[float, float]) -> float:
    """Along the great circle, between two points given as latitude and longitude in degrees."""
    latitude_a, longitude_a = map(math.radians, from_degrees)
    latitude_b, longitude_b = map(math.radians, to_degrees)
    half = (
        math.sin((latitude_b - latitude_a) / 2) ** 2
        + math.cos(latitude_a) * math.cos(latitude_b) * math.sin((longitude_b - longitude_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))
