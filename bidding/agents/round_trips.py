"""How far away exchanges are, as the kernel measures it on their connections."""

import asyncio
import socket
import sys
from collections.abc import Callable, Sequence
from struct import Struct as Layout
from typing import Final, Protocol

MOST_A_SAMPLE: Final = 32
_TCP_INFO_BYTES: Final = 104
_ROUND_TRIP: Final = Layout("@I")
_ROUND_TRIP_AT: Final = 68
"""``tcpi_rtt`` of Linux's ``struct tcp_info``: smoothed, in microseconds."""


class Connection(Protocol):
    @property
    def transport(self) -> asyncio.Transport | None: ...
    @property
    def exchange_id(self) -> str: ...


class RoundTrips:
    """Reads a few connections' round trips a second, all of them in turn; ``tell`` hears exchange and microseconds."""

    def __init__(self, tell: Callable[[str, int], None]) -> None:
        self._tell = tell
        self._from = 0

    def sample(self, connections: Sequence[Connection]) -> None:
        if not connections or not sys.platform.startswith("linux"):
            return
        start = self._from % len(connections)
        chosen = connections[start : start + MOST_A_SAMPLE]
        self._from = start + MOST_A_SAMPLE if start + MOST_A_SAMPLE < len(connections) else 0
        for connection in chosen:
            if connection.exchange_id and connection.transport is not None:
                round_trip_us = _round_trip_us(connection.transport)
                if round_trip_us is not None:
                    self._tell(connection.exchange_id, round_trip_us)


def _round_trip_us(transport: asyncio.Transport) -> int | None:
    """None once the connection has gone."""
    connected = transport.get_extra_info("socket")
    try:
        info = connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
    except OSError:
        return None
    return int(_ROUND_TRIP.unpack_from(info, _ROUND_TRIP_AT)[0])
