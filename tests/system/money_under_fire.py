"""Bidders, the banker and the event writer die in the middle of traffic; the books come out right."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec
import nats
import nats.errors
from nats.js.kv import KeyValue
from sqlmodel import select

from domain.budgets.tables import BudgetAccount
from storage.clickhouse.writer import Position
from storage.nats.subjects import EVENT_WRITER_BUCKET
from tests.system.books import Books, drained_books, expect_sound
from tests.system.exchange import Exchange, Receipts
from tests.system.proof import Hearing
from tests.system.scene import Scene, until

SENTENCE = (
    "Bidders, the banker and the event writer killed with -9 in the middle of traffic, bills sent twice and to another "
    "process, a batch inserted twice: spend in SQL, Redis and ClickHouse agrees exactly"
)
RATE = 40.0
DURATION_S = 30.0


async def prove(scene: Scene, hearing: Hearing) -> list[Receipts]:
    exchanges = [Exchange(house, scene.stack.plan.addresses, bidders=len(scene.bidders)) for house in scene.cast.houses]
    async with _following_the_writer(scene) as writer, _watching_budgets(scene) as budgets:
        trading = asyncio.gather(
            exchanges[0].trade(seconds=DURATION_S, rate=RATE, seed=1),
            exchanges[1].trade(seconds=DURATION_S, rate=RATE / 4, seed=2),
        )
        try:
            await _kill_in_the_middle(scene, hearing, writer)
            receipts = list(await trading)
        finally:
            trading.cancel()
        hearing.expect(
            "everybody who was killed came back",
            held=await scene.until_back("bidder-1", "bidder-2", "banker", "api", restarts=1),
            found={name: child.restarts for name, child in scene.children.items()},
        )
        _expect_business(hearing, receipts)
        books = await drained_books(scene, receipts)
        hearing.figure(books.summary)
        expect_sound(hearing, books, receipts)
        await _deliver_the_last_batch_again(scene, hearing, writer)
        expect_sound(hearing, await drained_books(scene, receipts), receipts)
    hearing.expect_none(
        f"in none of {budgets.looked:,} looks in between was a campaign over its budget", sorted(budgets.over)
    )
    return receipts


async def _kill_in_the_middle(scene: Scene, hearing: Hearing, writer: "WriterPositions") -> None:
    await asyncio.sleep(4)
    hearing.tell("kill -9: a bidder")
    scene.kill("bidder-1")
    await asyncio.sleep(3)
    hearing.tell("kill -9: the banker")
    scene.kill("banker")
    await asyncio.sleep(3)
    cut = await writer.next_cut()
    hearing.tell(f"kill -9: the event writer, while it inserts messages {cut[0]} to {cut[1]}")
    scene.kill("api")
    await scene.until_back("bidder-1", "banker", restarts=1)
    hearing.tell("kill -9: the other bidder and the banker, at once")
    scene.kill("bidder-2")
    scene.kill("banker")
    await scene.until_back("api", restarts=1)
    cut = await writer.next_cut()
    hearing.tell(f"kill -9: the event writer again, while it inserts messages {cut[0]} to {cut[1]}")
    scene.kill("api")


def _expect_business(hearing: Hearing, receipts: list[Receipts]) -> None:
    bids = sum(one.bids.total() for one in receipts)
    bills = sum(len(one.bills) for one in receipts)
    yes = sum(len(one.acknowledged) for one in receipts)
    yeses = sum(one.yeses for one in receipts)
    elsewhere = sum(one.elsewhere for one in receipts)
    asked = sum(one.statuses.total() for one in receipts)
    hearing.figure(
        f"{asked:,} requests, {sum(one.statuses[0] for one in receipts)} unanswered, {bids:,} bids, {bills:,} bills; "
        f"{yes:,} acknowledged by {yeses:,} answers, {elsewhere:,} of them by two processes"
    )
    hearing.expect("there was something to lose", held=yes > 100, found=yes)
    hearing.expect(
        "many bills were taken twice, by different processes; many rely on one yes",
        held=yes / 4 < elsewhere < yes * 3 / 4,
        found=elsewhere,
    )
    broken = sum(count for one in receipts for status, count in one.statuses.items() if status >= 500)
    hearing.expect("no bid request was answered with 5xx", held=not broken, found=broken)


async def _deliver_the_last_batch_again(scene: Scene, hearing: Hearing, writer: "WriterPositions") -> None:
    """Put the writer's last cut back as it stood before its insertion, and let a new process find it."""
    before, after = writer.last_batch()
    first, last = before.cut or (0, 0)
    restarts = scene.children["api"].restarts
    await writer.put(before)
    scene.kill("api")

    async def inserted_again() -> bool:
        now = await writer.now()
        return now.cut is None and now.done >= last and scene.children["api"].restarts > restarts

    again = await until(inserted_again)
    hearing.expect(
        f"messages {first} to {last}, {after.events - before.events} events, "
        "were taken for a batch that had not been inserted, and inserted again",
        held=again and await scene.until_back("api", restarts=restarts + 1),
        found=await writer.now(),
    )


@dataclass(slots=True)
class WriterPositions:
    """Every place the event writer has written down while we looked."""

    bucket: KeyValue
    seen: list[Position] = field(default_factory=list)
    key: str = ""
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, entry: KeyValue.Entry) -> None:
        self.key = entry.key
        self.seen.append(msgspec.json.decode(entry.value or b"", type=Position))
        self._moved.set()

    async def next_cut(self) -> tuple[int, int]:
        """The moment a cut is written down: its insertion is about to begin."""
        async with asyncio.timeout(60):
            while True:
                self._moved.clear()
                await self._moved.wait()
                if (cut := self.seen[-1].cut) is not None:
                    return cut

    def last_batch(self) -> tuple[Position, Position]:
        """Where the writer stood before and after it inserted its last batch."""
        after = self.seen[-1]
        before = next(held for held in reversed(self.seen) if held.cut is not None and held.cut[1] == after.done)
        return before, after

    async def put(self, position: Position) -> None:
        await self.bucket.put(self.key, msgspec.json.encode(position))

    async def now(self) -> Position:
        entry = await self.bucket.get(self.key)
        return msgspec.json.decode(entry.value or b"", type=Position)


@asynccontextmanager
async def _following_the_writer(scene: Scene) -> AsyncIterator[WriterPositions]:
    connection = await nats.connect(scene.stack.plan.nats_url)
    bucket = await connection.jetstream().key_value(EVENT_WRITER_BUCKET)
    positions = WriterPositions(bucket)
    watcher = await bucket.watchall(include_history=True)

    async def follow() -> None:
        while True:
            with contextlib.suppress(nats.errors.TimeoutError):
                entry = await watcher.updates(timeout=60)  # type: ignore[no-untyped-call]
                if entry is not None:
                    positions.note(entry)

    following = asyncio.create_task(follow())
    try:
        yield positions
    finally:
        following.cancel()
        await watcher.stop()  # type: ignore[no-untyped-call]
        await connection.close()


@dataclass(slots=True)
class _Looks:
    looked: int = 0
    over: set[str] = field(default_factory=set)


@asynccontextmanager
async def _watching_budgets(scene: Scene) -> AsyncIterator[_Looks]:
    """Look at every account a few times a second, in one reading transaction each time."""
    looks = _Looks()
    money = scene.money()

    async def watch() -> None:
        while True:
            async with money.platform_reading() as session:
                books = Books(
                    accounts={row.campaign_id: row for row in (await session.exec(select(BudgetAccount))).all()}
                )
            looks.looked += 1
            looks.over.update(books.overspent)
            await asyncio.sleep(0.25)

    watching = asyncio.create_task(watch())
    try:
        yield looks
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await money.close()
