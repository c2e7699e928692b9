"""A bank of real parts for tests: NATS, Redis, a money store, a banker that can be killed, and bidders."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from nats.aio.client import Client

from bidding.budget.keeper import WalletKeeper
from bidding.budget.wallet import Wallet
from domain.budgets import service
from domain.budgets.values import BudgetView, Verdict
from domain.events.values import Event, EventType
from domain.ids import new_id
from storage.nats.events import decode_events, publish_events
from storage.nats.subjects import BIDS_STREAM, bid_event
from storage.sql.database import Database
from tests.budgets.banker_process import BID_LIFE_MS, TERMS, start_banker
from tests.budgets.books import TENANT, USD, bill
from tests.patience import PATIENCE_S


def clock_ms() -> int:
    return time.time_ns() // 1_000_000


async def until(holds: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait for ``holds``, looking often; fail saying ``what`` did not happen."""
    deadline = time.monotonic() + PATIENCE_S
    while not await holds():
        assert time.monotonic() < deadline, f"never happened: {what}"
        await asyncio.sleep(0.02)


@dataclass(frozen=True)
class Bid:
    bid_id: str
    bidder_id: str
    lease_id: str
    campaign_id: str
    max_price_nanos: int
    expires_at_ms: int

    def notice(self, kind: EventType, price_nanos: int = 0, *, at_ms: int | None = None) -> Event:
        return bill(
            self.bid_id,
            kind=kind,
            lease_id=self.lease_id,
            price_nanos=price_nanos,
            max_price_nanos=self.max_price_nanos,
            at_ms=at_ms or clock_ms(),
            expires_at_ms=self.expires_at_ms,
            campaign_id=self.campaign_id,
            bidder_id=self.bidder_id,
        )


class Bidder:
    """A wallet with its keeper, and no auctions around it."""

    def __init__(self, connection: Client, *, bid_life_ms: int = BID_LIFE_MS) -> None:
        self.wallet = Wallet(new_id("bdr"), clock_ms=clock_ms, terms=TERMS, bid_life_ms=bid_life_ms)
        self.keeper = WalletKeeper(connection, self.wallet, clock_ms=clock_ms)
        self.bid_life_ms = bid_life_ms

    def try_bid(self, campaign_id: str, max_price_nanos: int) -> Bid | None:
        bid_id, now_ms = new_id("bid"), clock_ms()
        expires_at_ms = now_ms + self.bid_life_ms
        lease_id = self.wallet.reserve(TENANT, campaign_id, max_price_nanos, now_ms, expires_at_ms)
        if lease_id is None:
            return None
        return Bid(bid_id, self.wallet.bidder_id, lease_id, campaign_id, max_price_nanos, expires_at_ms)

    async def bid(self, campaign_id: str, max_price_nanos: int) -> Bid:
        """A bid, as soon as the wallet has the money."""
        deadline = time.monotonic() + PATIENCE_S
        while (bid := self.try_bid(campaign_id, max_price_nanos)) is None:
            assert time.monotonic() < deadline, "the bidder never got money"
            await asyncio.sleep(0.01)
        return bid

    async def die(self) -> None:
        """Stop as if killed: nothing is said to anybody."""
        for task in self.keeper._tasks:
            task.cancel()
        await asyncio.gather(*self.keeper._tasks, return_exceptions=True)


@dataclass
class Bank:
    connection: Client
    money: Database
    environment: dict[str, str]
    log: Path

    async def open(self, campaign_id: str, budget_micros: int) -> None:
        async with self.money.tenant(TENANT) as session:
            await service.open_account(session, TENANT, campaign_id, USD, budget_micros, now_ms=clock_ms())

    async def view(self, campaign_id: str) -> BudgetView:
        async with self.money.reading(TENANT) as session:
            return await service.budget_of(session, campaign_id, now_ms=clock_ms())

    async def publish(self, event: Event, copy: int = 0) -> None:
        """A notice into the stream; different copies are different messages to it."""
        subject = bid_event(event.tenant_id, event.type, event.bidder_id)
        await publish_events(self.connection.jetstream(), subject, [event], f"{event.event_id}:{copy}")

    @contextlib.asynccontextmanager
    async def banker(self) -> AsyncIterator[ForkServerProcess]:
        """A banker's process, from the moment it is ready; killed at the end if it still runs."""
        ready = self.log.with_suffix(".ready")
        ready.unlink(missing_ok=True)
        process = start_banker(self.environment | {"CAMPAIGN_EXPRESS__READY_FILE": str(ready)}, self.log)

        async def is_ready() -> bool:
            assert process.is_alive(), self.log.read_text()
            return ready.exists()

        try:
            await until(is_ready, "the banker is ready")
            yield process
        finally:
            process.kill()
            await asyncio.to_thread(process.join)

    async def settlements_in_stream(self) -> list[Event]:
        js = self.connection.jetstream()
        subscription = await js.subscribe("bids.events.*.settlement.*", stream=BIDS_STREAM, ordered_consumer=True)
        waiting = (await subscription.consumer_info()).num_pending or 0
        events: list[Event] = []
        while waiting:
            message = await subscription.next_msg(timeout=PATIENCE_S)
            events += decode_events(message.data)
            waiting = message.metadata.num_pending
        await subscription.unsubscribe()
        return events

    async def published(self, count: int) -> list[Event]:
        """The settlements in the stream, once there are ``count``."""
        found: list[Event] = []

        async def enough() -> bool:
            found[:] = await self.settlements_in_stream()
            return len(found) >= count

        await until(enough, f"{count} settlements are in the stream")
        return found


def confirmed_by_campaign(settlements: list[Event]) -> Counter[str]:
    spend: Counter[str] = Counter()
    for event in settlements:
        if event.reason == Verdict.CONFIRMED:
            spend[event.campaign_id] += event.price_nanos
    return spend
