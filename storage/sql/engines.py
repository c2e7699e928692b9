"""Engines for the two databases we run on.

SQLite gets two pools on one file. Writers share a single connection, so that they queue here in order instead of
polling each other's file lock, and every transaction of theirs begins IMMEDIATE: it never discovers half way through
that somebody else holds the lock. Readers have connections that cannot write and, thanks to WAL, never wait.

Whoever is cancelled in the middle of a transaction has their connection closed, wherever they were. Closing alone would not
end the transaction: SQLite keeps a closed connection, with its locks, for as long as a statement of it is alive, and the
traceback of the cancellation may keep one alive for minutes. So a connection here rolls back before it closes; and what it
was still working at is interrupted, so that it need not end first.
"""

import asyncio
import math
import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.util import await_only

from domain.errors import InvalidInput
from storage.sql import one_trip

_WAIT_S = 5
_ASKS_AGAIN_S = 0.003
_READERS = 8
_CONNECTIONS = 8
"""To PostgreSQL, of each process to each store: nine of these in a whole stack stay within a server's usual hundred."""
_REST_S = 1.0
"""After which a connection may have been cut without our knowing."""
_STATEMENTS = 1_000
"""Kept prepared by each connection: a statement over ids has a text for each number of them."""
_STATEMENT_TIMEOUT_S = 30
_SERVER_SETTINGS = {"idle_in_transaction_session_timeout": "60s", "lock_timeout": "20s"}
"""PostgreSQL ends whoever holds locks and says no more, as one does whose machine is gone, and whoever waits for them for long."""
_LOOKS_UP = 100_000
"""Instructions of SQLite's machine, a millisecond or so, after which a statement asks whether anybody still wants it."""
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


class _Connection(sqlite3.Connection):
    """Holds no lock once it is closed, whatever statements of it are still alive."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._is_given_up = False
        self.set_progress_handler(lambda: self._is_given_up, _LOOKS_UP)

    def interrupt(self) -> None:
        """End what is running. SQLite's own way would fail the rollback too, for as long as a statement is alive."""
        self._is_given_up = True

    def close(self) -> None:
        with suppress(sqlite3.Error):  # closed already, or rolled back by what failed
            self.set_progress_handler(None, 0)
            self.rollback()
        super().close()


def read_url(url: str) -> URL:
    """The address with the driver we use for it; raises ``InvalidInput`` for a database we do not run on."""
    parsed = make_url(url)
    dialect = parsed.drivername.partition("+")[0]
    if dialect not in _DRIVERS:
        raise InvalidInput(
            f"no support for the database '{dialect}'",
            field="sql.url",
            remedy="Use sqlite+aiosqlite:///file.db or postgresql+asyncpg://user@host/name.",
        )
    if dialect == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise InvalidInput(
            "an in-memory SQLite database cannot be shared by readers and writers",
            field="sql.url",
            remedy="Name a file: sqlite+aiosqlite:///path/to/file.db.",
        )
    return parsed.set(drivername=_DRIVERS[dialect])


def open_engines(url: URL, *, durable: bool) -> tuple[AsyncEngine, AsyncEngine]:
    """(writers, readers) of one database; on PostgreSQL both are the same engine.

    ``durable`` makes SQLite sync its log at every commit, as money asks; otherwise a power cut may take the last
    commits with it, though never the file's consistency.
    """
    if url.get_backend_name() == "postgresql":
        engine = create_async_engine(
            url,
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_timeout=_WAIT_S,
            connect_args={
                "prepared_statement_cache_size": _STATEMENTS,
                "timeout": _WAIT_S,
                "command_timeout": _STATEMENT_TIMEOUT_S,
                "server_settings": _SERVER_SETTINGS,
            },
        )
        _ask_after_rest(engine)
        return engine, engine
    pragmas = (*_pragmas(durable=durable), "PRAGMA busy_timeout=0")
    writers = _sqlite_engine(url, connections=1, begin=_begin_in_turn, pragmas=pragmas)
    readers = _sqlite_engine(url, connections=_READERS, begin=_begin, pragmas=("PRAGMA query_only=ON",))
    return writers, readers


def _ask_after_rest(engine: AsyncEngine) -> None:
    """A connection that nobody used for ``_REST_S`` is asked whether it lives; if not, it and older ones are made anew.

    Asked every time, as ``pool_pre_ping`` does, a journey's worker spent a tenth of its time asking.
    """
    dialect = engine.sync_engine.dialect

    def on_checkin(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        entry.info["at_rest_s"] = time.monotonic()

    def on_checkout(connection: DBAPIConnection, entry: ConnectionPoolEntry, _fairy: PoolProxiedConnection) -> None:
        if time.monotonic() - entry.info.get("at_rest_s", math.inf) < _REST_S:
            return
        try:
            dialect.do_ping(connection)
        except (dialect.loaded_dbapi.Error, OSError) as error:
            raise InvalidatePoolError from error

    event.listen(engine.sync_engine, "checkin", on_checkin)
    event.listen(engine.sync_engine, "checkout", on_checkout)


def _pragmas(*, durable: bool) -> tuple[str, ...]:
    return (
        "PRAGMA journal_mode=WAL",
        f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}",
        "PRAGMA foreign_keys=ON",
        "PRAGMA secure_delete=ON",  # what was deleted is overwritten: nobody reads erased people out of the file
    )


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_in_turn(connection: Connection) -> None:
    """Begin as a writer, as soon as no other process writes.

    SQLite would wait too, but asks ten times a second at last, while whoever comes later asks often and goes first: some waited
    for seconds.
    """
    until_s = time.monotonic() + _WAIT_S
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY or time.monotonic() > until_s:
                raise
        else:
            return
        await_only(asyncio.sleep(random.uniform(0.5, 1.0) * _ASKS_AGAIN_S))  # noqa: S311 -- jitter


def _sqlite_engine(
    url: URL, *, connections: int, begin: Callable[[Connection], None], pragmas: tuple[str, ...]
) -> AsyncEngine:
    # isolation_level None keeps the driver from opening transactions behind our back: BEGIN is ours to say.
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=_WAIT_S,
        connect_args={
            "isolation_level": None,
            "timeout": _WAIT_S,
            "factory": _Connection,
            "async_creator_fn": one_trip.connect,
        },
    )

    def on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    def on_invalidate(connection: DBAPIConnection, _entry: ConnectionPoolEntry, reason: BaseException | None) -> None:
        if isinstance(reason, asyncio.CancelledError):
            connection.run_async(lambda driver: driver.interrupt())

    sync: Engine = engine.sync_engine
    event.listen(sync, "connect", on_connect)
    event.listen(sync, "begin", begin)
    event.listen(sync, "invalidate", on_invalidate)
    return engine
