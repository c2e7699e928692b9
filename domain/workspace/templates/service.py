"""Use cases of templates, on a tenant's session."""

from collections.abc import Sequence
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns import repository as campaigns_repository
from domain.campaigns import service as campaigns
from domain.campaigns.tables import Campaign
from domain.campaigns.values import MAX_CREATIVES, CampaignContent, FlightDates
from domain.creatives import service as creatives
from domain.creatives.values import CreativeContent
from domain.errors import Conflict, NotFound
from domain.ids import new_id
from domain.records import tenant_of
from domain.workspace.templates import repository
from domain.workspace.templates.tables import CampaignTemplate

MOST_TEMPLATES: Final = 500
_ORIGINAL: Final = "copied_from"
"""Beside a creative's content: which one it was, and its version. Templates from before this was kept have none."""


async def save(
    session: AsyncSession, campaign_id: str, name: str, *, description: str, actor_id: str, now_ms: int
) -> CampaignTemplate:
    """Keep a campaign's newest content, without dates, and its creatives. A template of that name says this from now on.

    Raises ``NotFound``, and ``Conflict`` when there are too many already.
    """
    campaign, content = await campaigns.read_campaign(session, campaign_id)
    shown = await creatives.list_creatives(session, campaign_id=campaign_id, cursor=None, limit=MAX_CREATIVES)
    row = await repository.by_name(session, name)
    if row is None:
        if await repository.count(session) >= MOST_TEMPLATES:
            raise Conflict(f"there are {MOST_TEMPLATES} templates, which is the most", remedy="Remove one first.")
        row = CampaignTemplate(
            id=new_id("tmc"),
            tenant_id=tenant_of(session),
            name=name,
            content={},
            creatives=[],
            made_from=campaign_id,
            revision=campaign.revision,
            created_by=actor_id,
            created_at_ms=now_ms,
            updated_at_ms=now_ms,
        )
    row.description = description
    row.content = content.model_copy(update={"starts_at_ms": None, "ends_at_ms": None}).model_dump(mode="json")
    row.creatives = [
        one.content.model_dump(mode="json") | {_ORIGINAL: [one.creative.id, one.creative.version]}
        for one in shown.items
    ]
    row.made_from, row.revision, row.updated_at_ms = campaign_id, campaign.revision, now_ms
    session.add(row)
    await session.flush()
    return row


async def make(
    session: AsyncSession,
    template_id: str,
    *,
    name: str,
    flight: FlightDates,
    with_creatives: bool,
    actor_id: str,
    now_ms: int,
    creation_key: str | None = None,
) -> Campaign:
    """A new draft of a template. Repeated with the same ``creation_key`` it answers the draft made the first time.

    Raises ``NotFound``, and ``Conflict`` when the key made another campaign.
    """
    if creation_key is not None and (made := await campaigns.made_with(session, creation_key)) is not None:
        first = await campaigns_repository.revision(session, made.id, 1)
        if first is None or first.content != first.content | {"name": name} | flight.model_dump():
            raise Conflict(
                "this Idempotency-Key created another campaign",
                field="Idempotency-Key",
                remedy="Use a new key for new content.",
            )
        return made
    row = await get_template(session, template_id)
    content = CampaignContent.model_validate(row.content | {"name": name} | flight.model_dump())
    made = await campaigns.create_campaign(
        session, content, actor_id=actor_id, now_ms=now_ms, creation_key=creation_key
    )
    for one in row.creatives if with_creatives else ():
        creative_id, version = one.get(_ORIGINAL, ("", 0))
        await creatives.create_creative(
            session,
            made.id,
            CreativeContent.model_validate({name: value for name, value in one.items() if name != _ORIGINAL}),
            actor_id=actor_id,
            now_ms=now_ms,
            copied_from=(creative_id, version),
        )
    return made


async def get_template(session: AsyncSession, template_id: str) -> CampaignTemplate:
    """Raises ``NotFound``, also for another tenant's."""
    row = await repository.template(session, template_id)
    if row is None:
        raise NotFound(f"there is no template '{template_id}'", field="template_id")
    return row


async def list_templates(session: AsyncSession) -> Sequence[CampaignTemplate]:
    """By name."""
    return await repository.in_order(session, limit=MOST_TEMPLATES)


async def remove(session: AsyncSession, template_id: str) -> None:
    """What was made of it stays. Raises ``NotFound``."""
    await session.delete(await get_template(session, template_id))
