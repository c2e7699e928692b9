"""Whoever looks on hears what is committed, of their own tenant, and nothing else."""

import asyncio

import nats
import pytest
from sqlalchemy import event
from sqlmodel import col, delete, insert, update

from domain.acting import act_as
from domain.changes.rules import HEARD_BY, TOLD, UNTOLD, heard
from domain.changes.values import ChangeKind
from domain.identity import service as identity
from domain.identity.values import NewTenant
from domain.records import STORES
from domain.workspace.calendar.tables import Blackout
from storage.nats.changes import ChangesTeller, follow_changes
from storage.sql.tables import tables_of

NOW = 1_800_000_000_000


@pytest.fixture
async def told(database):
    """What was told, in the order it was."""
    async with database.platform() as session:
        for tenant in ("ours", "theirs"):
            await identity.create_tenant(session, NewTenant(id=tenant, name=tenant), now_ms=NOW)
    heard = []
    database.tell = lambda tenant_id, kinds: heard.append((tenant_id, set(kinds)))
    return heard


def blackout(number: int, tenant_id: str = "ours") -> Blackout:
    return Blackout(
        id=f"blk_{number}",
        tenant_id=tenant_id,
        name="Election day",
        first_day="2027-11-02",
        last_day="2027-11-02",
        created_at_ms=NOW,
        created_by="usr_1",
    )


def test_of_every_table_it_is_decided_whether_its_changes_are_told():
    tables = {table.name for store in STORES for table in tables_of(store)}
    assert not tables - TOLD.keys() - UNTOLD.keys(), "name them in domain/changes/rules.py: in TOLD, or in UNTOLD"
    assert not TOLD.keys() & UNTOLD.keys()
    assert not (TOLD.keys() | UNTOLD.keys()) - tables


def test_nobody_hears_of_what_they_may_not_read():
    for kind, permission in HEARD_BY.items():
        assert heard({kind}, {permission}) == [kind]
        assert heard({kind}, set(HEARD_BY.values()) - {permission}) == []
    assert heard({ChangeKind.NOTIFICATIONS}, ()) == [ChangeKind.NOTIFICATIONS]


async def test_a_row_is_told_once_it_is_committed(database, told):
    async with database.tenant("ours") as session:
        session.add(blackout(1))
        await session.flush()
        assert told == []
    assert told == [("ours", {ChangeKind.CALENDAR})]


@pytest.mark.parametrize(
    "statement",
    [
        insert(Blackout).values(blackout(2).model_dump()),
        update(Blackout).values(name="Polling day"),
        delete(Blackout).where(col(Blackout.id) == "blk_1"),
    ],
    ids=["insert", "update", "delete"],
)
async def test_a_statement_is_told_like_a_row(database, told, statement):
    async with database.tenant("ours") as session:
        session.add(blackout(1))
    told.clear()
    async with database.tenant("ours") as session:
        await session.exec(statement)
    assert told == [("ours", {ChangeKind.CALENDAR})]


async def test_a_row_that_is_deleted_is_told_like_one_that_is_added(database, told):
    async with database.tenant("ours") as session:
        session.add(blackout(1))
    told.clear()
    async with database.tenant("ours") as session:
        await session.delete(await session.get_one(Blackout, "blk_1"))
    assert told == [("ours", {ChangeKind.CALENDAR})]


async def test_what_the_store_does_not_take_is_not_told(database, told):
    def away(_connection) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        async with database.tenant("ours") as session:
            session.add(blackout(1))
            event.listen(session.get_bind(), "commit", away)
            try:
                await session.commit()
            finally:
                event.remove(session.get_bind(), "commit", away)
    assert told == []


async def test_what_is_rolled_back_is_not_told(database, told):
    with pytest.raises(ZeroDivisionError):
        async with database.tenant("ours") as session:
            session.add(blackout(1))
            await session.flush()
            raise ZeroDivisionError
    assert told == []


async def test_a_savepoint_tells_nothing_before_its_transaction_is_over(database, told):
    async with database.tenant("ours") as session:
        async with session.begin_nested():
            session.add(blackout(1))
        assert told == []
    assert told == [("ours", {ChangeKind.CALENDAR})]


async def test_the_platform_tells_each_tenant_of_its_own(database, told):
    act_as("usr_1", tenant_id="platform")
    async with database.platform() as session:
        session.add(blackout(1))
        session.add(blackout(2, "theirs"))
    assert sorted(told) == [("ours", {ChangeKind.CALENDAR}), ("theirs", {ChangeKind.CALENDAR})]


async def test_reading_tells_nothing(database, told):
    async with database.reading("ours") as session:
        await session.get(Blackout, ("blk_1"))
    assert told == []


async def test_another_process_hears_what_was_gathered_by_tenant(nats_url):
    one, other = await nats.connect(nats_url), await nats.connect(nats_url)
    heard: asyncio.Queue[tuple[str, set[ChangeKind]]] = asyncio.Queue()
    await follow_changes(other, lambda tenant_id, kinds: heard.put_nowait((tenant_id, set(kinds))))
    teller = ChangesTeller(one)
    teller.tell("ours", {ChangeKind.CAMPAIGNS})
    teller.tell("theirs", {ChangeKind.JOURNEYS})
    teller.tell("ours", {ChangeKind.BUDGETS})
    assert sorted([await heard.get(), await heard.get()]) == [
        ("ours", {ChangeKind.BUDGETS, ChangeKind.CAMPAIGNS}),
        ("theirs", {ChangeKind.JOURNEYS}),
    ]
    teller.tell("ours", {ChangeKind.COMMENTS})
    assert await heard.get() == ("ours", {ChangeKind.COMMENTS})
    for connection in (one, other):
        await connection.close()


async def test_a_word_that_makes_no_sense_leaves_the_next_one_heard(nats_url):
    connection = await nats.connect(nats_url)
    heard: asyncio.Queue[tuple[str, list[ChangeKind]]] = asyncio.Queue()
    await follow_changes(connection, lambda tenant_id, kinds: heard.put_nowait((tenant_id, list(kinds))))
    for body in (b"{", b'["of a later version", "views"]'):
        await connection.publish("changes.ours", body)
    assert await heard.get() == ("ours", [ChangeKind.VIEWS])
    await connection.close()
