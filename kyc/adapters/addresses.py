"""Which addresses outgoing requests may reach: public ones, and private ones only where the operator lists them.

The blocked ranges are those of requests-hardened (private, loopback, link-local, shared, NAT64, 6to4 …) and all others
that IANA reserves. A name is resolved once, and the address that was checked is the one connected to, so DNS rebinding
has no effect.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from requests_hardened.ip_filter import InvalidIPAddress, filter_host

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
URL_LIMIT = 2000
_PORTS = {"http": 80, "https": 443}
# getaddrinfo cannot be interrupted: it runs beside, so that a name server that never answers ends nobody's patience.
_resolvers = ThreadPoolExecutor(max_workers=16, thread_name_prefix="resolve")


class Blocked(Exception):
    """An address that must not be reached."""


def networks(allow: Sequence[str]) -> tuple[Network, ...]:
    """The allow-list of the settings; raises `ValueError` for anything but a network."""
    return tuple(ip_network(entry, strict=False) for entry in allow)


def check_url(url: str, allow: Sequence[str]) -> str | None:
    """`invalid_url` or `blocked_address` for a URL that can never be posted to, else None; makes no DNS query."""
    problem = _syntax(url)
    if problem:
        return problem
    literal = _literal(urlsplit(url).hostname or "")
    return "blocked_address" if literal and not permitted(literal, networks(allow)) else None


def permitted(address: Address, allow: Sequence[Network]) -> bool:
    """Whether an address is public, or private and listed."""
    plain = (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
    if any(plain in network or address in network for network in allow):
        return True
    if plain.is_reserved or not plain.is_global or getattr(plain, "is_site_local", False):
        return False
    try:
        filter_host(str(plain), 443, allow_loopback=False)
    except InvalidIPAddress:
        return False
    return True


def resolve(host: str, port: int, allow: Sequence[Network], patience_s: float) -> str:
    """The address to connect to, in the form a URL has it; raises `Blocked`, or `OSError` for an unknown name."""
    answers = _resolvers.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(patience_s)
    address = ip_address(answers[0][4][0])
    if not permitted(address, allow):
        raise Blocked
    return str(address) if isinstance(address, IPv4Address) else f"[{address}]"


def port_of(url: str) -> int:
    """The port of a URL, explicit or the scheme's own."""
    parts = urlsplit(url)
    return parts.port or _PORTS[parts.scheme]


def _syntax(url: str) -> str | None:
    """Only http and https to a host, without credentials, and nothing that two parsers could read differently."""
    try:
        parts = urlsplit(url)
        wrong = parts.scheme not in _PORTS or not parts.hostname or parts.port == 0
    except ValueError:
        return "invalid_url"
    odd = len(url) > URL_LIMIT or any(char <= " " or char in "\\\x7f" for char in url)
    # What no host has, requests would escape: the name that is judged and the one that is connected to would be two.
    odd = odd or any(char.isascii() and not (char.isalnum() or char in "-._:") for char in parts.hostname or "")
    return "invalid_url" if wrong or odd or "@" in parts.netloc else None


def _literal(host: str) -> Address | None:
    """The address a host spells out, in any of the forms that connect() takes: dotted, decimal, hexadecimal, short."""
    if host.rstrip(".").rpartition(".")[2] == "localhost":
        return IPv4Address("127.0.0.1")
    try:
        return ip_address(socket.getaddrinfo(host, 0, flags=socket.AI_NUMERICHOST)[0][4][0])
    except (OSError, ValueError):
        return None
