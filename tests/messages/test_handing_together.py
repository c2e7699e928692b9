"""Callers whose messages are handed over in one go: each message once, each caller answered."""

import asyncio

import pytest

from activities.handing_together import HandingTogether
from activities.messages import DeliveryReport
from domain.errors import Unavailable
from tests.patience import PATIENCE_S


class Hands:
    """Hands over when it is let; says what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []
        self.free = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self, tenant_id: str, *, keys, limit: int, now_ms: int) -> DeliveryReport:
        self.asked.append((tenant_id, list(keys)))
        await self.free.wait()
        if self.error is not None:
            raise self.error
        return DeliveryReport(sent=len(keys[:limit]))


async def test_what_comes_during_a_handover_goes_with_the_next_one_and_everything_is_counted_once():
    hands = Hands()
    together = HandingTogether(hands, lanes=1)
    callers = [asyncio.create_task(together("ours", keys=[f"k{n}"], limit=1, now_ms=n)) for n in range(10)]
    other = asyncio.create_task(together("theirs", keys=["x"], limit=1, now_ms=0))
    await asyncio.sleep(0)
    hands.free.set()
    reports = await asyncio.gather(*callers)
    await other
    assert sum(report.sent for report in reports) == 10
    ours = [keys for tenant, keys in hands.asked if tenant == "ours"]
    assert len(ours) <= 2
    assert sorted(key for keys in ours for key in keys) == sorted(f"k{n}" for n in range(10))
    assert ("theirs", ["x"]) in hands.asked


async def test_no_handover_takes_more_than_it_may():
    hands = Hands()
    hands.free.set()
    together = HandingTogether(hands, lanes=1, most=5)
    await asyncio.gather(*(together("ours", keys=[f"{n}a", f"{n}b"], limit=2, now_ms=0) for n in range(6)))
    assert max(len(keys) for _, keys in hands.asked) <= 5
    assert sum(len(keys) for _, keys in hands.asked) == 12


async def test_a_failure_reaches_all_who_were_part_of_it_and_nobody_after_them():
    hands = Hands()
    hands.error = Unavailable("the store is away")
    together = HandingTogether(hands, lanes=1)
    callers = [asyncio.create_task(together("ours", keys=[f"k{n}"], limit=1, now_ms=0)) for n in range(3)]
    await asyncio.sleep(0)
    hands.free.set()
    assert all(isinstance(one, Unavailable) for one in await asyncio.gather(*callers, return_exceptions=True))
    hands.error = None
    assert (await together("ours", keys=["later"], limit=1, now_ms=0)).sent == 1


async def test_who_stops_waiting_takes_nothing_from_the_others():
    hands = Hands()
    together = HandingTogether(hands, lanes=1)
    first, second = (asyncio.create_task(together("ours", keys=[key], limit=1, now_ms=0)) for key in ("a", "b"))
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    hands.free.set()
    assert (await second).sent >= 1
    assert sorted(key for _, keys in hands.asked for key in keys) == ["a", "b"]


async def test_who_comes_back_the_moment_they_are_answered_is_handed_over_as_well():
    hands = Hands()
    hands.free.set()
    together = HandingTogether(hands, lanes=1)
    async with asyncio.timeout(PATIENCE_S):
        for key in ("first", "second"):
            assert (await together("ours", keys=[key], limit=1, now_ms=0)).sent == 1
