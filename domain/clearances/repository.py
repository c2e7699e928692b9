"""Queries over clearances. On a tenant's session every function stays inside the tenant."""

from collections.abc import Collection, Sequence

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.clearances.tables import Clearance
from domain.creatives.tables import Creative


async def clearance(session: AsyncSession, creative_id: str, exchange_id: str) -> Clearance | None:
    return await session.get(Clearance, (creative_id, exchange_id), with_for_update=True)


async def of_creatives(session: AsyncSession, creative_ids: Collection[str]) -> Sequence[Clearance]:
    """Everything said of these creatives, in the order of exchanges."""
    if not creative_ids:
        return ()
    wanted = select(Clearance).where(col(Clearance.creative_id).in_(creative_ids))
    return (await session.exec(wanted.order_by(col(Clearance.exchange_id)))).all()


async def of_exchange(
    session: AsyncSession,
    exchange_id: str,
    *,
    tenants: Collection[str],
    state: str | None,
    after: str,
    limit: int,
) -> Sequence[Clearance]:
    """What an exchange said, or was asked, of these tenants' creatives, by creative id."""
    wanted = select(Clearance).where(
        Clearance.exchange_id == exchange_id,
        col(Clearance.tenant_id).in_(tenants),
        col(Clearance.creative_id) > after,
    )
    if state is not None:
        wanted = wanted.where(Clearance.state == state)
    return (await session.exec(wanted.order_by(col(Clearance.creative_id)).limit(limit))).all()


async def untold_campaigns(session: AsyncSession, *, limit: int) -> Sequence[tuple[str, str]]:
    """Tenant and campaign of clearances that bidders have not been told of."""
    wanted = select(Clearance.tenant_id, Clearance.campaign_id).where(col(Clearance.is_told).is_(False))
    return (await session.exec(wanted.distinct().limit(limit))).all()


async def mark_told(session: AsyncSession, campaign_id: str, *, up_to_ms: int) -> None:
    """Bidders know everything that was said of the campaign's creatives until then."""
    await session.exec(
        update(Clearance)
        .where(col(Clearance.campaign_id) == campaign_id, col(Clearance.updated_at_ms) <= up_to_ms)
        .values(is_told=True)
    )


async def tenant_of_creative(session: AsyncSession, creative_id: str) -> str | None:
    """Whose creative it is, on a platform session."""
    return (await session.exec(select(Creative.tenant_id).where(Creative.id == creative_id))).one_or_none()
