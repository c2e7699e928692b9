"""A Redis connection for reads by the thousand: many commands in one write, their answers in one future.

What redis-py spends on a command, most of it bookkeeping around a single round trip, is as much as a whole bid. Here a
caller hands over everything it wants to know in one turn, hiredis packs and parses it, and nothing else happens: no task
and no timer for a question, one timer for all that are under way.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar, cast

import hiredis
from redis.asyncio.connection import SSLConnection, parse_url

from domain.errors import Unavailable

Command = tuple[str | int | float | bytes | memoryview, ...]
Read = TypeVar("Read")

_pack: Final = cast("Callable[[Command], bytes]", hiredis.pack_command)


class _Question:
    __slots__ = ("answers", "asked_s", "commands", "future", "read")

    def __init__(
        self, commands: int, asked_s: float, future: asyncio.Future[Any], read: Callable[[list[Any]], Any]
    ) -> None:
        self.commands = commands
        self.asked_s = asked_s
        self.future = future
        self.read = read
        self.answers: list[Any] = []

    def answered(self) -> None:
        if self.future.done():
            return
        refused = next((answer for answer in self.answers if isinstance(answer, hiredis.ReplyError)), None)
        if refused is not None:
            self.future.set_exception(Unavailable(f"Redis refused: {refused}"))
            return
        try:
            self.future.set_result(self.read(self.answers))
        except Exception as error:  # noqa: BLE001 - whoever asked is told so, whatever it was
            self.future.set_exception(error)


class _Wire(asyncio.Protocol):
    """One connection: answers come in the order of the commands, the oldest within ``timeout_s`` or none any more."""

    def __init__(self, timeout_s: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._timeout_s = timeout_s
        self._reader = hiredis.Reader()
        self._awaited: deque[_Question] = deque()
        self._watch: asyncio.TimerHandle | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        reader, awaited = self._reader, self._awaited
        try:
            reader.feed(data)
            answer = reader.gets()
            while answer is not False:
                question = awaited[0]
                question.answers.append(answer)
                if len(question.answers) == question.commands:
                    awaited.popleft()
                    question.answered()
                answer = reader.gets()
        except (hiredis.HiredisError, IndexError) as error:
            self.give_up(error)

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        while self._awaited:
            future = self._awaited.popleft().future
            if not future.done():
                future.set_exception(Unavailable(f"Redis did not answer: {exc or 'connection closed'}"))

    def ask(self, commands: Sequence[Command], read: Callable[[list[Any]], Read]) -> asyncio.Future[Read]:
        assert self.transport is not None
        loop = self._loop
        future: asyncio.Future[Read] = loop.create_future()
        self._awaited.append(_Question(len(commands), loop.time(), future, read))
        if self._watch is None:
            self._watch = loop.call_later(self._timeout_s, self._look)
        self.transport.write(b"".join([_pack(command) for command in commands]))
        return future

    def give_up(self, error: Exception | None = None) -> None:
        transport = self.transport
        self.connection_lost(error)
        if transport is not None:
            transport.abort()

    def _look(self) -> None:
        """Hang up when the oldest question has waited for too long; else look again when it will have."""
        self._watch = None
        if not self._awaited:
            return
        left_s = self._awaited[0].asked_s + self._timeout_s - self._loop.time()
        if left_s <= 0:
            self.give_up(TimeoutError(f"not within {self._timeout_s:g} s"))
        else:
            self._watch = self._loop.call_later(left_s, self._look)


def _is_well(answers: list[Any]) -> bool:
    """Nothing was refused, else nobody would ask."""
    return bool(answers)


class RedisPipe:
    """Connects when first asked, and again after a failure. For one event loop."""

    def __init__(self, url: str, *, timeout_s: float) -> None:
        self._where: dict[str, Any] = dict(parse_url(url))
        self._timeout_s = timeout_s
        self._wire: _Wire | None = None
        self._connecting = asyncio.Lock()

    def ask(self, commands: Sequence[Command], read: Callable[[list[Any]], Read]) -> asyncio.Future[Read]:
        """What ``read`` makes of the answers to ``commands``, in their order.

        Fails with ``Unavailable`` when any of them is refused or late.
        """
        wire = self._wire
        if wire is None or wire.transport is None:
            return asyncio.ensure_future(self._ask_anew(commands, read))
        return wire.ask(commands, read)

    def drop(self) -> None:
        """Let the connection go; the next question makes another one."""
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.give_up()

    async def close(self) -> None:
        self.drop()

    async def _ask_anew(self, commands: Sequence[Command], read: Callable[[list[Any]], Read]) -> Read:
        """Over a connection that has to be made first."""
        try:
            async with asyncio.timeout(self._timeout_s):
                wire = await self._connected()
                return await wire.ask(commands, read)
        except (OSError, TimeoutError) as error:
            self.drop()
            raise Unavailable(f"Redis did not answer: {error or type(error).__name__}") from error

    async def _connected(self) -> _Wire:
        async with self._connecting:
            if self._wire is None or self._wire.transport is None:
                wire = await self._opened()
                greeting = self._greeting()
                if greeting:
                    try:
                        await wire.ask(greeting, _is_well)
                    except Unavailable:
                        wire.give_up()
                        raise
                self._wire = wire
            return self._wire

    async def _opened(self) -> _Wire:
        loop = asyncio.get_running_loop()
        where = self._where

        def make() -> _Wire:
            return _Wire(self._timeout_s)

        if path := where.get("path"):
            _, wire = await loop.create_unix_connection(make, path)
            return wire
        secure = ssl.create_default_context() if where.get("connection_class") is SSLConnection else None
        _, wire = await loop.create_connection(
            make, where.get("host", "localhost"), int(where.get("port", 6379)), ssl=secure
        )
        return wire

    def _greeting(self) -> list[Command]:
        commands: list[Command] = []
        if password := self._where.get("password"):
            commands.append(("AUTH", self._where.get("username") or "default", password))
        if database := self._where.get("db"):
            commands.append(("SELECT", int(database)))
        return commands
