"""People are found by the ids that others gave them, as imports say, and nobody talks another's people away."""

from domain.profiles.service import get_profile, people_known_as
from tests.profiles.test_import import imported


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
