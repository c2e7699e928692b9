"""Whoever waits for NATS can be cancelled at any moment, that of the answer among them."""

import asyncio

import pytest
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from domain.errors import Unavailable
from domain.events.values import EventType
from domain.ids import new_id
from storage.nats.errors import translated
from storage.nats.live_feed import LiveFeed
from storage.nats.subjects import bid_event
from tests.patience import PATIENCE_S
from workers.banking.teller import Teller
from workers.steady import steadily


@pytest.mark.parametrize("answer", ["comes", "is a failure"])
async def test_a_cancellation_that_comes_with_the_answer_is_not_lost(answer: str):
    reached: list[str] = []

    async def wait() -> None:
        with translated("answer"):
            await asyncio.wait_for(asked, PATIENCE_S)
        reached.append("went on")

    asked: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0)
    if answer == "comes":
        asked.set_result(None)
    else:
        asked.set_exception(TimeoutError())
    waiting.cancel()
    await asyncio.wait([waiting])
    assert (waiting.cancelled(), reached) == (True, [])


async def test_a_deadline_inside_ends_what_it_was_set_for_and_nothing_else():
    with translated("answer"):
        try:
            async with asyncio.timeout(0):
                await asyncio.Event().wait()
        except TimeoutError:
            pass
    with pytest.raises(Unavailable), translated("answer"):
        async with asyncio.timeout(0):
            await asyncio.Event().wait()


async def test_what_is_asked_on_the_way_out_of_a_cancelled_task_is_answered():
    answered: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            with translated("say goodbye"):
                await asyncio.sleep(0)
            answered.append("goodbye")

    working = asyncio.create_task(work())
    await asyncio.sleep(0)
    working.cancel()
    await asyncio.wait([working])
    assert (working.cancelled(), answered) == (True, ["goodbye"])


async def test_a_live_feed_is_cancelled_in_the_instant_its_consumer_is_made(nats, js, monkeypatch):
    subjects = [bid_event("*", EventType.BILL, new_id("bdr"))]
    feed = LiveFeed(nats, subjects, lambda *_: None, current=lambda _: None, clock_ms=lambda: 0)
    running: asyncio.Task[None]
    request = type(nats).request

    async def cancelled_with_the_answer(self, *args, **named):
        answer = await request(self, *args, **named)
        handed: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        handed.set_result(answer)
        running.cancel()
        return await asyncio.wait_for(handed, PATIENCE_S)

    with monkeypatch.context() as patched:
        patched.setattr(type(nats), "request", cancelled_with_the_answer)
        running = asyncio.create_task(feed.run(after=0))
        await asyncio.wait([running], timeout=PATIENCE_S)
    assert running.cancelled()


async def test_a_banker_that_is_superseded_stops_though_a_bidder_asks_in_that_instant(nats, monkeypatch):
    teller = Teller(nats, *[None] * 2, epoch=1, terms=None, clock_ms=lambda: 0)
    await teller.open()
    stopping = asyncio.Event()

    async def cancelled_with_a_request(self, **_):
        handed: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        handed.set_result(Msg(_client=nats, data=b"not a lease request"))
        running.cancel()
        return await asyncio.wait_for(handed, PATIENCE_S)

    with monkeypatch.context() as patched:
        patched.setattr(Subscription, "next_msg", cancelled_with_a_request)
        running = asyncio.create_task(steadily(teller.step, stopping=stopping, every_s=0.0))
        await asyncio.wait([running], timeout=PATIENCE_S)
    stopping.set()
    assert running.cancelled()
