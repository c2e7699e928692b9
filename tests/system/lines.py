"""Connections that each lead to one bidder process and know which, although all processes share one port."""

import asyncio
import contextlib
import json
from typing import Self
from urllib.parse import urlsplit

_ANSWER_WITHIN_S = 10.0
_MOST_CALLS = 80
"""The kernel deals connections out by hash: this many in a row do not reach the same one of two processes."""


class HungUp(Exception):
    """The other side is gone: nobody knows what it made of the call."""


class Line:
    """One kept-alive HTTP connection. It is never redialled, so every call on it reaches the same process."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._turn = asyncio.Lock()
        self.bidder_id = ""
        self.is_open = True

    @classmethod
    async def dial(cls, url: str) -> Self:
        """Raises ``HungUp`` when nobody answers."""
        where = urlsplit(url)
        try:
            line = cls(*await asyncio.open_connection(where.hostname, where.port))
        except OSError as error:
            raise HungUp(str(error)) from error
        _, body = await line.get("/health")
        line.bidder_id = json.loads(body)["bidder_id"]
        return line

    async def get(self, target: str) -> tuple[int, bytes]:
        """Status and body of a GET. Raises ``HungUp``."""
        async with self._turn:
            if not self.is_open:
                raise HungUp("closed")
            try:
                async with asyncio.timeout(_ANSWER_WITHIN_S):
                    self._writer.write(f"GET {target} HTTP/1.1\r\nhost: bidders\r\n\r\n".encode())
                    await self._writer.drain()
                    return await self._answer()
            except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
                self.close()
                raise HungUp(f"{type(error).__name__}: {error}") from error

    async def _answer(self) -> tuple[int, bytes]:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        body = await self._reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection", "") == "close":
            self.close()
        return int(head[0].split()[1]), body

    def close(self) -> None:
        self.is_open = False
        with contextlib.suppress(OSError):
            self._writer.close()


class Switchboard:
    """A line to every bidder process, redialled as they come and go."""

    def __init__(self, url: str, processes: int) -> None:
        self._url = url
        self._processes = processes
        self._lines: dict[str, Line] = {}
        self._dialling = asyncio.Lock()

    async def lines(self) -> list[Line]:
        """One open line to each process that could be reached; fewer than all while some are away."""
        async with self._dialling:
            self._lines = {bidder_id: line for bidder_id, line in self._lines.items() if line.is_open}
            for _ in range(_MOST_CALLS):
                if len(self._lines) >= self._processes:
                    break
                try:
                    line = await Line.dial(self._url)
                except HungUp:
                    await asyncio.sleep(0.05)
                    continue
                if line.bidder_id in self._lines:
                    line.close()
                else:
                    self._lines[line.bidder_id] = line
            return list(self._lines.values())

    def close(self) -> None:
        for line in self._lines.values():
            line.close()
