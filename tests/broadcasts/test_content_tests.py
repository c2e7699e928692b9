"""Variants on a share of the audience first: the rest gets the winner, or what was said for when nobody has won."""

from collections import Counter

import pytest

from domain.behaviour import service as behaviour
from domain.behaviour.values import CustomerEvent
from domain.broadcasts.values import Action, Stage, message_key
from domain.messages.values import FeedbackKind
from tests.broadcasts.world import World

MINUTE_MS = 60_000


async def tested(world: World, people: int = 120, **test) -> tuple[str, dict[str, str]]:
    """A broadcast whose test is out: its id, and the variant of everybody in the test."""
    await world.crowd(people)
    said = {"percent": 50, "decide_after_minutes": 60} | test
    broadcast_id = await world.draft(names=("first", "second"), test=said)
    await world.act(broadcast_id, Action.SCHEDULE)
    await world.run(broadcast_id, until_ms=world.now_ms + 30 * MINUTE_MS)
    steps = await world.steps(broadcast_id)
    assert {step.partition("/")[2] for step in steps.values()} == {"test"}
    assert 0 < len(steps) < people
    return broadcast_id, {person: step.partition("/")[0] for person, step in steps.items()}


def keys(broadcast_id: str, inside: dict[str, str], variant: str) -> list[str]:
    return [message_key(broadcast_id, person) for person, step in inside.items() if step == variant]


async def test_the_rest_gets_what_was_opened_more_and_machines_do_not_count(world: World):
    broadcast_id, inside = await tested(world)
    await world.told(FeedbackKind.OPENED, keys(broadcast_id, inside, "second"))
    await world.told(FeedbackKind.OPENED, keys(broadcast_id, inside, "first"), is_bot=True)
    assert await world.run(broadcast_id) is Stage.DONE
    row = await world.row(broadcast_id)
    assert row.winner == "second"
    assert "The rest gets second" in row.decision
    steps = Counter((await world.steps(broadcast_id)).values())
    assert steps["second"] == 120 - len(inside)
    assert (await world.standing(broadcast_id)).sent == 120


@pytest.mark.parametrize(("unclear", "winner"), [("first", "first"), ("split", "*"), ("leader", "second")])
async def test_where_nobody_has_won_what_was_said_beforehand_happens(world: World, unclear: str, winner: str):
    broadcast_id, inside = await tested(world, when_unclear=unclear)
    await world.told(FeedbackKind.OPENED, keys(broadcast_id, inside, "second")[:1])
    assert await world.run(broadcast_id) is Stage.DONE
    row = await world.row(broadcast_id)
    assert row.winner == winner
    assert "nobody has won" in row.decision
    steps = Counter((await world.steps(broadcast_id)).values())
    rest = {"first", "second"} if winner == "*" else {winner}
    assert {step for step in steps if "/" not in step} == rest


async def test_somebody_is_asked_when_that_was_said_and_their_choice_is_kept(world: World):
    broadcast_id, inside = await tested(world, when_unclear="ask")
    assert await world.run(broadcast_id) is Stage.RUNNING
    assert "choose" in (await world.row(broadcast_id)).reason
    await world.act(broadcast_id, Action.CHOOSE, variant="second")
    assert await world.run(broadcast_id) is Stage.DONE
    assert Counter((await world.steps(broadcast_id)).values())["second"] == 120 - len(inside)


async def test_a_conversion_counts_after_the_message_and_before_the_decision(world: World):
    event = {"event": "purchase"}
    broadcast_id, inside = await tested(world, measure="conversions", event=event)
    second = [person for person, variant in inside.items() if variant == "second"]
    first = [person for person, variant in inside.items() if variant == "first"]
    sent_ms = world.now_ms
    bought = [(person, sent_ms + MINUTE_MS) for person in second]
    bought += [(person, sent_ms - MINUTE_MS) for person in first] + [
        (person, sent_ms + 61 * MINUTE_MS) for person in first
    ]
    async with world.database.tenant(world.tenant) as session:
        await behaviour.record(
            session,
            [
                CustomerEvent(
                    event_id=f"buy-{n}",
                    person_id=person,
                    name="purchase",
                    at_ms=at_ms,
                    received_at_ms=at_ms,
                    source="api",
                )
                for n, (person, at_ms) in enumerate(bought)
            ],
        )
    assert await world.run(broadcast_id) is Stage.DONE
    row = await world.row(broadcast_id)
    assert row.winner == "second"
    assert f'"{len(first)}"' not in row.verdict


async def test_a_test_is_decided_only_after_everybody_in_it_was_dealt_with(world: World):
    await world.policy(quiet_hours=({"starts": "07:00", "ends": "10:00", "channels": ("email",)},))
    await world.crowd(40)
    broadcast_id = await world.draft(names=("first", "second"), test={"percent": 50, "decide_after_minutes": 30})
    await world.act(broadcast_id, Action.SCHEDULE)
    began_ms = world.now_ms
    await world.run(broadcast_id, until_ms=began_ms + 119 * MINUTE_MS)
    assert (await world.row(broadcast_id)).decide_at_ms is None
    await world.run(broadcast_id)
    decide_at_ms = (await world.row(broadcast_id)).decide_at_ms
    assert decide_at_ms is not None
    assert decide_at_ms >= began_ms + 150 * MINUTE_MS
