"""Campaigns as people write them and a workflow moves them."""

from domain.campaigns import service
from domain.campaigns.values import Action, CampaignContent, PricingTerms, Stage
from domain.creatives import service as creatives
from domain.creatives.values import CreativeContent
from domain.money import MICROS
from domain.serving.values import CreativeFormat

NOW = 1_800_000_000_000
DAY = 86_400_000


def content(**changes) -> CampaignContent:
    terms = {
        "name": "Spring",
        "advertiser_domain": "shop.example",
        "currency": "USD",
        "budget_micros": 500 * MICROS,
        "starts_at_ms": NOW + DAY,
        "ends_at_ms": NOW + 10 * DAY,
        "pricing": PricingTerms(base_cpm_micros=2 * MICROS, max_cpm_micros=3 * MICROS),
    }
    return CampaignContent(**terms | changes)


def banner(**changes) -> CreativeContent:
    terms = {
        "name": "Banner",
        "format": CreativeFormat.BANNER,
        "landing_url": "https://www.shop.example/spring",
        "width": 300,
        "height": 250,
        "mime": "image/png",
        "media_url": "https://cdn.example.net/b.png",
    }
    return CreativeContent(**terms | changes)


async def draft(session, **changes):
    campaign = await service.create_campaign(session, content(**changes), actor_id="ana", now_ms=NOW)
    await creatives.create_creative(session, campaign.id, banner(), actor_id="ana", now_ms=NOW)
    return campaign


async def move(session, campaign, stage, *, sequence=1, flight=None):
    await service.record_transition(
        session,
        campaign_id=campaign.id,
        sequence=sequence,
        from_stage=Stage(campaign.stage),
        action=Action.SUBMIT,
        to_stage=stage,
        actor_id="bo",
        actor_role="manager",
        comment="because",
        at_ms=NOW,
        flight=flight,
    )


async def approved(session, stage=Stage.LIVE, **changes):
    campaign = await draft(session, **changes)
    await service.lock_revision(session, campaign.id, campaign.revision, expected_stage=Stage.DRAFT)
    await service.approve_revision(session, campaign.id, campaign.revision)
    await move(session, campaign, stage)
    return campaign


async def edit(session, campaign, **changes):
    return await service.edit_campaign(
        session, campaign.id, content(**changes), expected_revision=None, actor_id="cy", now_ms=NOW + 1
    )
