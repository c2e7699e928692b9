"""A Redis connection for reads by the thousand: many commands in one write, their answers in one future.

What redis-py spends on a command, most of it bookkeeping around a single round trip, is as much as a whole bid. Here a
caller hands over everything it wants to know in one turn, hiredis packs and parses it, and nothing else happens.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final, cast

import hiredis
from redis.asyncio.connection import SSLConnection, parse_url

from domain.errors import Unavailable

Command = tuple[str | int | float | bytes | memoryview, ...]

_pack: Final = cast("Callable[[Command], bytes]", hiredis.pack_command)


class _Wire(asyncio.Protocol):
    """One connection: answers come in the order of the commands."""

    def __init__(self) -> None:
        self._reader = hiredis.Reader()
        self._awaited: deque[tuple[int, list[Any], asyncio.Future[list[Any]]]] = deque()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        reader = self._reader
        try:
            reader.feed(data)
            answer = reader.gets()
            while answer is not False:
                count, answers, future = self._awaited[0]
                answers.append(answer)
                if len(answers) == count:
                    self._awaited.popleft()
                    if not future.done():
                        future.set_result(answers)
                answer = reader.gets()
        except (hiredis.HiredisError, IndexError) as error:
            self.give_up(error)

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        while self._awaited:
            future = self._awaited.popleft()[2]
            if not future.done():
                future.set_exception(Unavailable(f"Redis hung up: {exc or 'connection closed'}"))

    def ask(self, commands: Sequence[Command]) -> asyncio.Future[list[Any]]:
        assert self.transport is not None
        future: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        self._awaited.append((len(commands), [], future))
        self.transport.write(b"".join([_pack(command) for command in commands]))
        return future

    def give_up(self, error: Exception | None = None) -> None:
        transport = self.transport
        self.connection_lost(error)
        if transport is not None:
            transport.abort()


class RedisPipe:
    """Connects when first asked, and again after a failure. For one event loop."""

    def __init__(self, url: str, *, timeout_s: float) -> None:
        self._where: dict[str, Any] = dict(parse_url(url))
        self._timeout_s = timeout_s
        self._wire: _Wire | None = None
        self._connecting = asyncio.Lock()

    async def ask(self, commands: Sequence[Command]) -> list[Any]:
        """The answers to ``commands``, in their order. Raises ``Unavailable`` when any of them fails or is late."""
        try:
            async with asyncio.timeout(self._timeout_s):
                wire = self._wire
                if wire is None or wire.transport is None:
                    wire = await self._connected()
                answers = await wire.ask(commands)
        except (OSError, TimeoutError) as error:
            self.drop()
            raise Unavailable(f"Redis did not answer: {error or type(error).__name__}") from error
        for answer in answers:
            if isinstance(answer, hiredis.ReplyError):
                raise Unavailable(f"Redis refused: {answer}") from answer
        return answers

    def drop(self) -> None:
        """Let the connection go; the next question makes another one."""
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.give_up()

    async def close(self) -> None:
        self.drop()

    async def _connected(self) -> _Wire:
        async with self._connecting:
            if self._wire is None or self._wire.transport is None:
                wire = await self._opened()
                greeting = self._greeting()
                if greeting:
                    for answer in await wire.ask(greeting):
                        if isinstance(answer, hiredis.ReplyError):
                            wire.give_up()
                            raise Unavailable(f"Redis refused us: {answer}") from answer
                self._wire = wire
            return self._wire

    async def _opened(self) -> _Wire:
        loop = asyncio.get_running_loop()
        where = self._where
        if path := where.get("path"):
            _, wire = await loop.create_unix_connection(_Wire, path)
            return wire
        secure = ssl.create_default_context() if where.get("connection_class") is SSLConnection else None
        _, wire = await loop.create_connection(
            _Wire, where.get("host", "localhost"), int(where.get("port", 6379)), ssl=secure
        )
        return wire

    def _greeting(self) -> list[Command]:
        commands: list[Command] = []
        if password := self._where.get("password"):
            commands.append(("AUTH", self._where.get("username") or "default", password))
        if database := self._where.get("db"):
            commands.append(("SELECT", int(database)))
        return commands
