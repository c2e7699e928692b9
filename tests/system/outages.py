"""Each server the bidders can do without is taken away under load, silent or gone, and given back."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from tests.system.books import drained_books, expect_sound
from tests.system.exchange import Exchange, Receipts
from tests.system.proof import Hearing
from tests.system.scene import Scene, until

SENTENCE: Final = (
    "Redis, ClickHouse's writer, the API and Temporal stopped for a while each, under load: bids and bills go on, nothing "
    "acknowledged is lost, and spend agrees exactly afterwards"
)
OUTAGE_S: Final = float(os.environ.get("OUTAGE_S") or 60.0)
"""How long each of them is away."""
RATE: Final = 30.0
_BEFORE_S: Final = 4.0
_AFTER_S: Final = 6.0
_GRACE_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Outage:
    """Who is away, how, and what that means here. The embedded ClickHouse is written by the API's process alone."""

    child: str
    is_silent: bool
    story: str


OUTAGES: Final = (
    Outage("redis", False, "Redis is gone (killed, and not restarted)"),
    Outage("redis", True, "Redis is silent (SIGSTOP)"),
    Outage("api", True, "ClickHouse's writer, which lives in the API, is silent (SIGSTOP)"),
    Outage("api", False, "the API is gone, and ClickHouse with it (killed, and not restarted)"),
    Outage("temporal", True, "Temporal is silent (SIGSTOP)"),
    Outage("temporal", False, "Temporal is gone (killed, and not restarted)"),
)


async def prove(scene: Scene, hearing: Hearing, earlier: list[Receipts]) -> list[Receipts]:
    """Every outage in turn; ``earlier`` are receipts of runs before, which the books contain as well."""
    receipts: list[Receipts] = []
    for number, outage in enumerate(OUTAGES):
        hearing.tell(f"{outage.story}, for {OUTAGE_S:.0f} s")
        receipts.append(await _trade_through(scene, hearing, outage, seed=100 + number))
        books = await drained_books(scene, [*earlier, *receipts])
        expect_sound(hearing, books, [*earlier, *receipts])
    hearing.figure(books.summary)
    return receipts


async def _trade_through(scene: Scene, hearing: Hearing, outage: Outage, *, seed: int) -> Receipts:
    exchange = Exchange(scene.cast.home, scene.stack.plan.addresses, bidders=len(scene.bidders))
    told = exchange.receipts
    trading = asyncio.create_task(
        exchange.trade(seconds=_BEFORE_S + OUTAGE_S + _AFTER_S, rate=RATE, seed=seed), name="trading"
    )
    try:
        await asyncio.sleep(_BEFORE_S)
        async with _away(scene, outage):
            statuses, acknowledged = Counter(told.statuses), len(told.acknowledged)
            await asyncio.sleep(OUTAGE_S)
            answered = Counter(told.statuses) - statuses
            billed = len(told.acknowledged) - acknowledged
        await trading
    finally:
        trading.cancel()
    hearing.expect(
        f"meanwhile {answered[200]:,} bids are made and {billed:,} bills acknowledged",
        held=answered[200] > OUTAGE_S and billed > OUTAGE_S / 4,
        found=(answered, billed),
    )
    hearing.expect(
        "no request is answered with an error, or not at all",
        held=set(told.statuses) <= {200, 204},
        found=told.statuses,
    )
    hearing.expect("no bill stays without a yes", held=len(told.acknowledged) == len(told.bills), found=told.refused)
    hearing.figure(
        f"{outage.child} {'silent' if outage.is_silent else 'gone'} {OUTAGE_S:.0f} s: "
        f"{answered[200]:,} bids, {answered[204]:,} no-bids, {billed:,} bills acknowledged"
    )
    return told


@asynccontextmanager
async def _away(scene: Scene, outage: Outage) -> AsyncIterator[None]:
    """Stopped or killed; afterwards it goes on, or is started again, and is waited for."""
    child = scene.children[outage.child]
    if outage.is_silent:
        child.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            child.signal(signal.SIGCONT)
        return
    del scene.children[outage.child]
    child.signal(signal.SIGKILL)
    await child.stop(_GRACE_S)
    try:
        yield
    finally:
        await scene.stack.supervisor.start([child.program])

    async def is_back() -> bool:
        return scene.children[outage.child].is_ready

    await until(is_back)
