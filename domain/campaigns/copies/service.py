"""Making a campaign of another, on a tenant's session."""

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns import repository
from domain.campaigns import service as campaigns
from domain.campaigns.tables import Campaign
from domain.campaigns.values import LONGEST_NAME, MAX_CREATIVES, CampaignContent, FlightDates
from domain.creatives import service as creatives
from domain.errors import Conflict


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
    draft made the first time, whatever was made of the model since. Raises ``NotFound``, ``Conflict`` when the key made
    something that is no such copy, and ``InvalidInput`` when it would be over already.
    """
    model, content = await campaigns.read_campaign(session, campaign_id)
    if creation_key is not None and (made := await campaigns.made_with(session, creation_key)) is not None:
        [first, *_] = await _contents(session, made.id)
        models = [_copied(one, name=name, flight=flight) for one in await _contents(session, campaign_id)]
        if made.id == campaign_id or first not in models:
            raise Conflict(
                "this Idempotency-Key created another campaign",
                field="Idempotency-Key",
                remedy="Use a new key for another copy.",
            )
        return made
    wanted = _copied(content, name=name, flight=flight)
    made = await campaigns.create_campaign(session, wanted, actor_id=actor_id, now_ms=now_ms, creation_key=creation_key)
    if with_creatives:
        originals = await creatives.list_creatives(session, campaign_id=model.id, cursor=None, limit=MAX_CREATIVES)
        for original in originals.items:
            await creatives.create_creative(
                session,
                made.id,
                original.content,
                actor_id=actor_id,
                now_ms=now_ms,
                copied_from=(original.creative.id, original.creative.version),
            )
    return made


async def _contents(session: AsyncSession, campaign_id: str) -> list[CampaignContent]:
    """What its revisions said, oldest first."""
    return [CampaignContent.model_validate(row.content) for row in await repository.revisions(session, campaign_id)]


def _copied(content: CampaignContent, *, name: str | None, flight: FlightDates) -> CampaignContent:
    changes = {"name": name or f"Copy of {content.name}"[:LONGEST_NAME].rstrip(), **flight.model_dump()}
    return CampaignContent.model_validate(content.model_dump() | changes)
