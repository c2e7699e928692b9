"""Use cases of creatives on a tenant's session. Each change of a creative is a revision of its campaign."""

from collections.abc import Collection
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns import service as campaigns
from domain.campaigns.service import CreativePair, Edit
from domain.creatives import repository
from domain.creatives.tables import Creative, CreativeVersion
from domain.creatives.values import CreativeContent
from domain.errors import Conflict, NotFound
from domain.ids import new_id
from domain.paging import Page, Position, read_cursor, write_cursor

_SORT: Final = "id"


class Versioned(NamedTuple):
    """A creative with its newest content."""

    creative: Creative
    content: CreativeContent


class CreativeEdit(NamedTuple):
    """A changed creative, and what that did to its campaign."""

    creative: Creative
    content: CreativeContent
    edit: Edit


async def create_creative(
    session: AsyncSession,
    campaign_id: str,
    content: CreativeContent,
    *,
    actor_id: str,
    now_ms: int,
    creation_key: str | None = None,
    copied_from: CreativePair = ("", 0),
) -> CreativeEdit:
    """Add a creative to a campaign. Repeated with the same ``creation_key`` it answers the one made the first time.

    Raises ``NotFound`` for an unknown campaign, ``InvalidInput`` when it lands outside the advertiser's domain or the
    campaign is full, ``ActionRefused`` when the campaign is over, ``Conflict`` when the key was used for another one.
    """
    campaign = await campaigns.get_campaign(session, campaign_id, for_update=True)
    if creation_key is not None:
        known = await repository.creative_by_key(session, creation_key)
        if known is not None:
            creative, first = known
            if creative.campaign_id != campaign_id or CreativeContent.model_validate(first.content) != content:
                raise Conflict(
                    "this Idempotency-Key created another creative",
                    field="Idempotency-Key",
                    remedy="Use a new key for new content.",
                )
            edit = await campaigns.change_creatives(session, campaign, actor_id=actor_id, now_ms=now_ms)
            return CreativeEdit(creative, content, edit)
    creative = Creative(
        id=new_id("crt"),
        tenant_id=campaign.tenant_id,
        campaign_id=campaign_id,
        name=content.name,
        format=content.format.value,
        creation_key=creation_key,
        copied_from_id=copied_from[0],
        copied_from_version=copied_from[1],
        created_by=actor_id,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
    )
    session.add(creative)
    await session.flush()
    await _keep_version(session, creative, content)
    edit = await campaigns.change_creatives(
        session, campaign, put=(creative.id, creative.version), actor_id=actor_id, now_ms=now_ms
    )
    return CreativeEdit(creative, content, edit)


async def get_creative(session: AsyncSession, creative_id: str, *, for_update: bool = False) -> Versioned:
    """Raises ``NotFound``, also for another tenant's or a removed creative.

    ``for_update`` keeps others from changing the creative or its campaign until the transaction ends.
    """
    found = await repository.creative(session, creative_id)
    if found is not None and for_update:
        await campaigns.get_campaign(session, found[0].campaign_id, for_update=True)
        found = await repository.creative(session, creative_id)
    if found is None:
        raise NotFound(f"there is no creative '{creative_id}'", field="creative_id")
    creative, version = found
    return Versioned(creative, CreativeContent.model_validate(version.content))


async def list_creatives(
    session: AsyncSession, *, campaign_id: str | None, cursor: str | None, limit: int
) -> Page[Versioned]:
    """One page of creatives, oldest first. Raises ``NotFound`` for an unknown campaign."""
    if campaign_id is not None:
        await campaigns.get_campaign(session, campaign_id)
    after = read_cursor(_SORT, cursor)
    rows = await repository.page(session, campaign_id=campaign_id, after=after.id if after else "", limit=limit + 1)
    items = [Versioned(creative, CreativeContent.model_validate(version.content)) for creative, version in rows[:limit]]
    more = len(rows) > limit
    position = Position(items[-1].creative.id, items[-1].creative.id) if more else None
    return Page(items, write_cursor(_SORT, position) if position else None)


async def of_campaigns(session: AsyncSession, campaign_ids: Collection[str]) -> dict[str, list[Versioned]]:
    """Every creative of these campaigns, by campaign, oldest first."""
    found: dict[str, list[Versioned]] = {campaign_id: [] for campaign_id in campaign_ids}
    for creative, version in await repository.of_campaigns(session, campaign_ids):
        found[creative.campaign_id].append(Versioned(creative, CreativeContent.model_validate(version.content)))
    return found


async def edit_creative(
    session: AsyncSession,
    creative_id: str,
    content: CreativeContent,
    *,
    expected_version: int | None,
    actor_id: str,
    now_ms: int,
) -> CreativeEdit:
    """Give a creative new content as its next version; the same content changes nothing.

    Raises ``Conflict`` when somebody else was faster; otherwise as ``create_creative``.
    """
    creative, current = await get_creative(session, creative_id, for_update=True)
    campaign = await campaigns.get_campaign(session, creative.campaign_id)
    if current != content:
        if expected_version not in (None, creative.version):
            raise Conflict(
                f"the creative is at version {creative.version} by now, not at {expected_version}",
                field="If-Match",
                remedy="Read it again and repeat the change on what it says now.",
            )
        creative.version += 1
        creative.name, creative.format, creative.updated_at_ms = content.name, content.format.value, now_ms
        session.add(creative)
        await _keep_version(session, creative, content)
    edit = await campaigns.change_creatives(
        session, campaign, put=(creative.id, creative.version), actor_id=actor_id, now_ms=now_ms
    )
    return CreativeEdit(creative, content, edit)


async def remove_creative(session: AsyncSession, creative_id: str, *, actor_id: str, now_ms: int) -> Edit:
    """Take a creative out of its campaign; earlier revisions keep it. Raises as ``edit_creative``."""
    creative, _ = await get_creative(session, creative_id, for_update=True)
    campaign = await campaigns.get_campaign(session, creative.campaign_id)
    creative.removed_at_ms = now_ms
    session.add(creative)
    return await campaigns.change_creatives(session, campaign, remove=creative_id, actor_id=actor_id, now_ms=now_ms)


async def _keep_version(session: AsyncSession, creative: Creative, content: CreativeContent) -> None:
    session.add(
        CreativeVersion(
            tenant_id=creative.tenant_id,
            creative_id=creative.id,
            version=creative.version,
            content=content.model_dump(mode="json"),
        )
    )
    await session.flush()
