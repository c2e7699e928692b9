"""Transactions on both databases: one tenant each, all or nothing, errors everybody understands."""

import asyncio
import multiprocessing

import pytest
from sqlalchemy import delete, func, insert, text, update
from sqlalchemy.orm import aliased
from sqlmodel import Field, SQLModel, select

from domain.errors import Conflict, Forbidden, Unavailable
from domain.records import TenantOwned, store
from storage.sql import Database, engines
from storage.sql.engines import open_engines, read_url


class Parrot(TenantOwned, table=True):
    """A table of this test's own."""

    __tablename__ = "test_parrots"
    __table_args__ = store("tests")
    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    age: int = 0


class Cage(SQLModel, table=True):
    __tablename__ = "test_cages"
    __table_args__ = store("tests")
    id: str = Field(primary_key=True)
    parrot_id: str


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
    database = Database.open(url, store="tests")
    await database.create_all()
    async with database.platform() as session:
        await session.exec(delete(Parrot))
        await session.exec(delete(Cage))
    yield database
    await database.close()


@pytest.fixture
async def two_tenants(database):
    for tenant in ("ours", "theirs"):
        async with database.tenant(tenant) as session:
            session.add(Parrot(id=f"p-{tenant}", name=f"Polly of {tenant}", tenant_id=tenant))
            session.add(Cage(id=f"c-{tenant}", parrot_id=f"p-{tenant}"))
    return database


async def names(database):
    async with database.platform_reading() as session:
        return set((await session.exec(select(Parrot.name))).all())


READS = {
    "a plain select": select(Parrot.id),
    "a count": select(func.max(Parrot.id)),
    "an alias": select(aliased(Parrot).id),
    "a join from an unowned table": select(Parrot.id).join(Cage, Cage.parrot_id == Parrot.id),
    "a subquery": select(select(Parrot.id).subquery().c.id),
    "an IN": select(Cage.parrot_id).where(Cage.parrot_id.in_(select(Parrot.id))),
    "a common table expression": select(select(Parrot.id).cte().c.id),
}


@pytest.mark.parametrize("statement", READS.values(), ids=READS.keys())
async def test_a_tenant_reads_its_own_rows_alone(two_tenants, statement):
    async with two_tenants.reading("ours") as session:
        assert (await session.exec(statement)).all() == ["p-ours"]


async def test_another_tenants_row_cannot_be_fetched_by_its_id(two_tenants):
    async with two_tenants.tenant("ours") as session:
        assert await session.get(Parrot, "p-theirs") is None
        assert await session.get(Parrot, "p-ours") is not None


async def test_the_platform_reads_every_tenants_rows(two_tenants):
    assert await names(two_tenants) == {"Polly of ours", "Polly of theirs"}


async def test_updates_and_deletes_reach_the_tenants_own_rows_alone(two_tenants):
    async with two_tenants.tenant("ours") as session:
        await session.exec(update(Parrot).values(name="Renamed"))
    assert await names(two_tenants) == {"Renamed", "Polly of theirs"}
    async with two_tenants.tenant("ours") as session:
        await session.exec(delete(Parrot))
    assert await names(two_tenants) == {"Polly of theirs"}


@pytest.mark.parametrize("tenant", ["", "*"])
async def test_no_tenant_is_called_everybody(database, tenant):
    for block in (database.tenant, database.reading):
        with pytest.raises(Forbidden):
            block(tenant)


async def test_a_new_row_is_given_the_sessions_tenant(database):
    async with database.tenant("ours") as session:
        session.add(Parrot(id="p1", name="Nameless"))
    async with database.platform() as session:
        assert (await session.get(Parrot, "p1")).tenant_id == "ours"


WRITES = {
    "a new object": lambda session: session.add(Parrot(id="x", name="X", tenant_id="theirs")),
    "an insert of values": lambda session: session.exec(insert(Parrot).values(id="x", name="X", tenant_id="theirs")),
    "an insert of many": lambda session: session.exec(
        insert(Parrot),
        params=[{"id": "x", "name": "X", "tenant_id": "ours"}, {"id": "y", "name": "Y", "tenant_id": "theirs"}],
    ),
    "an insert of nobody's": lambda session: session.exec(insert(Parrot).values(id="x", name="X")),
    "an update that gives a row away": lambda session: session.exec(update(Parrot).values(tenant_id="theirs")),
    "a statement by hand": lambda session: session.exec(text("DELETE FROM test_parrots")),
    "a statement on the bare table": lambda session: session.exec(delete(Parrot.__table__)),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
async def test_writing_outside_the_tenant_is_refused_and_leaves_nothing(two_tenants, write):
    before = await names(two_tenants)
    with pytest.raises(Forbidden):
        async with two_tenants.tenant("ours") as session:
            pending = write(session)
            if pending is not None:
                await pending
    assert await names(two_tenants) == before


async def test_a_row_given_to_another_tenant_is_refused(two_tenants):
    with pytest.raises(Forbidden):
        async with two_tenants.tenant("ours") as session:
            (await session.get(Parrot, "p-ours")).tenant_id = "theirs"


async def test_a_block_that_raises_leaves_nothing(database):
    with pytest.raises(ZeroDivisionError):
        async with database.tenant("ours") as session:
            session.add(Parrot(id="p1", name="Gone"))
            await session.flush()
            raise ZeroDivisionError
    assert await names(database) == set()


async def test_a_clash_is_a_conflict(two_tenants):
    with pytest.raises(Conflict):
        async with two_tenants.tenant("ours") as session:
            session.add(Parrot(id="p2", name="Polly of ours"))


@pytest.mark.parametrize("kind", ["reading", "platform_reading"])
async def test_a_reading_block_cannot_write(database, kind):
    block = database.reading("ours") if kind == "reading" else database.platform_reading()
    with pytest.raises(Exception, match=r"(?i)read-?only"):
        async with block as session:
            session.add(Parrot(id="p1", name="Sneaked", tenant_id="ours"))
    assert await names(database) == set()


async def test_readers_go_on_while_a_writer_is_busy(two_tenants):
    async with two_tenants.tenant("ours") as writer:
        (await writer.get(Parrot, "p-ours")).age = 7
        await writer.flush()
        async with two_tenants.reading("ours") as reader:
            assert (await reader.get(Parrot, "p-ours")).age == 0


async def test_many_writers_of_one_row_all_get_their_turn(two_tenants):
    async def grow_older():
        async with two_tenants.tenant("ours") as session:
            parrot = (await session.exec(select(Parrot).with_for_update())).one()
            parrot.age += 1

    await asyncio.gather(*(grow_older() for _ in range(25)))
    async with two_tenants.reading("ours") as session:
        assert (await session.get(Parrot, "p-ours")).age == 25


def age_in_a_process(url: str, times: int) -> None:
    async def main() -> None:
        database = Database.open(url, store="tests")
        for _ in range(times):
            async with database.platform() as session:
                parrot = (await session.exec(select(Parrot).with_for_update())).one()
                parrot.age += 1
        await database.close()

    asyncio.run(main())


async def test_writers_in_several_processes_lose_no_update(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'shared.db'}"
    database = Database.open(url, store="tests")
    await database.create_all()
    async with database.tenant("ours") as session:
        session.add(Parrot(id="p1", name="Shared"))
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=age_in_a_process, args=(url, 20)) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        await asyncio.to_thread(child.join, 60)
    async with database.reading("ours") as session:
        assert (await session.get(Parrot, "p1")).age == 60
    await database.close()


async def test_a_database_that_is_not_there_is_unavailable(tmp_path):
    database = Database.open(f"postgresql://nobody@/nothing?host={tmp_path}")
    with pytest.raises(Unavailable):
        async with database.platform() as session:
            await session.exec(select(Parrot))
    await database.close()


async def test_a_file_that_is_no_database_is_not_mistaken_for_an_outage(tmp_path):
    (tmp_path / "file.db").write_bytes(b"this is no database, it is a sentence" * 100)
    database = Database.open(f"sqlite:///{tmp_path / 'file.db'}")
    with pytest.raises(Exception, match="not a database"):
        async with database.platform() as session:
            await session.exec(select(Parrot))
    await database.close()


@pytest.mark.parametrize("durable", [True, False])
async def test_sqlite_logs_ahead_and_syncs_as_the_store_asks(tmp_path, durable):
    writers, readers = open_engines(read_url(f"sqlite:///{tmp_path / 'test.db'}"), durable=durable)
    async with writers.connect() as connection:
        assert (await connection.exec_driver_sql("PRAGMA journal_mode")).scalar() == "wal"
        assert (await connection.exec_driver_sql("PRAGMA synchronous")).scalar() == (2 if durable else 1)
        assert (await connection.exec_driver_sql("PRAGMA foreign_keys")).scalar() == 1
    await writers.dispose()
    await readers.dispose()


async def test_whoever_reads_sees_one_moment_however_often_they_look(database):
    async with database.tenant("ours") as session:
        session.add(Parrot(id="p1", name="Polly"))
    async with database.reading("ours") as reading:
        assert len((await reading.exec(select(Parrot.id))).all()) == 1
        async with database.tenant("ours") as session:
            session.add(Parrot(id="p2", name="Coco"))
        assert len((await reading.exec(select(Parrot.id))).all()) == 1


async def test_the_server_ends_whoever_holds_a_lock_and_says_no_more(database):
    if database.dialect != "postgresql":
        pytest.skip("SQLite's locks go with the process that holds them")
    async with database.tenant("ours") as session:
        session.add(Parrot(id="p1", name="Polly"))
        connection = await session.connection()
        for setting in ("idle_in_transaction_session_timeout", "lock_timeout"):
            assert (await connection.exec_driver_sql(f"SHOW {setting}")).scalar_one() != "0"
    rename = update(Parrot).where(Parrot.id == "p1")
    with pytest.raises(Unavailable):
        async with database.tenant("ours") as dead:
            connection = await dead.connection()
            await connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = '50ms'")
            await dead.exec(rename.values(name="Nobody"))
            async with database.tenant("ours") as session:
                await session.exec(rename.values(name="Coco"))
            await dead.exec(rename.values(name="Nobody"))
    assert await names(database) == {"Coco"}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_however_many_ask_at_once_a_process_takes_few_connections_and_the_others_wait(database):
    connected = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state IS NOT NULL")

    async def ask() -> int:
        async with database.platform_reading() as session:
            connection = await session.connection()
            await connection.execute(text("SELECT pg_sleep(0.01)"))
            return int((await connection.execute(connected)).scalar_one())

    assert max(await asyncio.gather(*(ask() for _ in range(60)))) <= 8


async def test_connections_cut_while_they_rested_are_made_anew_unnoticed(request, monkeypatch):
    monkeypatch.setattr(engines, "_REST_S", 0.0)
    database = Database.open(request.getfixturevalue("postgres_url"), store="tests")
    other = Database.open(request.getfixturevalue("postgres_url"), store="tests")
    who = text("SELECT pg_backend_pid()")
    async with database.platform() as first, database.platform() as second:
        resting = {(await (await session.connection()).execute(who)).scalar_one() for session in (first, second)}
    async with other.platform() as session:
        connection = await session.connection()
        for pid in resting:
            await connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    for _ in resting:
        async with database.platform() as session:
            assert (await (await session.connection()).execute(who)).scalar_one() not in resting
    await database.close()
    await other.close()
