"""Campaigns in SQL for tests of ingest, brought to a stage without a workflow."""

from typing import Any

from domain.campaigns import service
from domain.campaigns.values import Action, Audience, CampaignContent, PricingTerms, Stage
from domain.creatives.service import create_creative
from domain.creatives.values import CreativeContent
from domain.money import MICROS
from domain.serving.values import CreativeFormat
from storage.sql import Database
from tests.golive.passing import let_through

NOW_MS = 1_800_000_000_000


async def live_campaign(database: Database, tenant_id: str, **targeting: Any) -> str:
    """A campaign with a banner, for whom ``targeting`` says, approved and live in SQL; nobody has told the bidders."""
    content = CampaignContent(
        name="Spring",
        advertiser_domain="aurora.example",
        currency="USD",
        budget_micros=500 * MICROS,
        pricing=PricingTerms(base_cpm_micros=2 * MICROS, max_cpm_micros=3 * MICROS),
        targeting=Audience(**targeting),
    )
    banner = CreativeContent(
        name="Banner",
        format=CreativeFormat.BANNER,
        landing_url="https://aurora.example/spring",
        width=300,
        height=250,
        mime="image/png",
        media_url="https://cdn.example.net/b.png",
    )
    async with database.tenant(tenant_id) as session:
        campaign = await service.create_campaign(session, content, actor_id="usr_1", now_ms=NOW_MS)
        await create_creative(session, campaign.id, banner, actor_id="usr_1", now_ms=NOW_MS)
        await service.lock_revision(session, campaign.id, campaign.revision, expected_stage=Stage.DRAFT)
        await service.approve_revision(session, campaign.id, campaign.revision)
        await let_through(session, campaign.id, now_ms=NOW_MS)
    await move_to(database, tenant_id, campaign.id, Stage.LIVE)
    return campaign.id


async def move_to(database: Database, tenant_id: str, campaign_id: str, stage: Stage) -> None:
    async with database.tenant(tenant_id) as session:
        campaign = await service.get_campaign(session, campaign_id)
        await service.record_transition(
            session,
            campaign_id=campaign_id,
            sequence=campaign.last_sequence + 1,
            from_stage=Stage(campaign.stage),
            action=Action.GO_LIVE,
            to_stage=stage,
            actor_id="usr_1",
            actor_role="manager",
            comment="",
            at_ms=NOW_MS,
        )
