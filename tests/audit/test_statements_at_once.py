"""Statements that meet at the same rows are entered as they took place: once each, with what was there before it.

SQLite has one writer at a time, so that they cannot meet there.
"""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select, update

from domain.audit import service
from domain.audit.values import Filters
from domain.identity import service as identity
from domain.identity.tables import User
from domain.identity.values import NewTenant, NewUser, Role
from domain.records import MAIN_STORE

NOW = 1_800_000_000_000
pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
async def ours(database):
    """A tenant with one user, Ana."""
    async with database.platform() as session:
        await identity.create_tenant(session, NewTenant(id="ours", name="Ours"), now_ms=NOW)
    async with database.tenant("ours") as session:
        await new_user(session, "Ana")
    return database


async def new_user(session, name: str) -> None:
    new = NewUser(email=f"{name.lower()}@ours.example", name=name, roles=(Role.VIEWER,))
    await identity.create_user(session, new, tenant_id="ours", now_ms=NOW)


async def run(database, statement) -> None:
    async with database.tenant("ours") as session:
        await session.exec(statement)


async def somebody_waits(database) -> None:
    async with database.platform_reading() as session:
        while not (await session.exec(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))).scalar_one():
            pass


async def entries(database, action: str):
    """The oldest first."""
    async with database.reading("ours") as session:
        return (await service.search(session, MAIN_STORE, Filters(action=action), limit=500))[::-1]


async def test_what_two_statements_delete_at_once_is_deleted_once(ours):
    async with ours.tenant("ours") as session:
        await session.exec(delete(User))
        other = asyncio.create_task(run(ours, delete(User)))
        await somebody_waits(ours)
    await other
    assert len(await entries(ours, "user.delete")) == 1


async def test_a_change_that_waited_for_another_is_entered_with_what_the_other_left(ours):
    async with ours.tenant("ours") as session:
        await session.exec(update(User).values(name="Anna"))
        other = asyncio.create_task(run(ours, update(User).values(name="Anja")))
        await somebody_waits(ours)
    await other
    first, second = await entries(ours, "user.change")
    assert (first.before, first.after) == ({"name": "Ana"}, {"name": "Anna"})
    assert (second.before, second.after) == ({"name": "Anna"}, {"name": "Anja"})


def put(name: str):
    row = {"id": "usr_1", "tenant_id": "ours", "email": "b@ours.example", "name": name, "roles": ["viewer"]}
    return (
        insert(User)
        .values(row | {"grants": [], "created_at_ms": NOW})
        .on_conflict_do_update(index_elements=["id"], set_={"name": name})
    )


async def test_of_two_who_put_a_row_there_first_one_makes_it_and_the_other_changes_it(ours):
    async with ours.tenant("ours") as session:
        await session.exec(put("Ben"))
        other = asyncio.create_task(run(ours, put("Bea")))
        await somebody_waits(ours)
    await other
    assert len(await entries(ours, "user.create")) == 2, "Ana and Ben"
    [change] = await entries(ours, "user.change")
    assert (change.before, change.after) == ({"name": "Ben"}, {"name": "Bea"})


async def test_rows_that_came_while_a_statement_waited_are_not_deleted_without_an_entry(ours):
    async with ours.tenant("ours") as session:
        await session.exec(update(User).where(col(User.name) == "Ana").values(name="Anna"))
        await new_user(session, "Ben")
        other = asyncio.create_task(run(ours, delete(User)))
        await somebody_waits(ours)
    await other
    async with ours.reading("ours") as session:
        left = (await session.exec(select(User.name))).all()
    gone = [one.before["name"] for one in await entries(ours, "user.delete")]
    assert sorted([*left, *gone]) == ["Anna", "Ben"]
