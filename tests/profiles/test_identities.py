"""People are found by the ids that others gave them, as imports say, and nobody talks another's people away."""

import asyncio

import pytest
from sqlalchemy import text

from domain.profiles.service import get_profile, import_profiles, people_known_as
from storage.sql.database import Database
from tests.patience import PATIENCE_S
from tests.profiles.test_import import NOW_MS, imported, ndjson


async def known_as(database, *keys):
    async with database.platform_reading() as session:
        return await people_known_as(session, keys)


async def test_an_import_says_whose_the_ids_of_others_are(database):
    outcome = await imported(
        database,
        "ten_a",
        {"person_id": "ana", "identities": {"a.example": "x-1", "ifa": "0a-1"}},
        {"person_id": "ben", "identities": {"a.example": "y" * 300}},
    )
    assert len(outcome.identities) == 3
    assert await known_as(database, "a.example:x-1", "ifa:0a-1", "b.example:x-1") == {
        "a.example:x-1": "ana",
        "ifa:0a-1": "ana",
    }
    assert await known_as(database, *outcome.identities) == outcome.identities


async def test_who_named_an_id_may_give_it_to_somebody_else(database):
    await imported(database, "ten_a", {"person_id": "ana", "identities": {"a.example": "x-1"}})
    await imported(database, "ten_a", {"person_id": "ben", "identities": {"a.example": "x-1"}})
    assert await known_as(database, "a.example:x-1") == {"a.example:x-1": "ben"}


async def test_another_tenant_may_not_and_is_told_which_line_it_was(database):
    await imported(database, "ten_a", {"person_id": "ana", "identities": {"a.example": "x-1"}})
    outcome = await imported(
        database,
        "ten_b",
        {"person_id": "cleo"},
        {"person_id": "ben", "identities": {"a.example": "x-1"}},
    )
    assert (outcome.person_ids, outcome.identities) == (("cleo",), {})
    [refused] = outcome.refused
    assert (refused.line, refused.field) == (2, "identities.a.example")
    assert await known_as(database, "a.example:x-1") == {"a.example:x-1": "ana"}
    agreeing = await imported(database, "ten_b", {"person_id": "ana", "identities": {"a.example": "x-1"}})
    assert agreeing.refused == ()
    async with database.tenant("ten_b") as session:
        assert (await get_profile(session, "ana")).person_id == "ana"


async def test_a_source_that_is_none_refuses_the_line(database):
    outcome = await imported(
        database, "ten_a", {"person_id": "a"}, {"person_id": "b", "identities": {"No Source": "x"}}
    )
    assert [refused.line for refused in outcome.refused] == [2]


async def test_who_agrees_with_a_claim_does_not_take_it_over(database):
    await imported(database, "ten_a", {"person_id": "ana", "identities": {"a.example": "x-1"}})
    await imported(database, "ten_b", {"person_id": "ana", "identities": {"a.example": "x-1"}})
    evil = await imported(
        database,
        "ten_b",
        {"person_id": "evil", "identities": {"a.example": "x-1", "b.example": "y-1"}},
        {"person_id": "b"},
    )
    assert [refused.line for refused in evil.refused] == [1]
    assert evil.identities == {}
    moved = await imported(database, "ten_a", {"person_id": "cleo", "identities": {"a.example": "x-1"}})
    assert moved.refused == ()
    assert await known_as(database, "a.example:x-1", "b.example:y-1") == {"a.example:x-1": "cleo"}


async def _one_waits(database):
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with database.platform_reading() as session:
                if await session.scalar(waiting):
                    return
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("meant", ["ana", "evil"])
async def test_of_two_imports_at_once_the_first_to_be_written_holds_the_id(empty_postgres_url, meant):
    database = Database.open(empty_postgres_url)
    await database.create_all()
    line = {"person_id": meant, "identities": {"a.example": "x-1", "b.example": "y-1"}}
    async with database.tenant("ten_a") as first:
        await import_profiles(first, ndjson({"person_id": "ana", "identities": {"a.example": "x-1"}}), now_ms=NOW_MS)
        second = asyncio.create_task(imported(database, "ten_b", {"person_id": "ben"}, line))
        await _one_waits(database)
    outcome = await second
    assert await known_as(database, "a.example:x-1") == {"a.example:x-1": "ana"}
    if meant == "ana":
        assert outcome.refused == ()
    else:
        assert outcome.person_ids == ("ben",)
        assert [refused.line for refused in outcome.refused] == [2]
        assert await known_as(database, "b.example:y-1") == {}
    await database.close()
