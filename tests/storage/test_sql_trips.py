"""SQLite works in a thread of its own; how often it is asked there, and what comes back of long results."""

from pathlib import Path

import pytest
from sqlalchemy import Integer, bindparam, column, func, insert, select, text, true
from sqlmodel import Field, SQLModel

from domain.records import store
from storage.sql import Database
from storage.sql.one_trip import OneTrip

LONG = 2_345


class Sheep(SQLModel, table=True):
    """A table of this test's own."""

    __tablename__ = "test_sheep"
    __table_args__ = store("flock")
    id: int | None = Field(default=None, primary_key=True)
    name: str = ""


@pytest.fixture
async def flock(tmp_path: Path):
    database = Database.open(f"sqlite+aiosqlite:///{tmp_path / 'flock.db'}", store="flock")
    await database.create_all()
    yield database
    await database.close()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What each trip to the thread was for."""
    made: list[str] = []
    go = OneTrip._execute

    async def counted(connection, call, *arguments, **options):
        made.append(call.__name__)
        return await go(connection, call, *arguments, **options)

    monkeypatch.setattr(OneTrip, "_execute", counted)
    return made


NUMBERS = func.json_each(bindparam("numbers", "[" + ",".join(map(str, range(LONG))) + "]")).table_valued(
    column("value", Integer)
)


async def test_a_statement_and_its_rows_take_one_trip_and_the_transaction_one_at_each_end(flock, trips):
    async with flock.platform() as session:
        session.add(Sheep(name="Dolly"))
    trips.clear()
    async with flock.platform() as session:
        connection = await session.connection()
        for _ in range(3):
            assert (await connection.execute(text("SELECT name FROM test_sheep"))).all() == [("Dolly",)]
    assert trips == ["_run", *["_run"] * 3, "commit"]


async def test_a_long_result_is_whole_and_in_order(flock):
    async with flock.platform_reading() as session:
        connection = await session.connection()
        assert (await connection.execute(select(NUMBERS.c.value))).scalars().all() == list(range(LONG))


@pytest.mark.parametrize("at_once", [1, 7, 100, 101, 5_000])
async def test_a_long_result_comes_in_pieces_and_leaves_nothing_open(flock, trips, at_once):
    seen: list[int] = []
    async with flock.platform_reading() as session:
        connection = await session.connection()
        trips.clear()
        async with connection.stream(select(NUMBERS.c.value)) as result:
            async for rows in result.scalars().partitions(at_once):
                assert len(rows) <= at_once
                seen += rows
    assert seen == list(range(LONG))
    assert trips.count("close") == 0


async def test_whoever_leaves_a_result_half_read_keeps_nobody_from_writing(flock):
    async with flock.platform() as session:
        await (await session.connection()).execute(insert(Sheep), [{"name": f"{number}"} for number in range(LONG)])
    async with flock.platform() as session:
        connection = await session.connection()
        async with connection.stream(select(Sheep.name).where(true())) as result:
            assert await result.first() is not None
        await connection.execute(text("DELETE FROM test_sheep"))
    async with flock.platform() as session:
        connection = await session.connection()
        left = await connection.stream(select(NUMBERS.c.value))
        assert (await left.fetchone()) == (0,)
        session.add(Sheep(name="Dolly"))
    async with flock.platform_reading() as session:
        connection = await session.connection()
        assert (await connection.execute(select(Sheep.name))).scalars().all() == ["Dolly"]


async def test_what_a_statement_changed_and_made_is_said(flock):
    async with flock.platform() as session:
        one, other = Sheep(name="Dolly"), Sheep(name="Shaun")
        session.add(one)
        await session.flush()
        session.add(other)
        await session.flush()
        assert (one.id, other.id) == (1, 2)
        connection = await session.connection()
        assert (await connection.execute(text("UPDATE test_sheep SET name = 'x'"))).rowcount == 2
        made = await connection.execute(text("INSERT INTO test_sheep (name) VALUES ('y'), ('z') RETURNING id"))
        assert made.scalars().all() == [3, 4]


async def test_a_transaction_that_failed_is_rolled_back_and_the_next_one_begins(flock):
    with pytest.raises(RuntimeError):
        async with flock.platform() as session:
            session.add(Sheep(name="Dolly"))
            await session.flush()
            raise RuntimeError
    async with flock.platform() as session:
        connection = await session.connection()
        assert (await connection.execute(text("SELECT count(*) FROM test_sheep"))).scalar() == 0
