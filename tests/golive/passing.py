"""Letting a campaign through the gate where a test needs one on air: approved on record, judged, and found in order."""

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.approvals import service as approvals
from domain.approvals.values import ApprovalFacts
from domain.brand.desk.service import BrandDesk
from domain.campaigns import service as campaigns
from domain.golive import service as golive
from domain.golive.looks.service import BrandLooks
from domain.golive.service import Look, Question
from domain.golive.values import Wish
from domain.rates.values import shipped_rates


async def approve_on_record(session: AsyncSession, campaign_id: str, *, now_ms: int) -> None:
    """A review that asked nobody approved the revision that is said to be reviewed."""
    campaign = await campaigns.get_campaign(session, campaign_id)
    assert campaign.reviewed_revision is not None
    facts = await campaigns.facts_of(session, campaign_id, campaign.reviewed_revision)
    await approvals.open_round(
        session,
        campaign_id=campaign_id,
        number=await approvals.rounds_so_far(session, campaign_id) + 1,
        revision=facts.revision,
        facts=ApprovalFacts(budget_usd_micros=0, channel=facts.channel),
        submitter_ids=(),
        at_ms=now_ms,
        sections=facts.sections,
        reviewed={},
    )


async def looked_at(tenant_id: str, question: Question) -> Look:
    looks = BrandLooks(BrandDesk(), clock_ms=lambda: 0)
    brand = await looks.look(tenant_id, question.kit, question.subject.pieces, question.versions)
    return Look(question.kit.kit_id, question.kit.version, question.versions, brand)


async def let_through(session: AsyncSession, campaign_id: str, *, now_ms: int) -> None:
    """As its workflow would, once it is approved."""
    await approve_on_record(session, campaign_id, now_ms=now_ms)
    rates = shipped_rates()
    question = await golive.ask(session, campaign_id, Wish.GO_LIVE, revision=None, rates=rates, now_ms=now_ms)
    look = await looked_at((await campaigns.get_campaign(session, campaign_id)).tenant_id, question)
    await golive.pass_gate(session, campaign_id, Wish.GO_LIVE, look=look, rates=rates, now_ms=now_ms)
