"""Who is in a segment, after events, time, changes and hands."""

import pytest

from domain.behaviour import service as behaviour
from domain.contacts import service as contacts
from domain.errors import Conflict, InvalidInput
from domain.predicates.values import Attribute
from domain.segments import service
from domain.segments.audiences import service as audiences
from domain.segments.values import FIRST_BIDDING_NUMBER, Listed, SegmentDefinition, kept_number
from tests.segments.world import DAY, MINUTE, World
from workers.segments import keep_all
from workflows.contracts.segments import keeper_id

BOUGHT = {"kind": "did", "event": "purchase", "at_least": 1, "within_minutes": 7 * 1_440}
GOLD = {"kind": "attribute", "attribute": "tier", "is": "is", "value": "gold"}


async def test_somebody_is_in_at_once_when_they_do_it_and_out_when_the_window_has_passed(world):
    await world.segment("Buyers", BOUGHT)
    await world.person("ana")
    await world.does("ana", "purchase")
    assert await world.inside("Buyers") == {"ana"}
    await world.pass_time(7 * DAY - 1)
    assert await world.inside("Buyers") == {"ana"}
    await world.pass_time(1)
    assert await world.inside("Buyers") == set()
    assert world.said == [("entered", "ana", "Buyers"), ("left", "ana", "Buyers")]


async def test_an_attribute_that_changes_moves_its_person_alone(world):
    await world.segment("Gold", GOLD)
    await world.person("ana", tier="green")
    await world.person("ben", tier="gold")
    await world.told("ana", tier="gold")
    await world.told("ben", tier="green")
    assert await world.inside("Gold") == {"ana"}


async def test_somebody_new_is_held_against_what_they_did_not_do(world):
    await world.segment("Sleepers", {"kind": "did", "event": "visit", "at_most": 0})
    await world.person("ana")
    assert await world.inside("Sleepers") == {"ana"}
    await world.does("ana", "visit")
    assert await world.inside("Sleepers") == set()


async def test_a_nested_segment_follows_the_one_it_refers_to(world):
    inner = await world.segment("Buyers", BOUGHT)
    await world.segment("Others", {"kind": "not", "of": {"kind": "in_segment", "segment": inner.segment.id}})
    await world.person("ana")
    assert await world.inside("Others") == {"ana"}
    await world.does("ana", "purchase")
    assert await world.inside("Others") == set()
    await world.pass_time(8 * DAY)
    assert await world.inside("Others") == {"ana"}


async def test_a_computed_property_moves_people_as_its_events_come_and_go(world):
    await world.property(
        name="spent_7d", aggregate="sum", of={"event": "purchase"}, property="total", within_minutes=10_080
    )
    await world.segment("Big spenders", {"kind": "computed", "property": "spent_7d", "is": "at_least", "value": 100})
    await world.person("ana")
    await world.does("ana", "purchase", total=60)
    assert await world.inside("Big spenders") == set()
    await world.pass_time(DAY)
    await world.does("ana", "purchase", total=60)
    assert await world.inside("Big spenders") == {"ana"}
    await world.pass_time(6 * DAY)
    assert await world.inside("Big spenders") == set()


async def test_a_new_version_holds_for_everybody_after_the_next_refresh(world):
    await world.segment("Gold", GOLD)
    await world.person("ana", tier="gold")
    await world.person("ben", tier="reserve")
    made = await world.change("Gold", {"kind": "attribute", "attribute": "tier", "is": "is", "value": "reserve"})
    assert made.segment.version == 2
    assert await world.refresh() == 2
    assert await world.inside("Gold") == {"ben"}


async def test_an_archived_segment_is_empty_after_the_next_refresh_and_gone_after_it(world):
    made = await world.segment("Gold", GOLD)
    await world.person("ana", tier="gold")
    async with world.database.tenant(world.tenant_id) as session:
        await audiences.archive(session, made.segment.id, now_ms=world.now_ms)
    assert await world.refresh() == 1
    assert await world.inside("Gold") == set()


async def test_a_list_holds_whom_a_hand_put_in(world):
    made = await world.segment("Friends")
    ana = await world.person("ana")
    async with world.database.tenant(world.tenant_id) as session:
        entered = await service.add_member(session, made.segment.id, [ana, "nobody"], now_ms=world.now_ms)
        again = await service.add_member(session, made.segment.id, [ana], now_ms=world.now_ms)
    assert [one.person_id for one in entered] == [ana]
    assert again == ()
    assert await world.refresh() == 0
    async with world.database.tenant(world.tenant_id) as session:
        assert len(await service.remove_member(session, made.segment.id, [ana], now_ms=world.now_ms + 1)) == 1
        stays = await service.stays(session, ana)
    assert [(one.since_ms, one.until_ms) for one in stays] == [(world.now_ms, world.now_ms + 1)]


async def test_a_list_that_is_kept_for_bidders_is_numbered_by_its_name_and_stays_as_it_is(world):
    friends = SegmentDefinition(name="Friends", members=Listed(), for_bidding=True)
    async with world.database.tenant(world.tenant_id) as session:
        kept = (await audiences.create(session, friends, actor_id="usr_1", now_ms=world.now_ms, is_kept=True)).segment
    assert kept.number == kept_number("Friends")
    others = [(await world.segment(name)).segment.number for name in ("Ours", "Theirs")]
    assert others == [FIRST_BIDDING_NUMBER + 1, FIRST_BIDDING_NUMBER + 2], (
        "numbers in turn go on as if it were not there"
    )
    async with world.database.tenant(world.tenant_id) as session:
        with pytest.raises(Conflict, match="'Friends' is kept for bidders"):
            await audiences.archive(session, kept.id, now_ms=world.now_ms)
        with pytest.raises(Conflict, match="'Friends' is kept for bidders"):
            renamed = friends.model_copy(update={"name": "Foes"})
            await audiences.change(
                session, kept.id, renamed, expected_version=None, actor_id="usr_1", now_ms=world.now_ms
            )


async def test_nobody_is_put_by_hand_where_a_rule_decides(world):
    made = await world.segment("Gold", GOLD)
    async with world.database.tenant(world.tenant_id) as session:
        with pytest.raises(InvalidInput, match="not a list"):
            await service.add_member(session, made.segment.id, ["per_1"], now_ms=world.now_ms)


async def test_when_two_records_become_one_the_absorbed_leaves_and_the_survivor_comes_in(world):
    await world.segment("Buyers", BOUGHT)
    ana, other = await world.person("ana"), await world.person("also ana")
    await world.does("also ana", "purchase")
    async with world.database.tenant(world.tenant_id) as session:
        merged = await contacts.merge(session, ana, other, now_ms=world.now_ms)
        told = await behaviour.follow_merges(session, merged.merges, now_ms=world.now_ms)
        new = await behaviour.record(session, told)
        changes = await service.touched(session, new, now_ms=world.now_ms)
        assert {(one.name, one.person_id) for one in changes} == {("segment_left", other), ("segment_entered", ana)}
        assert await service.members(session, world.segments["Buyers"], after="", limit=9) == (ana,)


async def test_segments_in_a_circle_are_refused(world):
    one = await world.segment("One", GOLD)
    await world.segment("Two", {"kind": "in_segment", "segment": one.segment.id})
    with pytest.raises(InvalidInput, match="circle"):
        await world.change("One", {"kind": "in_segment", "segment": world.segments["Two"]})


async def test_a_segment_that_another_refers_to_is_not_archived(world):
    one = await world.segment("One", GOLD)
    await world.segment("Two", {"kind": "in_segment", "segment": one.segment.id})
    async with world.database.tenant(world.tenant_id) as session:
        with pytest.raises(Conflict, match="Two refers to it"):
            await audiences.archive(session, one.segment.id, now_ms=world.now_ms)


@pytest.mark.parametrize(
    "where",
    [
        {"kind": "did", "event": "segment_entered", "at_least": 1},
        {"kind": "in_segment", "segment": "seg_" + "0" * 26},
        {"kind": "computed", "property": "unheard_of", "is": "is_set"},
    ],
)
async def test_what_cannot_be_worked_out_is_refused(world, where):
    with pytest.raises(InvalidInput):
        await world.segment("Odd", where)


async def test_one_tenant_never_sees_the_members_of_another(world, journeys):
    await world.segment("Gold", GOLD)
    await world.person("ana", tier="gold")
    other = World(journeys)
    async with journeys.reading(other.tenant_id) as session:
        assert await service.members(session, world.segments["Gold"], after="", limit=9) == ()


async def test_bidders_are_told_the_number_of_a_segment_that_is_for_bidding(world):
    made = await world.segment("Gold", GOLD, for_bidding=True)
    await world.segment("Quiet", GOLD)
    ana = await world.person("ana", tier="gold")
    async with world.database.platform_reading() as session:
        assert world.tenant_id in await service.tenants_to_tell(session)
    async with world.database.tenant(world.tenant_id) as session:
        untold = await service.untold(session, limit=10)
        assert untold.numbers == {ana: (made.segment.number,)}
    await world.told("ana", tier="green")
    async with world.database.tenant(world.tenant_id) as session:
        await service.note_told(session, untold)
        again = await service.untold(session, limit=10)
        assert again.numbers == {ana: ()}
        await service.note_told(session, again)
        assert (await service.untold(session, limit=10)).told == {}


async def test_an_estimate_counts_who_is_meant_and_on_which_channels_they_are_reached(world):
    await world.person("ana", tier="gold")
    await world.person("ben", tier="green")
    async with world.database.tenant(world.tenant_id) as session:
        found = await service.estimate(
            session, Attribute.model_validate(GOLD | {"kind": "attribute"}), now_ms=world.now_ms
        )
    assert (found.matched, found.people, found.margin) == (1, 2, 0)
    assert found.reachable["email"] == 0


async def test_what_a_person_matches_now_is_told_without_writing_anything(world):
    ana = await world.person("ana", tier="gold")
    made = await world.segment("Gold", GOLD)
    async with world.database.reading(world.tenant_id) as session:
        assert await service.matching(session, ana, now_ms=world.now_ms) == (made.segment.id,)
        assert await service.segments_of(session, [ana]) == {ana: frozenset()}


async def test_who_is_erased_is_nowhere_and_was_never_anywhere(world):
    await world.segment("Gold", GOLD, for_bidding=True)
    ana = await world.person("ana", tier="gold")
    async with world.database.tenant(world.tenant_id) as session:
        await contacts.erase(session, ana)
        await service.forget(session, [ana])
        assert await service.stays(session, ana) == []
        assert (await service.untold(session, limit=5)).numbers == {ana: ()}
    await world.pass_time(MINUTE)
    assert await world.refresh() == 0


async def test_every_tenant_with_segments_has_a_keeper_from_the_workers_start_on(world: World):
    """Whether or not Temporal was there when they made their first."""
    await world.segment("gold", {"kind": "attribute", "attribute": "tier", "is": "is", "value": "gold"})
    started = []

    class Client:
        async def start_workflow(self, _workflow, given, **how):
            started.append((given.tenant_id, how["id"]))
            if len(started) == 1:
                raise RuntimeError

    await keep_all(Client(), world.database)
    await keep_all(Client(), world.database)
    assert started == [(world.tenant_id, keeper_id(world.tenant_id))] * 2
