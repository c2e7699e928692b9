"""Reviews as they wait in a queue, opened on the record: the workflow that runs them is not on this stage."""

from collections.abc import Sequence

from domain.approvals import service as approvals
from domain.approvals.values import ApprovalFacts
from domain.campaigns.sections.rules import section_hashes
from domain.campaigns.service import whole
from domain.campaigns.tables import Campaign
from domain.campaigns.values import Channel, Stage
from tests.api.conftest import NOW, Api, new_creative

HOUR_MS = 3_600_000


NATIVE = {
    "name": "Native, oat milk",
    "format": "native",
    "title": "Oat milk that foams like the real thing",
    "body": "Now in every shop.",
    "mime": "",
    "media_url": "",
    "width": 0,
    "height": 0,
    "native": {"sponsored": "Aurora Coffee", "cta": "Find a shop"},
}


async def put_under_review(api: Api, campaign_ids: Sequence[str]) -> None:
    """Drafts, submitted one after another by an administrator; the first has something to show."""
    async with api.as_("ours.manager") as manager, api.as_("ours.admin") as admin:
        await new_creative(manager, campaign_ids[0], name="Spring square")
        await new_creative(manager, campaign_ids[0], **NATIVE)
        submitter_id = (await admin.get("/api/v1/platform/me")).json()["user_id"]
    for hours_ago, campaign_id in zip(range(30, 0, -10), campaign_ids, strict=False):
        await submitted(api, campaign_id, submitter_id=submitter_id, hours_ago=hours_ago)


async def submitted(api: Api, campaign_id: str, *, submitter_id: str, hours_ago: int) -> None:
    """As it is after ``submitter_id`` has submitted the newest revision."""
    async with api.state.main.tenant("ours") as session:
        campaign = await session.get_one(Campaign, campaign_id)
        newest = await whole(session, campaign_id, campaign.revision)
        await approvals.open_round(
            session,
            campaign_id=campaign_id,
            number=1,
            revision=campaign.revision,
            facts=ApprovalFacts(budget_usd_micros=campaign.budget_micros, channel=Channel(campaign.channel)),
            submitter_ids=[submitter_id],
            at_ms=NOW - hours_ago * HOUR_MS,
            sections=section_hashes(newest.content, newest.pieces),
            reviewed={},
        )
        campaign.stage, campaign.locked_revision = Stage.IN_REVIEW, campaign.revision
        session.add(campaign)
