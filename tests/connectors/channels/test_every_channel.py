"""What every channel promises, held against a stand-in that enforces its vendor's documented API."""

import pytest
from msgspec.structs import replace

from connectors.channels.registry import VENDORS
from domain.outbox import service as outbox
from domain.senders.values import (
    Accepted,
    Ambiguous,
    Deferred,
    Idempotency,
    RefusalClass,
    Refused,
    Unknown,
)
from tests.connectors.channels.cases import CASES

HTTP = [case for case in CASES if case.answer is not None and case.calls_vendor]
CALLING = [case for case in CASES if case.calls_vendor]


async def ours(world, message_id: str) -> int:
    """How often a message lies at its vendor, or with us."""
    if world.case.calls_vendor or world.case.vendor == "bid_plane":
        return len(world.vendor.taken.get(message_id, ()))
    async with world.database.reading("ours") as session:
        return int(await outbox.kept(session, message_id) is not None)


def test_every_vendor_says_what_it_needs_and_what_it_follows():
    for key, vendor in VENDORS.items():
        can = vendor.capabilities()
        assert can.vendor == key
        assert can.channels
        assert can.documented["send"]
        assert can.batch >= 1
        assert can.idempotency is not Idempotency.NONE or not can.can_look_up
        if key not in {"outbox", "feed"}:
            assert can.unverified, f"{key} was never held against the real thing"
        assert set(can.patterns) <= {*can.parameters, *can.optional_parameters}


async def test_messages_are_accepted_once_each_in_their_order(world):
    messages = world.case.messages(3)
    outcomes = await world.connect().send(messages)
    assert [outcome.message_id for outcome in outcomes] == [message.message_id for message in messages]
    assert all(isinstance(outcome, Accepted) for outcome in outcomes), outcomes
    assert [await ours(world, message.message_id) for message in messages] == [1, 1, 1]


@pytest.mark.parametrize(
    ("case", "why"),
    [pytest.param(case, why, id=f"{case.vendor}-{why}") for case in CASES for why in case.fates],
    indirect=["case"],
)
async def test_a_refusal_says_why_and_takes_no_other_message_with_it(world, why):
    first, second, third = world.case.messages(3)
    doomed = replace(second, **world.case.fates[why])
    outcomes = await world.connect().send([first, doomed, third])
    assert isinstance(outcomes[1], Refused)
    assert outcomes[1].why is why, outcomes[1]
    assert outcomes[1].reason
    assert [type(outcomes[0]), type(outcomes[2])] == [Accepted, Accepted], outcomes
    assert await ours(world, doomed.message_id) == 0


@pytest.mark.parametrize("case", [case for case in CALLING if case.wrong], ids=lambda case: case.vendor, indirect=True)
async def test_credentials_that_do_not_work_are_the_account_s_fault(world):
    [outcome] = await world.connect(world.case.wrong).send(world.case.messages(1))
    assert isinstance(outcome, Refused)
    assert outcome.why is RefusalClass.CREDENTIAL
    assert not world.vendor.taken


async def test_a_test_of_the_account_says_whether_it_works_and_sends_nothing(world):
    sender = world.case.message.sender if world.case.message.sender.address else None
    check = await world.connect().test(sender)
    assert check.works, check
    assert check.checked
    assert check.account
    if world.case.wrong:
        broken = await world.connect(world.case.wrong).test(sender)
        assert not broken.works
        assert broken.reason
    assert not world.vendor.taken


@pytest.mark.parametrize("case", HTTP, ids=lambda case: case.vendor, indirect=True)
async def test_a_vendor_that_asks_to_slow_down_is_left_alone_as_long_as_it_says(world):
    line = world.connect()
    await line.send(world.case.messages(1))
    world.vendor.failures = [429]
    [outcome] = await line.send([replace(world.case.message, message_id="msg_9")])
    assert isinstance(outcome, Deferred)
    assert (outcome.retry_after_s, outcome.is_throttled) == (7, True)
    assert await ours(world, "msg_9") == 0


@pytest.mark.parametrize("case", CALLING, ids=lambda case: case.vendor, indirect=True)
async def test_a_vendor_that_is_away_was_sent_nothing(world):
    line = world.connect()
    await line.send(world.case.messages(1))
    world.vendor.failures = [503]
    [outcome] = await line.send([replace(world.case.message, message_id="msg_9")])
    assert isinstance(outcome, Deferred)
    assert outcome.retry_after_s > 0
    assert await ours(world, "msg_9") == 0


@pytest.mark.parametrize("case", CALLING, ids=lambda case: case.vendor, indirect=True)
async def test_an_answer_that_is_lost_leaves_the_message_ambiguous(world):
    line = world.connect()
    await line.send(world.case.messages(1))
    world.vendor.failures = ["drop"]
    [outcome] = await line.send([replace(world.case.message, message_id="msg_9")])
    assert isinstance(outcome, Ambiguous)
    assert outcome.reason
    assert await line.look_up("msg_9") == await line.look_up("msg_0"), "nothing is told that is not known"


@pytest.mark.parametrize("case", HTTP, ids=lambda case: case.vendor, indirect=True)
async def test_a_fault_of_the_vendor_s_own_leaves_the_message_ambiguous(world):
    line = world.connect()
    await line.send(world.case.messages(1))
    world.vendor.failures = [500]
    [outcome] = await line.send([replace(world.case.message, message_id="msg_9")])
    assert isinstance(outcome, Ambiguous)


@pytest.mark.parametrize("case", CALLING, ids=lambda case: case.vendor, indirect=True)
async def test_an_account_that_fails_and_fails_is_left_alone_for_a_minute(world):
    line = world.connect()
    world.vendor.failures = [503] * 10
    for place in range(10):
        await line.send([replace(world.case.message, message_id=f"msg_{place}")])
    world.vendor.failures = []
    called = len(world.vendor.calls)
    [outcome] = await line.send([replace(world.case.message, message_id="msg_9")])
    assert isinstance(outcome, Deferred)
    assert len(world.vendor.calls) == called, "the vendor was called although its breaker is open"
    world.now_ms += 60_000
    [outcome] = await line.send([replace(world.case.message, message_id="msg_9")])
    assert isinstance(outcome, Accepted)


async def test_looking_up_tells_what_is_there_and_what_never_was(world):
    line = world.connect()
    await line.send(world.case.messages(1))
    there, never = await line.look_up("msg_0"), await line.look_up("msg_never")
    if line.capabilities().can_look_up:
        assert isinstance(there, Accepted)
        assert never is None
    else:
        assert isinstance(there, Unknown)
        assert isinstance(never, Unknown)


async def test_a_message_handed_over_twice_is_kept_once_where_its_vendor_says_so(world):
    line = world.connect()
    messages = world.case.messages(1)
    for _ in range(2):
        [outcome] = await line.send(messages)
        assert isinstance(outcome, Accepted)
    if line.capabilities().idempotency is Idempotency.NATIVE and world.case.vendor != "bid_plane":
        assert await ours(world, "msg_0") == 1
