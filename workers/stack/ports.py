"""Ports: the usual one when it is free, else the next free one, and a word about it."""

import asyncio
import errno
import fcntl
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.errors import CampaignExpressError

_STEPS = 200
_ASK_AGAIN_S = 0.2
_HIGHEST = 65_535
_BACKLOG = 4_096


class NoFreePort(CampaignExpressError):
    """Nothing free near the usual port."""

    code = "no_free_port"


@dataclass(frozen=True, slots=True)
class Port:
    """What ``name`` listens on; ``stepped_around`` is true when the usual port was taken."""

    name: str
    wanted: int
    number: int

    @property
    def stepped_around(self) -> bool:
        return self.wanted not in (0, self.number)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there, to be inherited by whoever accepts from it. Raises ``NoFreePort``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise NoFreePort(
            f"port {port} of {host} cannot be listened on: {error.strerror}", remedy="Set another port or host."
        ) from error


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now, on this host and on all of its addresses."""
    for address in (host, "0.0.0.0"):  # noqa: S104 - a listener on every address takes the port as well
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError as error:
                if error.errno in (errno.EADDRINUSE, errno.EACCES):
                    return False
                raise
    return True


def allocate(wanted: Mapping[str, int], host: str = "127.0.0.1") -> dict[str, Port]:
    """A port for every name, each the wanted one where it is free.

    A name whose port is taken gets the next free port that no other name wants, so that one stranger on 8080 does not
    move the whole stack. 0 asks for any free port. Raises ``NoFreePort``.
    """
    given: dict[str, Port] = {}
    spoken_for = {port for port in wanted.values() if port}
    for name, port in wanted.items():
        number = _any_free(host, spoken_for) if port == 0 else _from(port, host, spoken_for, name)
        spoken_for.add(number)
        given[name] = Port(name, port, number)
    return given


@asynccontextmanager
async def starting_alone(say_waiting: Callable[[], None], directory: Path | None = None) -> AsyncIterator[None]:
    """Held from picking ports until they are listened on: two stacks that start at once must not pick the same.

    Stacks of one user on one machine take turns, and ``say_waiting`` is called once by who has to wait; the kernel ends
    a turn with its process.
    """
    path = (directory or Path(tempfile.gettempdir())) / f"campaign-express-{os.getuid()}.starting"
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        if not _taken(file):
            say_waiting()
        while not _taken(file):  # noqa: ASYNC110 - another process holds it, no event of ours will tell
            await asyncio.sleep(_ASK_AGAIN_S)
        yield
    finally:
        os.close(file)


def _taken(file: int) -> bool:
    """Whether the lock is ours, now or already."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _from(port: int, host: str, spoken_for: set[int], name: str) -> int:
    if is_free(port, host):
        return port
    for candidate in range(port + 1, min(port + _STEPS, _HIGHEST)):
        if candidate not in spoken_for and is_free(candidate, host):
            return candidate
    raise NoFreePort(
        f"no free port for {name} between {port} and {port + _STEPS}",
        remedy="Free one of them, or set another port for it.",
    )


def _any_free(host: str, spoken_for: set[int]) -> int:
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((host, 0))
            number: int = probe.getsockname()[1]
        if number not in spoken_for:
            return number
