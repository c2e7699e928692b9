"""Migrations end where the table classes are, on both databases, whoever runs them and however often."""

import asyncio
import multiprocessing
import secrets

import asyncpg
import msgspec
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel, select

from domain.exchanges import service as exchanges
from domain.exchanges.values import NewExchange
from domain.identity import service as identity
from domain.identity.tables import Tenant, User
from domain.identity.values import NewTenant, NewUser, Role
from domain.records import JOURNEYS_STORE, MAIN_STORE, STORES, TenantOwned
from storage.sql import Database
from storage.sql.migrate import configuration
from storage.sql.tables import all_tables, store_of, tables_of


@pytest.fixture
async def postgres_database_url(postgres_url):
    """A fresh database owned by a role that is neither superuser nor exempt from row-level security."""
    name = f"t{secrets.token_hex(6)}"
    plain = postgres_url.replace("+asyncpg", "")
    connection = await asyncpg.connect(plain)
    await connection.execute(f"CREATE ROLE {name} LOGIN NOSUPERUSER NOBYPASSRLS")
    await connection.execute(f"CREATE DATABASE {name} OWNER {name}")
    yield make_url(postgres_url).set(username=name, database=name).render_as_string()
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.execute(f"DROP ROLE {name}")
    await connection.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'fresh.db'}"
    return request.getfixturevalue("postgres_database_url")


async def migrate(url: str, store: str) -> None:
    database = Database.open(url, store=store)
    await database.migrate()
    await database.close()


async def look(url: str, question):
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        answer = await connection.run_sync(question)
    await engine.dispose()
    return answer


def difference(store: str):
    def ours(item, _name, kind, _reflected, _other) -> bool:
        return kind != "table" or (
            item.name in all_tables().tables and store_of(all_tables().tables[item.name]) == store
        )

    def compare(connection):
        options = {"include_object": ours, "compare_type": True, "version_table": f"alembic_version_{store}"}
        return compare_metadata(MigrationContext.configure(connection, opts=options), all_tables())

    return compare


@pytest.mark.parametrize("store", STORES)
async def test_migrations_make_exactly_the_tables_the_classes_describe(url, store):
    await migrate(url, store)
    assert await look(url, difference(store)) == []
    made = set(await look(url, lambda connection: inspect(connection).get_table_names()))
    assert {table.name for table in tables_of(store)} <= made


async def test_both_stores_may_share_one_database(url):
    for store in (*STORES, *STORES):
        await migrate(url, store)
    made = set(await look(url, lambda connection: inspect(connection).get_table_names()))
    assert {"alembic_version_main", "alembic_version_money"} <= made


@pytest.mark.parametrize("store", STORES)
async def test_going_back_leaves_nothing_behind(url, store):
    await migrate(url, store)
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(configuration(sync, store), "base"))
    await engine.dispose()
    assert await look(url, lambda connection: inspect(connection).get_table_names()) == [f"alembic_version_{store}"]


async def test_migrating_again_keeps_what_is_there(url):
    await migrate(url, MAIN_STORE)
    database = Database.open(url)
    async with database.platform() as session:
        await identity.create_tenant(session, NewTenant(id="ours", name="Ours"), now_ms=1)
    await database.migrate()
    async with database.platform_reading() as session:
        assert [tenant.id for tenant in await identity.list_tenants(session, after="", limit=9)] == ["ours"]
    await database.close()


async def test_people_from_before_are_found_by_their_names(url):
    people = [
        ("per_0", "", {"first_name": "Ana", "last_name": "Silva"}),
        ("per_1", "per_0", {"first_name": "Anita"}),
        ("per_2", "", {"city": "Porto"}),
        *((f"per_{number}", "", {"name": f"João {number}"}) for number in range(3, 4_100)),
    ]
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(configuration(sync, JOURNEYS_STORE), "0017"))
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT set_config('app.tenant_id', '*', true)"))
        rows = [
            {"id": person_id, "merged": merged, "document": msgspec.msgpack.encode({"attributes": attributes})}
            for person_id, merged, attributes in people
        ]
        for tenant in ("ours", "theirs"):
            insert = (
                "INSERT INTO contacts (tenant_id, person_id, document, merged_into, created_at_ms, updated_at_ms)"
                f" VALUES ('{tenant}', :id, :document, :merged, 1, 1)"
            )
            await connection.execute(text(insert), rows)
    await engine.dispose()
    await migrate(url, JOURNEYS_STORE)
    database = Database.open(url, store=JOURNEYS_STORE)
    async with database.reading("theirs") as session:
        connection = await session.connection()
        kept = "SELECT person_id, by_first_name, by_last_name FROM contacts WHERE tenant_id = 'theirs'"
        names = {row[0]: tuple(row[1:]) for row in (await connection.execute(text(kept))).all()}
    await database.close()
    assert (names["per_0"], names["per_1"], names["per_2"]) == (("ana silva", "silva ana"), (None, None), (None, None))
    assert all(names[f"per_{number}"] == (f"joao {number}", f"{number} joao") for number in range(3, 4_100))


def migrate_in_a_process(url: str) -> None:
    for store in STORES:
        asyncio.run(migrate(url, store))


async def test_two_processes_may_migrate_at_once(url):
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    children = [context.Process(target=migrate_in_a_process, args=(url,)) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        await asyncio.to_thread(child.join, 90)
    assert [child.exitcode for child in children] == [0, 0]
    for store in STORES:
        assert await look(url, difference(store)) == []


def test_every_table_that_names_a_tenant_belongs_to_tenants():
    all_tables()
    naming = [mapper for mapper in SQLModel._sa_registry.mappers if "tenant_id" in mapper.columns]
    assert len(naming) > 10
    assert [mapper.class_.__name__ for mapper in naming if not issubclass(mapper.class_, TenantOwned)] == []


async def two_tenants(url: str) -> Database:
    await migrate(url, MAIN_STORE)
    database = Database.open(url)
    async with database.platform() as session:
        for tenant in ("ours", "theirs"):
            await identity.create_tenant(session, NewTenant(id=tenant, name=tenant), now_ms=1)
            new = NewUser(email=f"ana@{tenant}.example", name="Ana", roles=(Role.VIEWER,))
            await identity.create_user(session, new, tenant_id=tenant, now_ms=1)
    return database


async def test_postgresql_hides_other_tenants_even_from_sql_written_by_hand(postgres_database_url):
    database = await two_tenants(postgres_database_url)
    async with database.platform() as session:
        new = NewExchange(name="Theirs", tenants=("theirs",))
        await exchanges.create_exchange(session, new, actor_id="ana", now_ms=1)
    by_hand = text("SELECT tenant_id FROM users UNION ALL SELECT id FROM tenants UNION ALL SELECT name FROM exchanges")
    async with database.tenant("ours") as session:
        connection = await session.connection()
        assert set((await connection.execute(by_hand)).scalars()) == {"ours"}
        changed = await connection.execute(text("UPDATE users SET name = 'Eve'"))
        assert changed.rowcount == 1
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.tenant("ours") as session:
            connection = await session.connection()
            await connection.execute(text("UPDATE users SET tenant_id = 'theirs'"))
    async with database.platform_reading() as session:
        names = {user.tenant_id: user.name for user in (await session.exec(select(User))).all()}
        assert names == {"ours": "Eve", "theirs": "Ana"}
        assert len((await session.exec(select(Tenant))).all()) == 2
    await database.close()


async def test_postgresql_shows_nothing_to_a_connection_that_says_for_nobody(postgres_database_url):
    await (await two_tenants(postgres_database_url)).close()
    connection = await asyncpg.connect(postgres_database_url.replace("+asyncpg", ""))
    assert await connection.fetchval("SELECT count(*) FROM users") == 0
    await connection.close()


async def test_postgresql_guards_every_table_that_names_a_tenant(postgres_database_url):
    for store in STORES:
        await migrate(postgres_database_url, store)
    connection = await asyncpg.connect(postgres_database_url.replace("+asyncpg", ""))
    guarded = {
        row["relname"]
        for row in await connection.fetch("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    }
    await connection.close()
    naming = {table.name for store in STORES for table in tables_of(store) if "tenant_id" in table.c}
    assert naming <= guarded
    assert {"tenants", "exchanges", "budget_banker", "budget_bidders"} <= guarded
