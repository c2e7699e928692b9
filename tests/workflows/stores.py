"""The workflows on their real stores: SQLite for the record and the money, NATS for the bidders' bucket."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import nats

from domain.campaigns import service as campaigns
from domain.campaigns.tables import Campaign
from domain.campaigns.values import CampaignContent, PricingTerms
from domain.creatives import service as creatives
from domain.creatives.values import CreativeContent
from domain.ids import new_id
from domain.money import MICROS
from domain.records import JOURNEYS_STORE, MONEY_STORE
from domain.serving.values import CampaignSnapshot, CreativeFormat
from storage.nats.live_campaigns import LiveCampaigns
from storage.nats.streams import ensure_streams
from storage.sql.database import Database

BANNER = CreativeContent(
    name="Leaderboard",
    format=CreativeFormat.BANNER,
    landing_url="https://shop.example.com/spring",
    width=728,
    height=90,
    mime="image/png",
    media_url="https://cdn.example.com/spring.png",
)


@dataclass
class Stores:
    """One tenant's stores, empty at first."""

    main: Database
    money: Database
    live: LiveCampaigns
    tenant_id: str

    async def draft(self, *, dollars: int = 5_000, creative: bool = True, **changes: object) -> str:
        """A campaign, with one banner unless said otherwise; returns its id."""
        content = CampaignContent.model_validate(
            {
                "name": "Spring",
                "advertiser_domain": "shop.example.com",
                "currency": "USD",
                "budget_micros": dollars * MICROS,
                "pricing": PricingTerms(base_cpm_micros=2 * MICROS, max_cpm_micros=4 * MICROS),
                **changes,
            }
        )
        async with self.main.tenant(self.tenant_id) as session:
            made = await campaigns.create_campaign(session, content, actor_id="usr_author", now_ms=_now_ms())
            if creative:
                await creatives.create_creative(session, made.id, BANNER, actor_id="usr_author", now_ms=_now_ms())
        return made.id

    async def edit(self, campaign_id: str, *, actor_id: str = "usr_author", **changes: object) -> int:
        """An edit as the API saves it; returns its revision."""
        async with self.main.tenant(self.tenant_id) as session:
            _, content = await campaigns.read_campaign(session, campaign_id)
            edit = await campaigns.edit_campaign(
                session,
                campaign_id,
                content.model_copy(update=changes),
                expected_revision=None,
                actor_id=actor_id,
                now_ms=_now_ms(),
            )
        return edit.revision

    async def campaign(self, campaign_id: str) -> Campaign:
        async with self.main.reading(self.tenant_id) as session:
            return await campaigns.get_campaign(session, campaign_id)

    async def story(self, campaign_id: str) -> list[tuple[int, str, str]]:
        """Each transition's number, action and actor, as on record."""
        async with self.main.reading(self.tenant_id) as session:
            rows = await campaigns.list_transitions(session, campaign_id)
        return [(row.sequence, row.action, row.actor_id) for row in rows]

    async def published(self, campaign_id: str) -> CampaignSnapshot | None:
        return await self.live.get(self.tenant_id, campaign_id)


@asynccontextmanager
async def stores(directory: Path, nats_url: str) -> AsyncIterator[Stores]:
    main = Database.open(f"sqlite+aiosqlite:///{directory / 'main.db'}")
    money = Database.open(f"sqlite+aiosqlite:///{directory / 'money.db'}", store=MONEY_STORE)
    journeys = Database.open(f"sqlite+aiosqlite:///{directory / 'journeys.db'}", store=JOURNEYS_STORE)
    for database in (main, money, journeys):
        await database.create_all()
    connection = await nats.connect(nats_url)
    await ensure_streams(connection.jetstream())
    yield Stores(main, money, LiveCampaigns(connection.jetstream()), f"ten_{new_id('t')[-8:]}")
    await connection.close()
    for database in (main, money, journeys):
        await database.close()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
