"""The countries that a message names, also by a town, an island or a short form."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bank.domain.countries import COUNTRIES

_ALSO = """
US: usa, u.s.a., u.s., the us, the states, states, america, new york, florida, california, hawaii, las vegas, miami
GB: uk, u.k., england, scotland, wales, britain, great britain, northern ireland, london, edinburgh, belfast
ES: mallorca, majorca, menorca, ibiza, tenerife, gran canaria, lanzarote, canaries, canary islands, barcelona, madrid
FR: paris, corsica, provence
IT: rome, venice, sicily, sardinia, tuscany
PT: lisbon, porto, algarve, madeira, azores
GR: crete, corfu, rhodes, athens, santorini
DE: berlin, munich, hamburg, deutschland
NL: holland, the netherlands, amsterdam
CZ: czech republic, prague
AE: uae, emirates, dubai, abu dhabi
ID: bali
TH: bangkok, phuket
TR: türkiye, turkiye, istanbul, antalya
AT: vienna
BE: brussels
HU: budapest
DK: copenhagen
SE: stockholm
NO: oslo
PL: warsaw, krakow
JP: tokyo
BA: bosnia
CI: côte d'ivoire
CV: cabo verde
TZ: zanzibar
KR: korea
MK: macedonia
HR: dubrovnik
CH: zurich, geneva
CW: curacao
IE: eire
"""
_NAMES: Mapping[str, str] = {name.casefold(): code for code, name in COUNTRIES.items()} | {
    name.strip(): line.partition(":")[0] for line in _ALSO.split("\n") if line for name in line[3:].split(",")
}
# the longest name wins: "guinea-bissau" is not Guinea
_NAMED = re.compile(
    r"(?<!\w)(" + "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True)) + r")(?!\w)",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"\bUS\b")
"""Only so: "tell us" is no journey."""


def countries_in(text: str) -> list[str]:
    """Codes of the countries in the order in which they are named, each once."""
    found = [(match.start(), _NAMES[match[1].casefold()]) for match in _NAMED.finditer(text)]
    found += [(match.start(), "US") for match in _CAPITALS.finditer(text)]
    return list(dict.fromkeys(code for _, code in sorted(found)))


def written(codes: list[str]) -> str:
    """ "Spain, Portugal"."""
    return ", ".join(COUNTRIES[code] for code in codes)
