"""Whether the three places that know of spend agree: the SQL ledger, Redis's view of it, and ClickHouse."""

from dataclasses import dataclass
from decimal import Decimal

from domain.money import NANOS
from storage.redis.spend import SpendView
from workers.demo.cast import TENANT_ID
from workers.demo.rest import Json, Rest, all_pages
from workers.demo.waiting import until


@dataclass(frozen=True, slots=True)
class Books:
    """One campaign's spend in three places, exact, in its currency, and what analytics counted for it."""

    campaign_id: str
    name: str
    stage: str
    currency: str
    budget: Decimal
    sql: Decimal
    redis: Decimal
    clickhouse: Decimal
    counted: Json

    @property
    def agree(self) -> bool:
        return self.sql == self.redis == self.clickhouse

    @property
    def within_budget(self) -> bool:
        return self.sql <= self.budget


async def settled_books(rest: Rest, spend: SpendView) -> list[Books]:
    """Every campaign's books, once analytics holds every event and all agree, or when patience is over."""
    books: list[Books] = []

    async def have_settled() -> bool:
        nonlocal books
        progress = await rest.get("/api/v1/reports/progress")
        before, books = books, await _read(rest, spend)
        return progress["drained"] and all(book.agree for book in books) and books == before

    await until(have_settled, bool)
    return books


async def _read(rest: Rest, spend: SpendView) -> list[Books]:
    campaigns = [
        campaign
        for campaign in await all_pages(rest, "/api/v1/management/campaigns")
        if campaign["stage"] not in ("draft", "in_review", "rejected")
    ]
    counted = {row["campaign_id"]: row for row in (await rest.get("/api/v1/reports/campaigns"))["items"]}
    shown = await spend.get_many((TENANT_ID, campaign["id"]) for campaign in campaigns)
    budgets = [await rest.get(f"/api/v1/management/campaigns/{campaign['id']}/budget") for campaign in campaigns]
    books = []
    for campaign, budget in zip(campaigns, budgets, strict=True):
        in_redis = shown.get((TENANT_ID, campaign["id"]))
        in_clickhouse = counted.get(campaign["id"], {})
        books.append(
            Books(
                campaign_id=campaign["id"],
                name=campaign["name"],
                stage=campaign["stage"],
                currency=budget["currency"],
                budget=Decimal(budget["budget"]),
                sql=Decimal(budget["confirmed"]),
                redis=Decimal(in_redis.spent_nanos) / NANOS if in_redis else Decimal(0),
                clickhouse=Decimal(in_clickhouse.get("spend", "0")),
                counted=in_clickhouse,
            )
        )
    return books
