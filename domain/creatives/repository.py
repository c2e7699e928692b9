"""Queries over creatives and their versions. Every function stays inside the session's tenant."""

from collections.abc import Collection, Sequence

from sqlmodel import col, delete, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.creatives.tables import Creative, CreativeVersion


async def creative(session: AsyncSession, creative_id: str) -> tuple[Creative, CreativeVersion] | None:
    """A creative that was not removed, with its newest version, as they are now even if they were read before."""
    wanted = select(Creative, CreativeVersion).where(
        Creative.id == creative_id,
        col(Creative.removed_at_ms).is_(None),
        col(CreativeVersion.creative_id) == Creative.id,
        col(CreativeVersion.version) == Creative.version,
    )
    return (await session.exec(wanted.execution_options(populate_existing=True))).one_or_none()


async def creative_by_key(session: AsyncSession, creation_key: str) -> tuple[Creative, CreativeVersion] | None:
    """The creative made under an idempotency key, with its first version."""
    wanted = select(Creative, CreativeVersion).where(
        Creative.creation_key == creation_key,
        col(CreativeVersion.creative_id) == Creative.id,
        CreativeVersion.version == 1,
    )
    return (await session.exec(wanted)).one_or_none()


async def page(
    session: AsyncSession, *, campaign_id: str | None, after: str, limit: int
) -> Sequence[tuple[Creative, CreativeVersion]]:
    """Creatives that were not removed, oldest first, each with its newest version."""
    wanted = select(Creative, CreativeVersion).where(
        col(Creative.id) > after,
        col(Creative.removed_at_ms).is_(None),
        col(CreativeVersion.creative_id) == Creative.id,
        col(CreativeVersion.version) == Creative.version,
    )
    if campaign_id is not None:
        wanted = wanted.where(Creative.campaign_id == campaign_id)
    return (await session.exec(wanted.order_by(col(Creative.id)).limit(limit))).all()


async def of_campaigns(
    session: AsyncSession, campaign_ids: Collection[str]
) -> Sequence[tuple[Creative, CreativeVersion]]:
    """Likewise, all of several campaigns."""
    if not campaign_ids:
        return ()
    wanted = select(Creative, CreativeVersion).where(
        col(Creative.campaign_id).in_(campaign_ids),
        col(Creative.removed_at_ms).is_(None),
        col(CreativeVersion.creative_id) == Creative.id,
        col(CreativeVersion.version) == Creative.version,
    )
    return (await session.exec(wanted.order_by(col(Creative.id)))).all()


async def versions(session: AsyncSession, pairs: Collection[tuple[str, int]]) -> Sequence[CreativeVersion]:
    """Those versions, by pairs of creative id and version, in no particular order."""
    if not pairs:
        return ()
    wanted = select(CreativeVersion).where(
        tuple_(col(CreativeVersion.creative_id), col(CreativeVersion.version)).in_(pairs)
    )
    return (await session.exec(wanted)).all()


async def delete_of_campaign(session: AsyncSession, campaign_id: str) -> None:
    """Erase a campaign's creatives with all their versions, as for a draft that never ran."""
    theirs = select(Creative.id).where(Creative.campaign_id == campaign_id)
    await session.exec(delete(CreativeVersion).where(col(CreativeVersion.creative_id).in_(theirs)))
    await session.exec(delete(Creative).where(col(Creative.campaign_id) == campaign_id))
