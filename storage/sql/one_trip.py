"""SQLite's connection in a thread of its own, with one trip to that thread for each statement.

aiosqlite makes four: for a cursor, the statement, its rows, and to close the cursor. Each of them wakes two threads, and
together they took more time than SQLite did.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial
from typing import Any, Final, Self

import aiosqlite

_AT_ONCE: Final = 100
"""Rows that come back with their statement. Whoever wants more of them makes further trips."""


class Statement:
    """A cursor that lives in the thread alone, from its statement to the last of its rows."""

    def __init__(self, connection: "OneTrip") -> None:
        self.arraysize = 1
        self.description: Any = None
        self._connection = connection
        self._open: sqlite3.Cursor | None = None
        self._rows: list[Any] = []
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aiter__(self) -> AsyncIterator[Any]:
        while rows := await self.fetchmany(_AT_ONCE):
            for row in rows:
                yield row

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        """Run it, and bring back its first rows."""
        await self._connection.in_thread(self._run, sqlite3.Cursor.execute, sql, parameters or ())
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Self:
        await self._connection.in_thread(self._run, sqlite3.Cursor.executemany, sql, parameters)
        return self

    async def fetchone(self) -> Any:
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        wanted = self.arraysize if size is None else size
        if self._open is not None and len(self._rows) < wanted:
            self._rows += await self._connection.in_thread(self._fetch, max(wanted - len(self._rows), _AT_ONCE))
        taken, self._rows = self._rows[:wanted], self._rows[wanted:]
        return taken

    async def fetchall(self) -> list[Any]:
        if self._open is not None:
            self._rows += await self._connection.in_thread(self._fetch, None)
        taken, self._rows = self._rows, []
        return taken

    async def close(self) -> None:
        """Nothing is left to close of what was read to its end."""
        if (cursor := self._open) is not None:
            self._open = None
            await self._connection.in_thread(cursor.close)

    def _run(self, run: Callable[..., Any], sql: str, parameters: Any) -> None:
        """In the thread."""
        cursor = self._open or self._connection.driver.cursor()
        self._open = cursor
        try:
            run(cursor, sql, parameters)
        except BaseException:
            self._let_go(cursor)
            raise
        self.description, self.lastrowid = cursor.description, cursor.lastrowid
        self._rows = self._fetch(_AT_ONCE)

    def _fetch(self, number: int | None) -> list[Any]:
        """In the thread: that many more rows, or all of them."""
        cursor = self._open
        if cursor is None:
            return []
        rows: list[Any] = []
        if self.description is not None:
            rows = cursor.fetchall() if number is None else cursor.fetchmany(number)
        self.rowcount = cursor.rowcount
        if number is None or len(rows) < number:
            self._let_go(cursor)
        return rows

    def _let_go(self, cursor: sqlite3.Cursor) -> None:
        self._open = None
        cursor.close()


class OneTrip(aiosqlite.Connection):
    """What SQLAlchemy takes for aiosqlite's own connection."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=_AT_ONCE)
        self._thread.daemon = True
        self._was_left = False
        """Somebody went before the thread was done with what they had asked for."""

    @property
    def driver(self) -> sqlite3.Connection:
        return self._conn

    def cursor(self) -> Statement:  # type: ignore[override]
        """Asks the thread for nothing yet."""
        return Statement(self)

    async def rollback(self) -> None:
        """Nothing, where no transaction is open: the pool asks for it after each commit too."""
        if self._was_left or self.in_transaction:
            await super().rollback()

    async def in_thread(self, call: Callable[..., Any], *arguments: Any) -> Any:
        """What ``call`` returns there."""
        return await self._execute(call, *arguments)

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        except asyncio.CancelledError:
            self._was_left = True
            raise


def connect(database: str, **options: Any) -> OneTrip:
    """To be awaited; ``options`` are those of ``sqlite3.connect``."""
    return OneTrip(partial(sqlite3.connect, database, **options))
