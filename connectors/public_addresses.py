"""Addresses that others make up and we call: the public internet only, never a machine of our own network."""

import ipaddress
import socket
from typing import Any, Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from domain.errors import InvalidInput

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_LOCAL: Final = (ipaddress.IPv6Network("64:ff9b:1::/48"), ipaddress.IPv6Network("fec0::/10"))
"""Translation within one network (RFC 8215), and the site-local addresses of old, which Python counts as global."""


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses alone; ``allow_private`` is for a network of one's own, in tests above all."""

    def __init__(self, *, allow_private: bool = False) -> None:
        self._inner = ThreadedResolver()
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Raises ``OSError`` when nothing public is left, and for what is no host name."""
        try:
            found = await self._inner.resolve(host, port, family)
        except UnicodeError as error:  # a label of more than 63 characters
            raise OSError("that is no host name") from error
        public = [one for one in found if self._allow_private or is_public(one["host"])]
        if not public:
            raise OSError(f"{host} is not on the public internet")
        return public

    async def close(self) -> None:
        await self._inner.close()


def public_connector(*, allow_private: bool = False, **options: Any) -> aiohttp.TCPConnector:
    """Connections to the public internet alone, whether a host is a name or a number; ``options`` are aiohttp's own.

    What is judged is each address a socket is about to be opened to, so that no spelling of a host gets around it.
    """
    return aiohttp.TCPConnector(
        resolver=PublicResolver(allow_private=allow_private),
        socket_factory=None if allow_private else _public_socket,
        **options,
    )


def _public_socket(found: aiohttp.AddrInfoType) -> socket.socket:
    """Raises ``OSError`` where it would lead to a machine of our own network."""
    family, kind, protocol, _, address = found
    if not _is_number(str(address[0])) or not is_public(str(address[0])):
        raise OSError(f"{address[0]} is not on the public internet")
    return socket.socket(family, kind, protocol)


def check_address(url: str, *, allow_private: bool = False) -> None:
    """Refuses at once what would be refused when it is called. Raises ``InvalidInput``."""
    try:
        # As the client will read it: full-width digits and ideographic stops are numbers and dots to it.
        read = URL(url)
        scheme, host = read.scheme, read.raw_host
    except ValueError:
        scheme, host = "", None
    if not host or scheme not in ("http", "https"):
        raise InvalidInput(f"{url[:80]} is no http address", remedy="Only public http and https addresses are called.")
    if not allow_private and _is_number(host) and not is_public(host):
        raise InvalidInput(
            f"{url[:80]} is not on the public internet", remedy="Only public http and https addresses are called."
        )


def is_public(address: str) -> bool:
    """Whether an IP address is a machine of the public internet, whatever other address it wraps."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner: ipaddress.IPv4Address | None = None
    if isinstance(ip, ipaddress.IPv6Address):
        teredo = ip.teredo
        inner = ip.ipv4_mapped or ip.sixtofour or (teredo[1] if teredo else None)
        if any(ip in network for network in _LOCAL):
            return False
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
