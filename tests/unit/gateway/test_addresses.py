"""The address that limits count: believed from the bank's own proxies alone, and from them only what they wrote."""

from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection

from bot.gateway.addresses import HOPS_READ, TrustedProxies

PROXIES = TrustedProxies.parse("10.0.0.0/8, 192.0.2.7, fd00::/8")


def call(peer: str | None, *forwarded: str) -> HTTPConnection:
    headers = [(b"x-forwarded-for", value.encode("latin-1")) for value in forwarded]
    return HTTPConnection({"type": "http", "client": (peer, 1234) if peer else None, "headers": headers})


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.1.2.3", ["198.51.100.1"], "198.51.100.1"),
        ("10.1.2.3", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
        ("10.1.2.3", ["198.51.100.1, 10.9.9.9"], "198.51.100.1"),
        ("10.1.2.3", ["198.51.100.1", "192.0.2.7"], "198.51.100.1"),
        ("192.0.2.7", ["2001:db8::1"], "2001:db8::1"),
        ("fd00::1", ["198.51.100.1"], "198.51.100.1"),
        ("::ffff:10.1.2.3", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("10.1.2.3", [], "10.1.2.3"),
        ("10.1.2.3", ["10.4.4.4"], "10.4.4.4"),
        ("10.1.2.3", ["not an address"], "10.1.2.3"),
        ("10.1.2.3", ["198.51.100.1, "], "10.1.2.3"),
        ("10.1.2.3", ["198.51.100.1:80"], "10.1.2.3"),
        ("10.1.2.3", ["198.51.100.1, \xff"], "10.1.2.3"),
        (None, ["198.51.100.1"], "unknown"),
        ("testclient", ["198.51.100.1"], "unknown"),
    ],
)
def test_the_address_is_the_last_that_no_proxy_of_ours_has(
    peer: str | None, forwarded: list[str], address: str
) -> None:
    assert PROXIES.address_of(call(peer, *forwarded)) == address


def test_without_trusted_proxies_nothing_is_believed() -> None:
    assert TrustedProxies().address_of(call("127.0.0.1", "198.51.100.1")) == "127.0.0.1"


def test_a_header_without_end_is_read_only_so_far() -> None:
    hops = ", ".join(["198.51.100.1"] + ["10.0.0.1"] * 10_000)
    assert PROXIES.address_of(call("10.1.2.3", hops)) == "10.0.0.1"
    assert HOPS_READ == 10


@pytest.mark.parametrize("text", ["10.0.0.0/33", "proxy.bank.example", "10.0.0.1/8", "10.0.0.1 10.0.0.2"])
def test_what_names_no_network_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        TrustedProxies.parse(text)
