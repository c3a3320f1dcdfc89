"""Where a call comes from, behind the bank's own proxies.

`X-Forwarded-For` is what anybody may write: it is read from its end, and only as far as proxies that are named in the
settings have written it.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from starlette.requests import HTTPConnection

UNKNOWN = "unknown"
# More than any chain of proxies; what is beyond was written by who called.
HOPS_READ = 10

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class TrustedProxies:
    """The networks whose word about an address counts; none: nobody's."""

    networks: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, text: str) -> TrustedProxies:
        """Addresses and networks, separated by commas. Raises `ValueError`."""
        return cls(tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip()))

    def address_of(self, connection: HTTPConnection) -> str:
        """The address that called: the peer's, or what trusted proxies say it was."""
        found = _parse(connection.client.host if connection.client else "")
        if found is None:
            return UNKNOWN
        told = ",".join(connection.headers.getlist("x-forwarded-for")).split(",")
        for entry in reversed(told[-HOPS_READ:]):
            if not self._trusts(found):
                break
            before = _parse(entry)
            if before is None:
                break
            found = before
        return str(found)

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


def _parse(text: str) -> Address | None:
    """An address, an IPv4 one in IPv6's clothing as IPv4; None for anything else."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
