"""One message at a moment that matters, on the first of eight channels that can reach the person."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.behaviour.happenings import service as happenings
from domain.behaviour.values import ActivationKind, Observed
from domain.campaigns.values import Channel
from domain.contacts.values import Device, DevicePlatform
from domain.messages.activations import service
from domain.messages.activations.rules import choose
from domain.messages.activations.values import CHANNEL_OF, ActivationPlan, Reach, Standing, Step, Wanted
from domain.messages.values import MessageStatus
from tests.messages.conftest import NOW, World

TEMPLATE = "tpl_01m7yk62bx94ypcbmjpekz075r"
EVERYWHERE = dict.fromkeys(Channel, TEMPLATE)
PHONE = Device(DevicePlatform.IOS, "a-token", "app")


def reach(*open_channels: Channel, waiting: tuple[Channel, ...] = ()):
    def one(channel: Channel) -> Reach:
        if channel in open_channels:
            return Reach(standing=Standing.OPEN, reason="can be reached")
        if channel in waiting:
            return Reach(standing=Standing.WAITS, reason="quiet hours", until_ms=NOW)
        return Reach(standing=Standing.CLOSED, reason="cannot")

    return one


@pytest.mark.parametrize("step", [step for step in Step if step is not Step.PREFERRED])
def test_each_step_is_reached_when_all_before_it_are_closed(step: Step):
    open_ones = [CHANNEL_OF[one] for one in list(Step)[list(Step).index(step) :] if one in CHANNEL_OF]
    chosen = choose(is_present=True, preferred="", templates=EVERYWHERE, reach=reach(*open_ones))
    assert chosen.channel is CHANNEL_OF[step]
    assert [one.step for one in chosen.tried] == list(Step)[: list(Step).index(step) + 1]
    assert [one.taken for one in chosen.tried] == [*itertools.repeat(False, len(chosen.tried) - 1), True]


def test_the_preferred_channel_goes_before_all_but_the_store():
    everything = reach(*Channel)
    for present, expected in ((False, Channel.EMAIL), (True, Channel.IN_STORE)):
        chosen = choose(is_present=present, preferred="email", templates=EVERYWHERE, reach=everything)
        assert chosen.channel is expected


def test_a_channel_that_has_to_wait_is_taken_when_nothing_else_is_open():
    waiting = reach(waiting=(Channel.SMS, Channel.EMAIL))
    chosen = choose(is_present=False, preferred="", templates=EVERYWHERE, reach=waiting)
    assert (chosen.channel, chosen.not_before_ms) == (Channel.SMS, NOW)
    open_later = reach(Channel.WEB, waiting=(Channel.SMS,))
    assert choose(is_present=False, preferred="", templates=EVERYWHERE, reach=open_later).channel is Channel.WEB


@given(
    present=st.booleans(),
    preferred=st.sampled_from(["", *Channel, "pigeon"]),
    spoken=st.sets(st.sampled_from(list(Channel))),
    open_ones=st.sets(st.sampled_from(list(Channel))),
)
def test_who_can_be_reached_at_all_is_reached_and_nobody_else(present, preferred, spoken, open_ones):
    chosen = choose(
        is_present=present, preferred=preferred, templates=dict.fromkeys(spoken, TEMPLATE), reach=reach(*open_ones)
    )
    possible = {CHANNEL_OF[step] for step in CHANNEL_OF} | (
        {Channel(preferred)} if preferred in set(Channel) else set()
    )
    possible &= spoken & open_ones
    if not present:
        possible -= {Channel.IN_STORE}
    assert (chosen.channel is None) == (not possible)
    if chosen.channel is not None:
        assert chosen.channel in possible
    assert sum(one.taken for one in chosen.tried) == (chosen.channel is not None)


async def activated(
    world: World, person_id: str, cause: str = "c1", carried: frozenset[Channel] = frozenset(Channel), **plan
):
    async with world.database.tenant(world.tenant) as session:
        await service.put_plan(
            session,
            ActivationKind.RETARGETING,
            ActivationPlan(templates=EVERYWHERE, **plan),
            expected_revision=None,
            actor_id="usr_1",
            now_ms=NOW,
        )
        wanted = Wanted(person_id=person_id, kind=ActivationKind.RETARGETING, cause_id=cause, at_ms=NOW)
        return await service.dispatch(session, [wanted], carried=carried, now_ms=NOW)


async def test_somebody_with_a_phone_gets_a_push_once(world: World):
    [ana] = await world.people(devices=(PHONE,))
    [done] = await activated(world, ana)
    assert done.channel == "push"
    assert await activated(world, ana) == []
    report = await world.deliverer().deliver(world.tenant, now_ms=NOW)
    assert report.sent == 1
    assert (await world.explained(done.message_key)).channel is Channel.PUSH


async def test_a_gate_that_refuses_sends_it_on_to_the_next_channel(world: World):
    [ana] = await world.people(consented=False, devices=(PHONE,))
    [done] = await activated(world, ana)
    assert done.channel == "in_app"
    assert [(one.step.value, one.reason) for one in done.tried] == [
        ("in_store", "is not in a store"),
        ("preferred", "prefers no channel"),
        ("push", "consent was never given"),
        ("in_app", "can be reached"),
    ]
    async with world.database.reading(world.tenant) as session:
        assert await service.of_person(session, ana) == [done]


async def test_an_abandoned_cart_activates_and_a_visit_to_the_store_is_noticed(world: World):
    [ana] = await world.people(devices=(PHONE,))
    await activated(world, ana, enabled=False)

    async def did(name: str, at_ms: int) -> None:
        item = Observed(
            event_id=name, name=name, at_ms=at_ms, received_at_ms=at_ms, identities=(("email", "person0@shop.example"),)
        )
        async with world.database.tenant(world.tenant) as session:
            await happenings.take_in(session, [item], now_ms=at_ms)

    await did("cart_abandon", NOW)
    async with world.database.reading(world.tenant) as session:
        assert await service.of_person(session, ana) == []
    await activated(world, ana)
    await did("store_visit", NOW + 1_000)
    await did("cart_abandoned", NOW + 2_000)
    async with world.database.reading(world.tenant) as session:
        found = await service.of_person(session, ana)
    assert [one.channel for one in found] == ["in_store", "push"]
    explained = await world.explained(found[0].message_key)
    assert explained.status is MessageStatus.PLANNED


async def test_an_event_passes_over_channels_that_no_account_carries(world: World):
    [ana] = await world.people(devices=(PHONE,))
    await activated(world, ana, carried=frozenset({Channel.PUSH}))
    item = Observed(
        event_id="e1",
        name="cart_abandoned",
        at_ms=NOW,
        received_at_ms=NOW,
        identities=(("email", "person0@shop.example"),),
    )
    async with world.database.tenant(world.tenant) as session:
        await happenings.take_in(session, [item], outbox_by_default=False, now_ms=NOW)
        [found] = [one for one in await service.of_person(session, ana) if one.cause_id != "c1"]
    assert (found.tried[2].channel, found.tried[2].reason) == ("push", "no account carries it")
    assert found.channel == "in_app"
