"""Addresses that others make up and we call: the public internet only, never a machine of our own network."""

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from domain.errors import InvalidInput


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses alone; ``allow_private`` is for a network of one's own, in tests above all."""

    def __init__(self, *, allow_private: bool = False) -> None:
        self._inner = ThreadedResolver()
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Raises ``OSError`` when nothing public is left."""
        found = await self._inner.resolve(host, port, family)
        public = [one for one in found if self._allow_private or ipaddress.ip_address(one["host"]).is_global]
        if not public:
            raise OSError(f"{host} is not on the public internet")
        return public

    async def close(self) -> None:
        await self._inner.close()

    def check(self, url: str) -> None:
        """Addresses written as numbers never reach a resolver. Raises ``InvalidInput``."""
        parts = urlsplit(url)
        refusal: Any = None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            refusal = "is no http address"
        elif not self._allow_private:
            try:
                refusal = None if ipaddress.ip_address(parts.hostname).is_global else "is not on the public internet"
            except ValueError:
                refusal = None
        if refusal:
            raise InvalidInput(f"{url[:80]} {refusal}", remedy="Only public http and https addresses are called.")
