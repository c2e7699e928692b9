"""Taking connections in, and leaving without losing one.

A listener that is closed takes with it the connections that the kernel has completed and nobody has accepted. So a
parent that restarts bidders holds the listening socket itself and hands it to every bidder it starts: they accept from
one queue, which outlives each of them. A bidder that was started alone has a listener of its own, shared by
``SO_REUSEPORT``; before it closes that, its balancer has to have stopped sending.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Protocol

import structlog

BACKLOG = 4_096
_log = structlog.get_logger(__name__)


class Listener(Protocol):
    """Accepts until it is closed."""

    @property
    def port(self) -> int: ...

    def close(self) -> None:
        """Accept nothing any more."""


class OwnListener:
    """A socket of this process alone."""

    def __init__(self, server: asyncio.Server) -> None:
        self._server = server
        self.port = int(server.sockets[0].getsockname()[1])

    @classmethod
    async def open(cls, make: Callable[[], asyncio.Protocol], host: str, port: int) -> "OwnListener":
        loop = asyncio.get_running_loop()
        return cls(await loop.create_server(make, host, port, reuse_port=True, backlog=BACKLOG))

    def close(self) -> None:
        self._server.close()


class InheritedListener:
    """A socket that our parent holds and others accept from as well.

    It takes one connection a turn of the loop, so that whoever is less busy takes more.
    """

    def __init__(self, make: Callable[[], asyncio.Protocol], listening: socket.socket) -> None:
        listening.setblocking(False)  # noqa: FBT003 - as the standard library has it
        self._make = make
        self._socket = listening
        self._loop = asyncio.get_running_loop()
        self._taking_in: set[asyncio.Task[object]] = set()
        self.port = int(listening.getsockname()[1])
        self._loop.add_reader(listening.fileno(), self._accept)

    def close(self) -> None:
        self._loop.remove_reader(self._socket.fileno())
        self._socket.close()

    def _accept(self) -> None:
        try:
            connection, _ = self._socket.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            _log.warning("a connection could not be taken in", error=str(error))
            return
        connection.setblocking(False)  # noqa: FBT003 - as the standard library has it
        task: asyncio.Task[object] = self._loop.create_task(self._loop.connect_accepted_socket(self._make, connection))
        self._taking_in.add(task)
        task.add_done_callback(self._taken_in)

    def _taken_in(self, task: asyncio.Task[object]) -> None:
        self._taking_in.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.info("a connection was gone before it was taken in", error=str(error))
