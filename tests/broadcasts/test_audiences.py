"""An audience that refers to segments and properties: only to those there are, when it is scheduled and when it begins."""

import pytest

from domain.broadcasts import service as broadcasts
from domain.broadcasts.values import Action, Stage
from domain.errors import InvalidInput
from domain.segments.audiences import service as audiences
from domain.segments.values import SegmentDefinition
from tests.broadcasts.world import World

HOUR_MS = 3_600_000
NOBODYS = f"seg_{'0' * 26}"


async def a_list(world: World, name: str) -> str:
    definition = SegmentDefinition.model_validate({"name": name, "type": "custom", "members": {"kind": "list"}})
    async with world.database.tenant(world.tenant) as session:
        made = await audiences.create(session, definition, actor_id="usr_a", now_ms=world.now_ms)
    return made.segment.id


async def archive(world: World, segment_id: str) -> None:
    async with world.database.tenant(world.tenant) as session:
        await audiences.archive(session, segment_id, now_ms=world.now_ms)


def everybody_but(segment_id: str) -> dict:
    return {"kind": "rule", "where": {"kind": "not", "of": {"kind": "in_segment", "segment": segment_id}}}


@pytest.mark.parametrize(
    ("audience", "field"),
    [
        (everybody_but(NOBODYS), "audience.where"),
        ({"kind": "segment", "segment": NOBODYS}, "audience.segment"),
        (
            {"kind": "rule", "where": {"kind": "computed", "property": "typo", "is": "is_not", "value": 3}},
            "audience.where",
        ),
    ],
)
async def test_an_audience_of_what_there_is_not_cannot_be_scheduled(world: World, audience: dict, field: str):
    await world.crowd(3)
    broadcast_id = await world.draft(audience=audience)
    with pytest.raises(InvalidInput) as refused:
        await world.act(broadcast_id, Action.SCHEDULE)
    assert refused.value.field == field
    assert (await world.row(broadcast_id)).stage == Stage.DRAFT


async def test_an_archived_segment_excludes_nobody_and_so_cannot_be_excluded(world: World):
    await world.crowd(3)
    told_already = await a_list(world, "Told already")
    await archive(world, told_already)
    broadcast_id = await world.draft(audience=everybody_but(told_already))
    with pytest.raises(InvalidInput, match=told_already):
        await world.act(broadcast_id, Action.SCHEDULE)


async def test_a_broadcast_whose_segment_is_archived_meanwhile_becomes_a_draft_again_and_says_why(world: World):
    await world.crowd(3)
    told_already = await a_list(world, "Told already")
    broadcast_id = await world.draft(audience=everybody_but(told_already))
    await world.act(broadcast_id, Action.SCHEDULE, starts_at_ms=world.now_ms + HOUR_MS)
    await archive(world, told_already)
    await world.run(broadcast_id)
    row = await world.row(broadcast_id)
    assert row.stage == Stage.DRAFT
    assert told_already in row.reason
    assert not world.vendor.received
    other = await a_list(world, "Others")
    async with world.database.tenant(world.tenant) as session:
        body = world.body(audience=everybody_but(other))
        await broadcasts.edit(session, broadcast_id, body, expected_revision=None, now_ms=world.now_ms)
    await world.act(broadcast_id, Action.SCHEDULE)
    assert (await world.row(broadcast_id)).reason == ""
    await world.run(broadcast_id)
    assert (await world.standing(broadcast_id)).sent == 3
