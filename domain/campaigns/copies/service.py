"""Making a campaign of another, on a tenant's session."""

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns import service as campaigns
from domain.campaigns.tables import Campaign
from domain.campaigns.values import LONGEST_NAME, MAX_CREATIVES, CampaignContent, FlightDates
from domain.creatives import service as creatives


async def copy(
    session: AsyncSession,
    campaign_id: str,
    *,
    name: str | None,
    flight: FlightDates,
    with_creatives: bool,
    actor_id: str,
    now_ms: int,
    creation_key: str | None = None,
) -> Campaign:
    """A new draft with the newest content of ``campaign_id``, which may be in any stage, and with copies of its creatives.

    Its dates are ``flight`` alone: those of the model are often over. Repeated with the same ``creation_key`` it answers the
    draft made the first time, whatever has become of the model since. Raises ``NotFound``, and ``InvalidInput`` when it
    would be over already.
    """
    if creation_key is not None and (made := await campaigns.made_with(session, creation_key)) is not None:
        return made
    model, content = await campaigns.read_campaign(session, campaign_id)
    changes = {"name": name or f"Copy of {content.name}"[:LONGEST_NAME].rstrip(), **flight.model_dump()}
    wanted = CampaignContent.model_validate(content.model_dump() | changes)
    made = await campaigns.create_campaign(session, wanted, actor_id=actor_id, now_ms=now_ms, creation_key=creation_key)
    if with_creatives:
        originals = await creatives.list_creatives(session, campaign_id=model.id, cursor=None, limit=MAX_CREATIVES)
        for original in originals.items:
            await creatives.create_creative(session, made.id, original.content, actor_id=actor_id, now_ms=now_ms)
    return made
