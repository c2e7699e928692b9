"""People in journeys on a real database: who comes in, who moves when, and that everybody is accounted for."""

import asyncio
import functools
from typing import Any

import pytest

from domain.behaviour.happenings import service as happenings
from domain.contacts import service as contacts
from domain.contacts.values import ContactChange
from domain.errors import Conflict
from domain.journeys import service as journeys
from domain.journeys.blueprints import service as blueprints
from domain.journeys.blueprints.values import JourneyAction
from domain.journeys.effects.service import source_of
from domain.journeys.effects.values import suppressed_for
from domain.journeys.values import JourneyStage, Status
from domain.messages import service as messages
from domain.segments import service as segments
from domain.segments.audiences import service as audiences
from tests.journeys.definitions import CAMPAIGN, SEGMENT, decision, email, journey, wait, wait_for
from tests.journeys.world import DAY, MINUTE, NOW, World


async def test_everybody_who_entered_is_in_progress_or_left_with_a_reason(world: World):
    definition = journey({"hello": email("rest"), "rest": wait(60, "again"), "again": email()})
    live = await world.publish(definition)
    people = await world.people(40)
    entered = await world.enter(live.journey_id, people)
    assert {one.reason for one in entered.admissions} == {""}
    steps, planned = await world.advance(live, limit=3)
    assert (steps, len(planned), len(set(planned))) == (40, 40, 40)
    now = await world.where(live.journey_id)
    assert (now.entered, now.in_progress, now.left) == (40, 40, {})

    world.now_ms += 60 * MINUTE
    steps, planned = await world.advance(live, limit=3)
    assert (steps, len(planned)) == (120, 40)
    now = await world.where(live.journey_id)
    assert (now.in_progress, now.left) == (0, {"finished": 40})
    run = (await world.runs(live.journey_id, people[0]))[0]
    assert [passed.step for passed in await world.path(run.run_id)] == ["hello", "rest", "again", "end"]
    async with world.database.reading(world.tenant_id) as session:
        assert (await messages.counted(session, source_of(live.journey_id))).entered == 80


async def test_looking_again_moves_nobody_and_plans_nothing_again(world: World):
    live = await world.publish(journey({"hello": email("rest"), "rest": wait(60)}))
    await world.enter(live.journey_id, await world.people(5))
    await world.advance(live)
    assert await world.advance(live) == (0, [])


async def test_every_change_of_a_profile_brings_a_person_in_who_may_come_again(world: World):
    trigger = {"kind": "event", "event": {"event": "profile_changed"}}
    live = await world.publish(journey({"hello": email()}, trigger=trigger, re_entry={"allowed": True}))
    (ana,) = await world.people(1)
    for size in (38, 39):
        await _change(world, ana, size=size)
        await world.advance(live)
        world.now_ms += DAY
    assert (await world.where(live.journey_id)).entered == 2


async def test_whoever_waits_for_their_profile_to_change_hears_of_every_change(world: World):
    again = wait_for("profile_changed", 600, "thanks", "miss")
    live = await world.publish(
        journey(
            {
                "hope": wait_for("profile_changed", 600, "again", "miss"),
                "again": again,
                "thanks": email(),
                "miss": email(),
            }
        )
    )
    (ana,) = await world.people(1)
    await world.enter(live.journey_id, [ana])
    planned: list[str] = []
    for size in (38, 39):
        planned += (await world.advance(live))[1]
        world.now_ms += MINUTE
        await _change(world, ana, size=size)
    planned += (await world.advance(live))[1]
    assert [key.split("/")[1] for key in planned] == ["thanks"]


async def _change(world: World, person_id: str, **attributes: Any) -> None:
    async with world.database.tenant(world.tenant_id) as session:
        change = ContactChange(attributes=attributes)
        changed = await contacts.change(session, person_id, change, now_ms=world.now_ms)
        await happenings.follow_change(session, changed, now_ms=world.now_ms)


async def test_an_action_in_place_of_one_whose_answer_was_lost_says_what_happened(world: World):
    live = await world.publish(journey({"hello": email()}))
    await world.act(live.journey_id, JourneyAction.PAUSE)
    async with world.database.tenant(world.tenant_id) as session:
        act = functools.partial(blueprints.act, session, live.journey_id, sequence=2, actor_id="usr_a", now_ms=NOW)
        with pytest.raises(Conflict, match="at 'pause'"):
            await act(JourneyAction.COMPLETE)
        assert (await act(JourneyAction.PAUSE)).stage is JourneyStage.PAUSED


async def test_nobody_is_inside_twice_and_one_cause_brings_nobody_twice(world: World):
    definition = journey({"rest": wait(60)}, re_entry={"allowed": True})
    live = await world.publish(definition)
    people = await world.people(3)
    await world.enter(live.journey_id, people, cause="one")
    again = await world.enter(live.journey_id, people, cause="two")
    assert {one.reason for one in again.admissions} == {"inside already"}
    world.now_ms += 60 * MINUTE
    await world.advance(live)
    world.now_ms += 60 * MINUTE
    await world.advance(live)
    repeated = await world.enter(live.journey_id, people, cause="one")
    assert {one.reason for one in repeated.admissions} == {"came in for this already"}
    later = await world.enter(live.journey_id, people, cause="three")
    assert {one.reason for one in later.admissions} == {""}
    assert (await world.where(live.journey_id)).entered == 6


async def test_two_doors_at_once_let_somebody_in_once(world: World):
    live = await world.publish(journey({"rest": wait(60)}, re_entry={"allowed": True}))
    people = await world.people(20)
    both = await asyncio.gather(*(world.enter(live.journey_id, people, cause=f"c{n}") for n in range(4)))
    assert sum(bool(one.run_id) for entered in both for one in entered.admissions) == 20
    assert (await world.where(live.journey_id)).in_progress == 20


@pytest.mark.parametrize(
    ("re_entry", "after_minutes", "reason"),
    [
        ({}, 10_000, "was here before"),
        ({"allowed": True, "after_minutes": 120}, 60, "was here too lately"),
        ({"allowed": True, "most_times": 1}, 10_000, "was here 1 times"),
        ({"allowed": True, "after_minutes": 120}, 120, ""),
    ],
)
async def test_coming_again_is_as_the_author_says(world: World, re_entry, after_minutes, reason):
    live = await world.publish(journey({"hello": email()}, re_entry=re_entry))
    people = await world.people(1)
    await world.enter(live.journey_id, people, cause="one")
    await world.advance(live)
    world.now_ms += after_minutes * MINUTE
    again = await world.enter(live.journey_id, people, cause="two")
    assert [one.reason for one in again.admissions] == [reason]


async def test_an_event_brings_in_and_another_wakes_who_waits_for_it(world: World):
    definition = journey(
        {"hope": wait_for("purchase", 60, "thanks", "remind"), "thanks": email(), "remind": email()},
        trigger={"kind": "event", "event": {"event": "cart_add"}},
    )
    live = await world.publish(definition)
    ana, ben = await world.people(2)
    assert await world.did(ana, "cart_add")
    await world.did(ben, "cart_add")
    await world.did(ben, "page_view")
    await world.advance(live)
    world.now_ms += MINUTE
    assert await world.did(ana, "purchase")
    assert not await world.did(ben, "page_view")
    _, planned = await world.advance(live)
    assert [key.split("/")[1] for key in planned] == ["thanks"]
    world.now_ms += 60 * MINUTE
    _, planned = await world.advance(live)
    assert [key.split("/")[1] for key in planned] == ["remind"]


async def test_what_happened_between_the_trigger_and_entry_is_heard(world: World):
    definition = journey(
        {"hope": wait_for("purchase", 60, "thanks"), "thanks": email()},
        trigger={"kind": "event", "event": {"event": "cart_add"}},
    )
    live = await world.publish(definition)
    (ana,) = await world.people(1)
    await world.did(ana, "purchase", at_ms=NOW - 5_000)
    await world.did(ana, "cart_add", at_ms=NOW - 10_000)
    _, planned = await world.advance(live)
    assert [key.split("/")[1] for key in planned] == ["thanks"]


async def test_held_out_people_get_nothing_and_their_goals_are_counted_beside(world: World):
    definition = journey(
        {"hello": email("rest"), "rest": wait(60)},
        holdout_percent=50,
        goals=[{"name": "bought", "event": {"event": "purchase"}}],
    )
    live = await world.publish(definition)
    people = await world.people(60)
    entered = await world.enter(live.journey_id, people)
    held = [one.person_id for one in entered.admissions if one.reason == "held out"]
    assert 10 < len(held) < 50
    _, planned = await world.advance(live)
    assert len(planned) == 60 - len(held)
    world.now_ms += MINUTE
    for person_id in people:
        await world.did(person_id, "purchase")
        await world.did(person_id, "purchase")
    await world.advance(live)
    now = await world.where(live.journey_id)
    assert (now.held_out, now.held_out_goals, now.goals) == (
        len(held),
        {"bought": len(held)},
        {"bought": 60 - len(held)},
    )


async def test_a_paused_journey_moves_nobody_and_hears_everything(world: World):
    definition = journey(
        {"hope": wait_for("purchase", 60, "thanks", "miss"), "thanks": email(), "miss": email()},
        trigger={"kind": "event", "event": {"event": "cart_add"}},
    )
    live = await world.publish(definition)
    ana, ben = await world.people(2)
    await world.did(ana, "cart_add")
    await world.advance(live)
    await world.act(live.journey_id, JourneyAction.PAUSE)
    world.now_ms += MINUTE
    await world.did(ana, "purchase")
    await world.did(ben, "cart_add")
    assert await world.advance(live) == (0, [])
    with pytest.raises(Conflict):
        await world.enter(live.journey_id, [ben])
    world.now_ms += DAY
    await world.act(live.journey_id, JourneyAction.RESUME)
    _, planned = await world.advance(live)
    assert [key.split("/")[1] for key in planned] == ["thanks"]
    assert (await world.where(live.journey_id)).entered == 1


async def test_a_decision_looks_at_the_profile_as_the_step_before_left_it(world: World):
    definition = journey(
        {
            "mark": {"kind": "update_profile", "set": {"tier": "gold", "address.city": "Rome"}, "next": "ask"},
            "ask": decision("tier", "gold", "gift"),
            "gift": email(),
        }
    )
    live = await world.publish(definition)
    people = await world.people(2, tier="green", address={"zip": "00100"})
    await world.enter(live.journey_id, people)
    _, planned = await world.advance(live)
    assert len(planned) == 2
    second = await world.publish(journey({"ask": decision("address.zip", "00100", "gift"), "gift": email()}))
    await world.enter(second.journey_id, people)
    assert len((await world.advance(second))[1]) == 2


async def test_what_a_step_is_refused_stops_nobody_and_is_on_record(world: World):
    definition = journey({"list": {"kind": "add_to_segment", "segment": SEGMENT, "next": "hello"}, "hello": email()})
    live = await world.publish(definition)
    await world.enter(live.journey_id, await world.people(2))
    _, planned = await world.advance(live)
    assert len(planned) == 2
    assert (await world.where(live.journey_id)).left == {"finished": 2}


async def test_whoever_is_not_meant_does_not_come_in(world: World):
    entry = {"kind": "attribute", "attribute": "tier", "is": "is", "value": "gold"}
    live = await world.publish(journey({"hello": email()}, entry=entry))
    gold, green = await world.people(2, tier="gold"), await world.people(3, tier="green")
    entered = await world.enter(live.journey_id, [*gold, *green])
    assert {one.person_id for one in entered.admissions if one.run_id} == set(gold)
    assert (await world.where(live.journey_id)).refused == {"the entry condition is not true of them": 3}


async def test_an_exit_rule_takes_people_out_wherever_they_are(world: World):
    when = {"kind": "did", "event": "unsubscribed", "at_least": 1}
    live = await world.publish(
        journey({"rest": wait(600, "hello"), "hello": email()}, exits=[{"name": "gone", "when": when}])
    )
    ana, ben = await world.people(2)
    await world.enter(live.journey_id, [ana, ben])
    await world.advance(live)
    world.now_ms += MINUTE
    assert await world.did(ana, "unsubscribed")
    await world.advance(live)
    (run,) = await world.runs(live.journey_id, ana)
    assert (run.status, run.reason) == (Status.EXITED, "exit rule: gone")
    assert (await world.where(live.journey_id)).in_progress == 1


async def test_bids_are_suppressed_by_a_list_that_bidders_know_until_the_time_is_over(world: World):
    steps = {"still": {"kind": "suppress_bid", "campaigns": [CAMPAIGN], "for_minutes": 60, "next": "end"}}
    one, two = await world.publish(journey(steps)), await world.publish(journey(steps))
    (ana,) = await world.people(1)
    await world.enter(one.journey_id, [ana])
    await world.advance(one)
    assert await on_lists(world, ana) == {suppressed_for(CAMPAIGN)}
    world.now_ms += 30 * MINUTE
    await world.enter(two.journey_id, [ana])
    await world.advance(two)
    world.now_ms += 31 * MINUTE
    assert await ended(world) == 1
    assert await on_lists(world, ana) == {suppressed_for(CAMPAIGN)}
    world.now_ms += 30 * MINUTE
    assert await ended(world) == 1
    assert await on_lists(world, ana) == set()
    assert await ended(world) == 0


async def ended(world: World) -> int:
    async with world.database.tenant(world.tenant_id) as session:
        return (await journeys.end_effects(session, now_ms=world.now_ms, limit=100))[0]


async def on_lists(world: World, person_id: str) -> set[str]:
    async with world.database.reading(world.tenant_id) as session:
        known = (await audiences.catalogue(session)).segments
        inside = (await segments.segments_of(session, [person_id]))[person_id]
    return {known[one].definition.name for one in inside}
