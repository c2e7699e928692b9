"""One database and the transactions on it.

    async with database.tenant(tenant_id) as session:      # read and write one tenant's rows
    async with database.reading(tenant_id) as session:     # read them as of one moment; takes no lock, may not write
    async with database.platform() as session:             # every tenant's rows: banker, reconcilers, bootstrap
    async with database.platform_reading() as session:     # token look-up and the like

Each block is one transaction: committed when it ends, rolled back when it raises. Keep it short, never wait for the
network inside, and never open a writing block inside another one of the same database: on SQLite there is one writer
at a time and the inner one would wait for the outer until it gives up with ``Unavailable``.
What a writing block changes is entered in the audit log, in the name of who acts (``domain.acting``) when it is opened, and
told to ``Database.tell`` when it is committed.
Broken constraints surface as ``Conflict``, outages and lock waits as ``Unavailable``.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Final, Self

import stamina
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import Forbidden, Unavailable
from domain.records import EVERY_TENANT, JOURNEYS_STORE, MAIN_STORE, MONEY_STORE, TENANT_KEY
from storage.sql.auditing import audited_in
from storage.sql.changing import Tell, told_by
from storage.sql.creating import create_tables
from storage.sql.engines import open_engines, read_url
from storage.sql.estimates import estimate
from storage.sql.failures import translated
from storage.sql.migrate import upgrade
from storage.sql.tables import tables_of
from storage.sql.tenancy import READ_ONLY, PlatformSession, TenantSession

_MIGRATION_WAIT_S: Final = 60


class Database:
    """One store (``main``, ``money`` or ``journeys``). Opening connects to nothing; the first transaction does."""

    def __init__(self, store: str, writers: AsyncEngine, readers: AsyncEngine) -> None:
        self.store = store
        self.tell: Tell | None = None
        """Hears what each writing transaction has changed, once it is committed."""
        self._writers = writers
        self._readers = readers

    @classmethod
    def open(cls, url: str, *, store: str = MAIN_STORE) -> Self:
        """``url`` is SQLAlchemy's (``sqlite+aiosqlite:///file.db``, ``postgresql+asyncpg://...``)."""
        writers, readers = open_engines(read_url(url), durable=store == MONEY_STORE)
        return cls(store, writers, readers)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._writers.dialect.name

    @property
    def path(self) -> Path | None:
        """SQLite's file; PostgreSQL keeps its own."""
        return Path(self._writers.url.database or "") if self.dialect == "sqlite" else None

    def tenant(self, tenant_id: str) -> AbstractAsyncContextManager[AsyncSession]:
        """A transaction that reads and writes the rows of ``tenant_id`` and of nobody else."""
        return self._transaction(self._writers, TenantSession, {TENANT_KEY: _one(tenant_id)} | self._heard_by())

    def reading(self, tenant_id: str) -> AbstractAsyncContextManager[AsyncSession]:
        """A transaction that reads the rows of ``tenant_id``; it takes no write lock, and a write in it fails."""
        return self._transaction(self._readers, TenantSession, {TENANT_KEY: _one(tenant_id), READ_ONLY: True})

    def platform(self) -> AbstractAsyncContextManager[AsyncSession]:
        """A transaction that reads and writes the rows of every tenant."""
        return self._transaction(self._writers, PlatformSession, self._heard_by())

    def platform_reading(self) -> AbstractAsyncContextManager[AsyncSession]:
        """A transaction that reads the rows of every tenant; it takes no write lock, and a write in it fails."""
        return self._transaction(self._readers, PlatformSession, {READ_ONLY: True})

    def _heard_by(self) -> dict[str, Any]:
        """What has a transaction entered in the audit log, and told."""
        return audited_in(self.store) | told_by(self.tell)

    @asynccontextmanager
    async def _transaction(
        self, engine: AsyncEngine, kind: type[Session], info: dict[str, Any]
    ) -> AsyncIterator[AsyncSession]:
        async with (
            translated(),
            AsyncSession(engine, sync_session_class=kind, info=info, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    async def migrate(self) -> None:
        """Bring the tables to the newest version. Processes that start at once wait for the first of them.

        A migration may hold SQLite's one lock for longer than a transaction would be waited for.
        """
        attempts = None if self.dialect == "sqlite" else 1
        async for attempt in stamina.retry_context(on=Unavailable, attempts=attempts, timeout=_MIGRATION_WAIT_S):
            with attempt:
                async with translated(), self._writers.begin() as connection:
                    await connection.run_sync(upgrade, self.store)
                    await connection.run_sync(self._estimate)

    async def create_all(self) -> None:
        """The tables of this store as the classes describe them now, without migrations: for tests."""
        async with translated(), self._writers.connect() as connection:
            await create_tables(connection, self.store)
        async with translated(), self._writers.begin() as connection:
            await connection.run_sync(self._estimate)

    def _estimate(self, connection: Connection) -> None:
        if self.store == JOURNEYS_STORE:
            estimate(connection, tables_of(self.store))

    async def outside(self, statement: str) -> tuple[Any, ...] | None:
        """Run one of SQLite's own statements that no transaction may hold, ``VACUUM`` say; its first row. Raises ``Unavailable``."""
        async with translated(), self._writers.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            try:
                async with driver.execute(statement) as cursor:
                    row: tuple[Any, ...] | None = await cursor.fetchone()
            except sqlite3.OperationalError as error:
                raise Unavailable("the database is busy with others", retry_after_s=1) from error
            return row

    async def ping(self) -> None:
        """Raise ``Unavailable`` unless the database answers."""
        async with translated(), self._readers.connect() as connection:
            await connection.exec_driver_sql("SELECT 1")

    async def close(self) -> None:
        await self._writers.dispose()
        await self._readers.dispose()


def _one(tenant_id: str) -> str:
    """A tenant's id, never the word for all of them."""
    if tenant_id in ("", EVERY_TENANT):
        raise Forbidden(f"'{tenant_id}' is not a tenant", field="tenant_id")
    return tenant_id
