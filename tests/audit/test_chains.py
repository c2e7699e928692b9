"""Nobody changes, removes, adds or reorders an entry without its showing, and writers of one tenant make one chain."""

import asyncio

import pytest
from sqlmodel import col, delete, select, update

from domain.audit import service
from domain.audit.rules import hash_of
from domain.audit.tables import AuditEntry, AuditHead
from domain.audit.values import Entry, Head
from domain.errors import Unavailable
from domain.identity import service as identity
from domain.identity.values import NewTenant, NewUser, Role
from domain.records import MAIN_STORE

NOW = 1_800_000_000_000


async def new_user(database, name: str, tenant_id: str = "ours") -> None:
    new = NewUser(email=f"{name}@ours.example", name=name, roles=(Role.VIEWER,))
    async with database.tenant(tenant_id) as session:
        await identity.create_user(session, new, tenant_id=tenant_id, now_ms=NOW)


@pytest.fixture
async def ours(database):
    """A tenant with ten entries."""
    async with database.platform() as session:
        await identity.create_tenant(session, NewTenant(id="ours", name="Ours"), now_ms=NOW)
    for number in range(10):
        await new_user(database, f"user{number}")
    return database


async def verdict(database, **noted):
    async with database.platform_reading() as session:
        return await service.verify(session, MAIN_STORE, "ours", **noted)


async def test_a_chain_that_nobody_touched_is_whole(ours):
    found = await verdict(ours)
    assert (found.entries, found.broken) == (10, None)


CHANGES = {
    "who did it": {"actor_id": "usr_somebody_else"},
    "what was done": {"action": "user.delete"},
    "what was there afterwards": {"after": "{}"},
    "when it was": {"at_ms": NOW},
    "in which request": {"request_id": "another"},
    "its id": {"id": "aud_another"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_an_entry_that_was_edited_is_named(ours, change):
    async with ours.platform() as session:
        await session.exec(update(AuditEntry).where(col(AuditEntry.sequence) == 4).values(**change))
    found = (await verdict(ours)).broken
    assert found.sequence == 4
    assert "changed" in found.reason


async def test_an_entry_that_was_edited_and_hashed_again_no_longer_fits_the_next(ours):
    async with ours.platform() as session:
        row = (await session.exec(select(AuditEntry).where(AuditEntry.sequence == 4))).one()
        forged = Entry(**row.model_dump() | {"actor_id": "usr_somebody_else"})
        row.actor_id, row.hash = forged.actor_id, hash_of(MAIN_STORE, forged)
    found = (await verdict(ours)).broken
    assert found.sequence == 5
    assert "entry 4" in found.reason


async def test_an_entry_that_was_deleted_is_named(ours):
    async with ours.platform() as session:
        await session.exec(delete(AuditEntry).where(col(AuditEntry.sequence) == 4))
    found = (await verdict(ours)).broken
    assert found.sequence == 4
    assert "missing" in found.reason


async def test_two_entries_that_changed_places_are_named(ours):
    async with ours.platform() as session:
        for old, new in ((4, 0), (7, 4), (0, 7)):
            await session.exec(update(AuditEntry).where(col(AuditEntry.sequence) == old).values(sequence=new))
    assert (await verdict(ours)).broken.sequence == 4


async def test_the_numbers_closed_up_after_a_deletion_do_not_hide_it(ours):
    async with ours.platform() as session:
        await session.exec(delete(AuditEntry).where(col(AuditEntry.sequence) == 4))
        for sequence in range(5, 11):
            moved = update(AuditEntry).where(col(AuditEntry.sequence) == sequence).values(sequence=sequence - 1)
            await session.exec(moved)
    assert (await verdict(ours)).broken.sequence == 4


async def test_an_entry_put_in_by_hand_is_named(ours):
    async with ours.platform() as session:
        last = (await session.exec(select(AuditEntry).where(AuditEntry.sequence == 10))).one()
        forged = Entry(**last.model_dump() | {"sequence": 11, "previous_hash": last.hash})
        session.add(AuditEntry(**last.model_dump() | {"sequence": 11, "previous_hash": last.hash}
                               | {"hash": hash_of(MAIN_STORE, forged)}))  # fmt: skip
    assert (await verdict(ours)).broken.sequence == 11


async def test_entries_taken_off_the_end_are_named(ours):
    async with ours.platform() as session:
        await session.exec(delete(AuditEntry).where(col(AuditEntry.sequence) > 7))
    assert (await verdict(ours)).broken.sequence == 8


async def test_a_chain_that_lost_its_head_is_named(ours):
    async with ours.platform() as session:
        await session.exec(delete(AuditHead).where(col(AuditHead.tenant_id) == "ours"))
    assert (await verdict(ours)).broken.sequence == 1


async def test_entries_taken_off_together_with_the_head_show_by_an_end_that_was_noted_alone(ours):
    end = (await verdict(ours)).head
    async with ours.platform() as session:
        await session.exec(delete(AuditEntry).where(col(AuditEntry.sequence) > 7))
        left = (await session.exec(select(AuditEntry).where(AuditEntry.sequence == 7))).one()
        cut = update(AuditHead).where(col(AuditHead.tenant_id) == "ours").values(sequence=7, hash=left.hash)
        await session.exec(cut)
    assert (await verdict(ours)).broken is None
    assert (await verdict(ours, noted=[end])).broken.sequence == 8


async def test_a_chain_written_anew_shows_by_an_end_that_was_noted_alone(ours):
    noted = Head((await verdict(ours)).head.sequence, "0" * 64)
    found = await verdict(ours, noted=[noted])
    assert found.broken.sequence == 10
    assert "noted" in found.broken.reason


async def test_twenty_writers_of_one_tenant_at_once_make_one_chain(ours):
    async def write(number: int) -> int:
        """How many were written."""
        done = 0
        for turn in range(5):
            while True:
                try:
                    await new_user(ours, f"writer{number}-{turn}")
                except Unavailable:  # a pool of connections has an end
                    continue
                done += 1
                break
        return done

    assert sum(await asyncio.gather(*(write(number) for number in range(20)))) == 100
    found = await verdict(ours)
    assert (found.entries, found.broken) == (110, None)


async def test_the_first_who_write_at_once_begin_one_chain(ours):
    newcomers = [f"newcomer{number}" for number in range(5)]
    async with ours.platform() as session:
        for tenant in newcomers:
            await identity.create_tenant(session, NewTenant(id=tenant, name="New"), now_ms=NOW)
    for tenant in newcomers:
        await asyncio.gather(*(new_user(ours, f"{tenant}{number}", tenant) for number in range(8)))
    async with ours.platform_reading() as session:
        found = [await service.verify(session, MAIN_STORE, tenant) for tenant in newcomers]
    assert [(chain.entries, chain.broken) for chain in found] == [(8, None)] * 5


async def test_writers_of_several_tenants_in_one_transaction_do_not_wait_for_each_other_in_a_circle(ours):
    async with ours.platform() as session:
        await identity.create_tenant(session, NewTenant(id="theirs", name="Theirs"), now_ms=NOW)

    async def write(number: int, tenants: tuple[str, ...]) -> None:
        async with ours.platform() as session:
            for tenant in tenants:
                new = NewUser(email=f"{number}@{tenant}.example", name="N", roles=(Role.VIEWER,))
                await identity.create_user(session, new, tenant_id=tenant, now_ms=NOW)

    both = ("ours", "theirs")
    await asyncio.gather(*(write(number, both if number % 2 else both[::-1]) for number in range(12)))
    assert (await verdict(ours)).broken is None
