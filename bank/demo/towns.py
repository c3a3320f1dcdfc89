"""Branches and cash machines of the demo bank, in invented towns."""

from __future__ import annotations

from dataclasses import dataclass

from bank.domain.places import MINUTES_PER_DAY, PlaceKind

Hours = tuple[tuple[int, int, int], ...]


def _week(opens: int, closes: int, days: range, *, saturday: tuple[int, int] | None = None) -> Hours:
    """Hours as (weekday, opening minute, closing minute), from whole hours of the day."""
    hours = tuple((day, opens * 60, closes * 60) for day in days)
    return hours if saturday is None else (*hours, (5, saturday[0] * 60, saturday[1] * 60))


WEEKDAYS = _week(9, 17, range(5))
LATE = _week(9, 19, range(5), saturday=(9, 13))
SHORT = _week(10, 16, range(5))
MALL = _week(10, 20, range(6))
ALWAYS: Hours = tuple((day, 0, MINUTES_PER_DAY) for day in range(7))
STATION: Hours = tuple((day, 5 * 60, MINUTES_PER_DAY) for day in range(7))

FULL = ("accounts", "advice", "appointments", "cash_deposit", "cash_withdrawal", "coins", "safe_deposit")
USUAL = ("accounts", "advice", "appointments", "cash_deposit", "cash_withdrawal")
SMALL = ("accounts", "cash_withdrawal")
MACHINE = ("balance", "cash_withdrawal")
DEPOSIT_MACHINE = ("balance", "cash_deposit", "cash_withdrawal")
COIN_MACHINE = ("balance", "cash_deposit", "cash_withdrawal", "coins")


@dataclass(frozen=True)
class Place:
    """A branch or machine as the demo bank has it."""

    kind: PlaceKind
    name: str
    street: str
    town: str
    post_code: str
    latitude: float
    longitude: float
    step_free: bool
    services: tuple[str, ...]
    hours: Hours


def _branch(
    name: str,
    street: str,
    town: str,
    code: str,
    at: tuple[float, float],
    services: tuple[str, ...],
    hours: Hours,
    step_free: bool = True,
) -> Place:
    return Place(PlaceKind.BRANCH, name, street, town, code, *at, step_free, services, hours)


def _machine(
    name: str,
    street: str,
    town: str,
    code: str,
    at: tuple[float, float],
    services: tuple[str, ...] = MACHINE,
    hours: Hours = ALWAYS,
    step_free: bool = True,
) -> Place:
    return Place(PlaceKind.MACHINE, name, street, town, code, *at, step_free, services, hours)


PLACES = (
    _branch("Port Alden Harbour", "Harbour Row 12", "Port Alden", "20115", (52.341, 4.872), FULL, LATE),
    _branch("Port Alden Market", "Market Square 3", "Port Alden", "20117", (52.352, 4.899), USUAL, WEEKDAYS),
    _branch("Port Alden North", "Foundry Lane 41", "Port Alden", "20122", (52.387, 4.881), SMALL, SHORT, False),
    _branch("Eastmere", "Station Road 8", "Eastmere", "20840", (52.298, 5.124), USUAL, WEEKDAYS),
    _branch("Kingsbrook Mall", "Orchard Mall, level 1", "Kingsbrook", "31020", (51.947, 5.318), USUAL, MALL),
    _branch("Kingsbrook Old Town", "Bell Street 19", "Kingsbrook", "31024", (51.958, 5.301), FULL, LATE, False),
    _branch("Linden Vale", "Linden Avenue 77", "Linden Vale", "31560", (51.871, 5.466), SMALL, SHORT),
    _branch("Harbourton", "Quay Street 5", "Harbourton", "42100", (51.442, 4.128), FULL, LATE),
    _branch("Harbourton West", "Windmill Road 150", "Harbourton", "42106", (51.431, 4.071), USUAL, WEEKDAYS),
    _branch("Ashcombe", "Church Hill 2", "Ashcombe", "42870", (51.533, 4.402), SMALL, SHORT, False),
    _branch("Stonebridge", "Bridge Street 33", "Stonebridge", "53330", (52.705, 6.011), USUAL, WEEKDAYS),
    _branch("Wexcombe University", "Campus Way 1", "Wexcombe", "64210", (52.098, 6.620), USUAL, LATE),
    _branch("Wexcombe Centre", "Weaver Street 60", "Wexcombe", "64200", (52.110, 6.598), FULL, WEEKDAYS),
    _machine("Harbour Row", "Harbour Row 12", "Port Alden", "20115", (52.341, 4.872), COIN_MACHINE),
    _machine("Port Alden Central Station", "Station Hall", "Port Alden", "20117", (52.356, 4.903), MACHINE, STATION),
    _machine("Market Square", "Market Square 3", "Port Alden", "20117", (52.352, 4.899), DEPOSIT_MACHINE),
    _machine("Foundry Lane", "Foundry Lane 41", "Port Alden", "20122", (52.387, 4.881), MACHINE, ALWAYS, False),
    _machine("Port Alden Airport", "Terminal 2, arrivals", "Port Alden", "20190", (52.309, 4.764)),
    _machine("Eastmere Station", "Station Road 1", "Eastmere", "20840", (52.297, 5.121), MACHINE, STATION),
    _machine("Eastmere", "Station Road 8", "Eastmere", "20840", (52.298, 5.124), DEPOSIT_MACHINE),
    _machine("Orchard Mall", "Orchard Mall, level 0", "Kingsbrook", "31020", (51.947, 5.318), DEPOSIT_MACHINE, MALL),
    _machine("Bell Street", "Bell Street 19", "Kingsbrook", "31024", (51.958, 5.301), COIN_MACHINE, ALWAYS, False),
    _machine("Kingsbrook Hospital", "Clinic Road 4", "Kingsbrook", "31030", (51.966, 5.340)),
    _machine("Linden Avenue", "Linden Avenue 77", "Linden Vale", "31560", (51.871, 5.466)),
    _machine("Quay Street", "Quay Street 5", "Harbourton", "42100", (51.442, 4.128), COIN_MACHINE),
    _machine("Harbourton Ferry", "Pier 3", "Harbourton", "42100", (51.449, 4.119), MACHINE, STATION),
    _machine("Windmill Road", "Windmill Road 150", "Harbourton", "42106", (51.431, 4.071), DEPOSIT_MACHINE),
    _machine("Harbourton Stadium", "Arena Way 9", "Harbourton", "42111", (51.417, 4.145)),
    _machine("Church Hill", "Church Hill 2", "Ashcombe", "42870", (51.533, 4.402), MACHINE, ALWAYS, False),
    _machine("Bridge Street", "Bridge Street 33", "Stonebridge", "53330", (52.705, 6.011), DEPOSIT_MACHINE),
    _machine("Stonebridge Retail Park", "Mill Road 200", "Stonebridge", "53335", (52.692, 6.048), MACHINE, MALL),
    _machine("Campus Way", "Campus Way 1", "Wexcombe", "64210", (52.098, 6.620)),
    _machine("Weaver Street", "Weaver Street 60", "Wexcombe", "64200", (52.110, 6.598), COIN_MACHINE),
    _machine("Wexcombe Station", "Railway Square", "Wexcombe", "64200", (52.114, 6.604), MACHINE, STATION),
)
TOWNS = tuple(dict.fromkeys(place.town for place in PLACES))
