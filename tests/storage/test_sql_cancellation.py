"""Whoever is cancelled in the middle of a transaction leaves nothing behind: no row, no lock, nobody waiting."""

import asyncio
import threading
import time

import pytest
from sqlalchemy import delete, func, insert, text, update
from sqlmodel import Field, select

from domain.records import TenantOwned, store
from storage.sql import Database

AT_ONCE_S = 2
"""Far below the five seconds that a lock is waited for."""


class Ferret(TenantOwned, table=True):
    """A table of this test's own."""

    __tablename__ = "test_ferrets"
    __table_args__ = store("tests_cancelled")
    id: str = Field(primary_key=True)
    age: int = 0


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
    database = Database.open(url, store="tests_cancelled")
    await database.create_all()
    async with database.tenant("ours") as session:
        await session.exec(delete(Ferret))
        await session.exec(insert(Ferret), params=[{"id": f"f{one}", "tenant_id": "ours"} for one in range(200)])
    yield database
    await database.close()


async def all_kinds_of_statements(database):
    async with database.tenant("ours") as session:
        await session.exec(insert(Ferret).values(id="new", tenant_id="ours").returning(Ferret.id))
        (await session.exec(select(Ferret))).all()
        await session.exec(update(Ferret).values(age=7))
        session.add(Ferret(id="newer", tenant_id="ours"))
        await session.flush()
        msg = "never committed"
        raise ZeroDivisionError(msg)


async def begins_at_once(database):
    began = time.monotonic()
    async with database.tenant("ours") as session:
        await session.exec(update(Ferret).where(Ferret.id == "f1").values(age=Ferret.age + 1))
    return time.monotonic() - began < AT_ONCE_S


@pytest.mark.parametrize("times", [1, 2], ids=["cancelled once", "cancelled again while it rolls back"])
async def test_wherever_a_transaction_is_cancelled_the_next_one_begins_at_once(database, times):
    remembered = []  # as somebody does who reports the failure later: its traceback keeps all that it had alive
    for turns in range(0, 90, 2):
        task = asyncio.create_task(all_kinds_of_statements(database))
        for _ in range(turns):
            await asyncio.sleep(0.0001 if turns % 3 else 0)
        for _ in range(times):
            task.cancel()
            await asyncio.sleep(0)
        try:
            await task
        except (asyncio.CancelledError, ZeroDivisionError) as error:
            remembered.append(error)
        assert await begins_at_once(database), turns
    async with database.reading("ours") as session:
        assert (await session.exec(select(func.count()).select_from(Ferret))).one() == 200
        assert (await session.exec(select(Ferret.age).where(Ferret.id == "f1"))).one() == 45
    assert len(remembered) == 45


async def test_a_statement_that_takes_long_is_given_up_with_its_transaction(database):
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000000) SELECT sum(i) FROM n"
        if database.dialect == "sqlite"
        else "SELECT pg_sleep(20)"
    )

    async def takes_long():
        async with database.platform() as session:
            await session.exec(update(Ferret).values(age=7))
            await session.exec(text(endless))

    task = asyncio.create_task(takes_long())
    await asyncio.sleep(0.3)
    task.cancel()
    assert await begins_at_once(database)
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_connections_of_the_cancelled_do_not_pile_up(database):
    before = threading.active_count()
    for _ in range(20):
        task = asyncio.create_task(all_kinds_of_statements(database))
        await asyncio.sleep(0.003)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await begins_at_once(database)
    await asyncio.sleep(0.1)
    assert threading.active_count() <= before + 1
