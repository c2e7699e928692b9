"""Three places that know of spend, held against each other and against an exchange's receipts."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlmodel import select

from domain.budgets.tables import BudgetAccount, BudgetBanker, BudgetSettlement
from domain.budgets.values import Verdict
from domain.events.values import EventType
from storage.clickhouse.client import Analytics
from storage.clickhouse.queries import CONFIRMED
from storage.clickhouse.schema import EVENTS, EVENTS_HOURLY
from storage.redis.spend import SpendView
from storage.sql.database import Database
from tests.system.exchange import Receipts
from tests.system.proof import Hearing
from tests.system.scene import Scene, until
from workers.demo.rest import Rest

NAMED_BY_US: Final = (EventType.BID, EventType.SETTLEMENT, EventType.WIN)
"""Events that happen once and whose ids are ours. Bills are told twice here; a no-bid is named by its exchange's request."""


@dataclass(slots=True)
class Books:
    """Everything the ledger says, and what Redis and analytics make of it. Nanos by campaign."""

    accounts: dict[str, BudgetAccount] = field(default_factory=dict)
    settlements: list[BudgetSettlement] = field(default_factory=list)
    unpublished: int = 0
    redis: dict[str, int] = field(default_factory=dict)
    clickhouse: dict[str, int] = field(default_factory=dict)
    billed: dict[str, int] = field(default_factory=dict)
    """Impressions, as analytics counts them."""
    drained: bool = False

    @property
    def sql(self) -> dict[str, int]:
        return {campaign_id: account.spent_nanos for campaign_id, account in self.accounts.items()}

    @property
    def confirmed(self) -> Counter[str]:
        """Confirmed settlements added up."""
        spent: Counter[str] = Counter()
        for row in self.settlements:
            if row.verdict == Verdict.CONFIRMED:
                spent[row.campaign_id] += row.price_nanos
        return spent

    @property
    def verdicts(self) -> Counter[str]:
        return Counter(row.verdict for row in self.settlements)

    @property
    def summary(self) -> str:
        verdicts = ", ".join(f"{count:,} {verdict}" for verdict, count in self.verdicts.most_common())
        return (
            f"ledger: {len(self.settlements):,} bills ({verdicts}), "
            f"{sum(self.sql.values()):,} nanos spent by {len(self.accounts)} campaigns"
        )

    @property
    def disagreeing(self) -> list[str]:
        added_up = self.confirmed
        return [
            f"{campaign_id}: SQL {spent}, its settlements {added_up[campaign_id]}, "
            f"Redis {self.redis.get(campaign_id, 0)}, ClickHouse {self.clickhouse.get(campaign_id, 0)}"
            for campaign_id, spent in self.sql.items()
            if {added_up[campaign_id], self.redis.get(campaign_id, 0), self.clickhouse.get(campaign_id, 0)} != {spent}
        ]

    @property
    def overspent(self) -> list[str]:
        return [
            f"{account.campaign_id}: {account.spent_nanos} confirmed and {account.outstanding_nanos} in flight "
            f"of {account.budget_nanos}"
            for account in self.accounts.values()
            if account.spent_nanos + account.outstanding_nanos > account.budget_nanos
        ]

    def missing(self, bid_ids: Collection[str]) -> list[str]:
        return sorted(set(bid_ids) - {row.bid_id for row in self.settlements})

    def repeated(self) -> list[str]:
        counted = Counter((row.tenant_id, row.bid_id) for row in self.settlements)
        return [bid_id for (_, bid_id), rows in counted.items() if rows > 1]


async def read_books(scene: Scene, money: Database, spend: SpendView) -> Books:
    books = Books()
    async with money.platform_reading() as session:
        accounts = (await session.exec(select(BudgetAccount))).all()
        books.accounts = {account.campaign_id: account for account in accounts}
        books.settlements = list((await session.exec(select(BudgetSettlement))).all())
        banker = (await session.exec(select(BudgetBanker))).first()
        books.unpublished = banker.settled_sequence - banker.published_sequence if banker else 0
    shown = await spend.get_many((account.tenant_id, account.campaign_id) for account in accounts)
    books.redis = {campaign_id: view.spent_nanos for (_, campaign_id), view in shown.items()}
    for house in scene.cast.houses:
        async with Rest(scene.api_url, house.author) as author:
            books.drained = (await author.get("/api/v1/reports/progress"))["drained"]
            rows = (await author.get("/api/v1/reports/campaigns"))["items"]
        books.clickhouse |= {row["campaign_id"]: row["spend_nanos"] for row in rows}
        books.billed |= {row["campaign_id"]: row["billed_impressions"] for row in rows}
    return books


async def drained_books(scene: Scene, receipts: Iterable[Receipts]) -> Books:
    """The books once every acknowledged bill is in the ledger and everybody has been told; else as they are when time is up."""
    acknowledged = {bid_id for one in receipts for bid_id in one.acknowledged}
    money = scene.money()
    books = Books()
    try:
        async with SpendView(scene.stack.plan.counters_url) as spend:

            async def drained() -> bool:
                nonlocal books
                before = len(books.settlements)
                books = await read_books(scene, money, spend)
                settled = not books.missing(acknowledged) and not books.unpublished
                return books.drained and settled and len(books.settlements) == before and not books.disagreeing

            await until(drained)
    finally:
        await money.close()
    return books


def expect_sound(hearing: Hearing, books: Books, receipts: Iterable[Receipts]) -> None:
    """What must be true of drained books, whoever died while they were written."""
    runs = list(receipts)
    acknowledged = {bid_id for one in runs for bid_id in one.acknowledged}
    tried = {bid_id for one in runs for bid_id in one.bills}
    hearing.expect_none(
        f"each of {len(acknowledged):,} bills answered with 2xx is in the ledger", books.missing(acknowledged)
    )
    hearing.expect_none("and each exactly once", books.repeated())
    hearing.expect_none(
        "the ledger holds no bill that was never sent", sorted({row.bid_id for row in books.settlements} - tried)
    )
    hearing.expect("the stream has been told of every settlement", held=not books.unpublished, found=books.unpublished)
    hearing.expect("analytics holds everything that happened", held=books.drained, found=books)
    hearing.expect_none(
        f"spend agrees to the nano in SQL, Redis and ClickHouse for all {len(books.accounts)} campaigns",
        books.disagreeing,
    )
    hearing.expect_none("confirmed and in flight stay within every budget", books.overspent)


async def expect_stored_once(hearing: Hearing, clickhouse: Path, books: Books) -> None:
    """Open the embedded ClickHouse, which nobody else may have open, and count rows themselves, roll-ups included."""
    async with await Analytics.open(clickhouse) as analytics:
        [(rows, ids)] = await analytics.query(f"SELECT count(), uniqExact(type, event_id) FROM {EVENTS}")
        repeated = await analytics.query(
            f"SELECT type, count() - uniqExact(event_id) AS more FROM {EVENTS} GROUP BY type HAVING more > 0"
        )
        [(rolled_up,)] = await analytics.query(f"SELECT sum(events) FROM {EVENTS_HOURLY}")
        of_settlements = f"type = '{EventType.SETTLEMENT}' AND reason = '{CONFIRMED}' AND NOT is_test"
        spent: list[dict[str, int]] = [
            dict(
                await analytics.query(
                    f"SELECT campaign_id, sum(price_nanos) FROM {table} WHERE {of_settlements} GROUP BY campaign_id"
                )
            )
            for table in (EVENTS, EVENTS_HOURLY)
        ]
        settled = await analytics.query(f"SELECT event_id FROM {EVENTS} WHERE type = '{EventType.SETTLEMENT}'")
    in_ledger = {campaign_id: nanos for campaign_id, nanos in books.sql.items() if nanos}
    hearing.figure(f"ClickHouse: {rows:,} rows of {ids:,} events, roll-ups count {rolled_up:,}")
    hearing.expect_none(
        "no bid, no win and no settlement is there twice",
        [found for found in repeated if found[0] in NAMED_BY_US],
    )
    hearing.expect("the roll-ups count every row once", held=rows == rolled_up, found=(rows, rolled_up))
    hearing.expect(
        "plain sums over the events, without any deduplication, equal the ledger",
        held=spent[0] == in_ledger,
        found=(spent[0], in_ledger),
    )
    hearing.expect(
        "and so do sums over the roll-ups, settlement by settlement",
        held=spent[1] == in_ledger,
        found=(spent[1], in_ledger),
    )
    hearing.expect(
        f"each of {len(books.settlements):,} settlements is one row",
        held=Counter(event_id for (event_id,) in settled)
        == Counter(f"{row.bid_id}:settlement" for row in books.settlements),
        found=f"{len(settled)} rows",
    )
